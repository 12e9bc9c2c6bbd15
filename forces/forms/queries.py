"""Forms about queries: the filters of the lists, an answer, what to do with one, and asking by hand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from core.forms import FilterForm, FilterHelper, Form, Helper
from forces.models import Force, QueryState
from forces.returns.checks import BY_A_PERSON, TITLES

BY_HAND = "by-hand"
CHECKS = [(name or BY_HAND, title) for name, title in sorted(TITLES.items(), key=lambda item: item[1])]
ACCEPT, ASK_AGAIN, WITHDRAW = "accept", "ask-again", "withdraw"


def check_name(chosen: str) -> str:
    """Return the name of a check as queries hold it, from how an address writes it."""
    return BY_A_PERSON if chosen == BY_HAND else chosen


class OfForcesFilter(FilterForm):
    """A filter that offers some forces and measures."""

    def __init__(
        self, data: QueryDict, *, forces: Iterable[Force], measures: Iterable[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.fields["force"].choices = [("", "Any force"), *((f.slug, f.name) for f in forces)]  # type: ignore[attr-defined]
        self.fields["measure"].choices = [("", "Any measure"), *measures]  # type: ignore[attr-defined]


class QueryFilter(OfForcesFilter):
    """Queries in a state, to a force, by a check, about a measure."""

    state = forms.ChoiceField(choices=[("", "Any state"), *QueryState.choices])
    force = forms.ChoiceField()
    check = forms.ChoiceField(label="Asked by", choices=[("", "Any check or person"), *CHECKS])
    measure = forms.ChoiceField()

    helper = FilterHelper("state", "force", "check", "measure", heading="Filter queries", open=False)


class OutlierFilter(OfForcesFilter):
    """Odd figures of a force, found by a check, on a measure."""

    force = forms.ChoiceField()
    check = forms.ChoiceField(
        choices=[("", "Any check"), *(item for item in CHECKS if item[0] not in {BY_HAND, "missing-figure"})]
    )
    measure = forms.ChoiceField()

    helper = FilterHelper("force", "check", "measure", heading="Filter figures", open=False)


class AnswerForm(Form):
    """What a force says about its figure."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(
        label="Why is the figure right?",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=3000,
        help_text="If it is wrong, send it again instead: the query is answered by the corrected figure.",
        error_messages={"required": "Write why the figure is right"},
    )

    helper = Helper("version", "text", submit="Send answer")


class SettleForm(Form):
    """What an administrator does with a query."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    what = forms.ChoiceField(label="What do you do?", widget=forms.RadioSelect)
    text = forms.CharField(
        label="What you say to the force",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=3000,
        required=False,
        help_text="Needed unless you accept.",
    )

    helper = Helper("version", "what", "text", submit="Save")

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for words wherever the force must do something, or was asked in vain."""
        cleaned: dict[str, Any] = self.cleaned_data
        if cleaned.get("what") in {ASK_AGAIN, WITHDRAW} and not cleaned.get("text", "").strip():
            self.add_error("text", ValidationError("Write what you say to the force"))
        return cleaned


class RaiseForm(Form):
    """A figure to ask about, in one's own words."""

    figure = forms.ChoiceField(label="Which figure?")
    text = forms.CharField(
        label="What do you ask?",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=500,
        help_text="The force reads it. Say what looks wrong and what would settle it.",
        error_messages={"required": "Write what you ask"},
    )

    helper = Helper("figure", "text", submit="Send query")

    def __init__(self, *args: Any, figures: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["figure"].choices = [("", "Choose"), *figures]  # type: ignore[attr-defined]
