"""Forms that edit a criteria template: its title, its themes, its questions, its ratings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from core.forms import FilterForm, FilterHelper, Form, Helper, Reveal
from inspections.models import AnswerSet, AnswerValue, Criterion, Rating, Theme


class TemplateFilter(FilterForm):
    """Templates by words of their title, and by their state."""

    USED, UNUSED = "in-use", "being-edited"

    q = forms.CharField(label="Words of the title", max_length=100)
    state = forms.ChoiceField(choices=[("", "Any state"), (USED, "In use: frozen"), (UNUSED, "Being edited")])

    helper = FilterHelper("q", "state", heading="Filter criteria", open=False)


class StartForm(Form):
    """The title of a new template."""

    title = forms.CharField(
        max_length=100, help_text="What it is for, as reviewers will read it. Its address is made from it and stays."
    )

    helper = Helper("title", submit="Start the template")


class VersionedForm(Form):
    """A change of a template: it says which version of the template the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class TitleForm(VersionedForm):
    """The title of a template."""

    title = forms.CharField(max_length=100)

    helper = Helper("version", "title")


class ThemeForm(VersionedForm):
    """A theme."""

    title = forms.CharField(max_length=80, help_text="For example, Victim contact")

    helper = Helper("version", "title")

    @staticmethod
    def of(part: Theme) -> dict[str, Any]:
        """Return what the form holds of a theme."""
        return {"title": part.title}


class RatingForm(VersionedForm):
    """A step of the scale for a whole file."""

    label = forms.CharField(
        label="Rating", max_length=60, help_text="For example, Requires improvement",
        error_messages={"required": "Enter the rating"},
    )  # fmt: skip
    counts_as_good = forms.BooleanField(label="A file rated so counts as of a good standard", required=False)

    helper = Helper("version", "label", "counts_as_good")

    @staticmethod
    def of(part: Rating) -> dict[str, Any]:
        """Return what the form holds of a rating."""
        return {"label": part.label, "counts_as_good": part.counts_as_good}


class QuestionForm(VersionedForm):
    """A question: its words, its answers, and when it is asked."""

    ALWAYS, AFTER = "always", "after"

    theme = forms.ChoiceField(help_text="Given another theme, it goes to the end of that.")
    text = forms.CharField(
        label="Question", max_length=200, help_text="Ask it so that yes is the good answer.",
        error_messages={"required": "Enter the question"},
    )  # fmt: skip
    guidance = forms.CharField(
        required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="What to look for, what counts as a no, when it does not apply. Reviewers open it by the question.",
    )  # fmt: skip
    is_critical = forms.BooleanField(label="Critical: every answer to it needs a note, yes too", required=False)
    answer_set = forms.ChoiceField(label="Answers offered", choices=AnswerSet.choices, widget=forms.RadioSelect)
    asked = forms.ChoiceField(
        label="When is it asked?", widget=forms.RadioSelect,
        choices=[(ALWAYS, "Of every file"), (AFTER, "Only after a certain answer to an earlier question")],
    )  # fmt: skip
    asked_after = forms.ChoiceField(label="Earlier question", required=False)
    asked_when = forms.ChoiceField(label="Answered", required=False, choices=[("", ""), *AnswerValue.choices])

    helper = Helper(
        "version", "theme", "text", "guidance", "is_critical", "answer_set",
        Reveal("asked", {AFTER: ["asked_after", "asked_when"]}),
    )  # fmt: skip

    def __init__(self, *args: Any, themes: Sequence[Theme], earlier: Sequence[tuple[int, Criterion]], **rest: Any):
        super().__init__(*args, **rest)
        self.themes = {str(theme.pk): theme for theme in themes}
        self.earlier = {str(one.pk): one for _, one in earlier}
        numbered = [(str(one.pk), f"{number}. {one.text}") for number, one in earlier]
        self.fields["theme"].choices = [(key, theme.title) for key, theme in self.themes.items()]  # type: ignore[attr-defined]
        self.fields["asked_after"].choices = [("", ""), *numbered]  # type: ignore[attr-defined]

    @classmethod
    def of(cls, part: Criterion) -> dict[str, Any]:
        """Return what the form holds of a question."""
        names = ("text", "guidance", "is_critical", "answer_set", "asked_when")
        return {
            **{name: getattr(part, name) for name in names},
            "theme": part.theme_id,
            "asked": cls.AFTER if part.asked_after_id else cls.ALWAYS,
            "asked_after": part.asked_after_id,
        }

    def clean(self) -> dict[str, Any]:
        """Ask for question and answer where it depends on one; hand rows over as rows."""
        data = self.cleaned_data
        depends = data.pop("asked", "") == self.AFTER
        for name, what in (("asked_after", "the earlier question"), ("asked_when", "the answer to it")):
            if depends and not data.get(name) and name not in self.errors:
                self.add_error(name, f"Choose {what}")
        data["theme"] = self.themes.get(data.get("theme", ""))
        data["asked_after"] = self.earlier.get(data.get("asked_after", "")) if depends else None
        data["asked_when"] = data.get("asked_when", "") if depends else ""
        return data
