"""Forms of writing a report: beginning it, a section's words, its figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from core.forms import Button, Form, Helper

SAVE, PREVIEW, DISCARD = "save", "preview", "discard"
HIGHEST = 999_999_999  # a version, or the number of a draft
REMOVE, TAKE_ANEW = "remove", "take-anew"


class BeginForm(Form):
    """What the report is called."""

    title = forms.CharField(max_length=150, help_text="As it is printed on the first page.")

    def __init__(self, *args: Any, cancel: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = Helper("title", submit="Begin the report", cancel=cancel)


class TitleForm(Form):
    """What the report is called from now on."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(max_length=150, help_text="As it is printed on the first page of the next edition.")

    def __init__(self, *args: Any, cancel: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = Helper("version", "title", cancel=cancel)


class SectionForm(Form):
    """The words of a section, and from which version and draft they were begun."""

    version = forms.IntegerField(min_value=0, max_value=HIGHEST, widget=forms.HiddenInput)
    number = forms.IntegerField(min_value=0, max_value=HIGHEST, widget=forms.HiddenInput)
    tab = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    text = forms.CharField(
        label="Words of this section", required=False, strip=False, widget=forms.Textarea(attrs={"rows": 24})
    )
    then = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, has_draft: bool, script: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = Helper("version", "number", "tab", "text", buttons=buttons(has_draft=has_draft))
        typed = {"data-typed": ""} if self.is_bound else {}
        self.helper.attrs = {**self.helper.attrs, **script, **typed}


def buttons(*, has_draft: bool) -> list[Button]:
    """Return what may be done with the words of a section."""
    discard = [Button("Throw my draft away", "then", DISCARD, "secondary")] if has_draft else []
    return [Button("Save", "then", SAVE), Button("Preview", "then", PREVIEW, "secondary"), *discard]


class DraftForm(Form):
    """The same as the page's script sends it."""

    version = forms.IntegerField(min_value=0, max_value=HIGHEST)
    number = forms.IntegerField(min_value=0, max_value=HIGHEST)
    tab = forms.CharField(required=False, max_length=40)
    text = forms.CharField(required=False, strip=False)


class AddFigureForm(Form):
    """Which figure a section is to carry."""

    figure = forms.ChoiceField(help_text="What is published of the force or of England and Wales, newest first.")
    caption = forms.CharField(
        label="Caption (optional)", required=False, max_length=200,
        help_text="Leave it empty for the measure and its period.",
    )  # fmt: skip

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], cancel: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["figure"]
        field.choices = [("", "Choose a figure"), *choices]
        self.helper = Helper("figure", "caption", submit="Put it in", cancel=cancel)


class ChangeFigureForm(Form):
    """A figure's caption and place."""

    caption = forms.CharField(max_length=200)
    place = forms.IntegerField(label="Place in the section", min_value=1, max_value=99, help_text="1 comes first.")
    then = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, is_frozen: bool, cancel: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        anew = [Button("Take up what is published today", "then", TAKE_ANEW, "secondary")] if is_frozen else []
        self.helper = Helper(
            "caption",
            "place",
            buttons=[Button("Save"), *anew, Button("Take it out", "then", REMOVE, "warning")],
            cancel=cancel,
        )


class VersionsForm(Form):
    """Which two versions of a section to compare."""

    older = forms.ChoiceField(label="From version")
    newer = forms.ChoiceField(label="To version")

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("older", "newer"):
            field: Any = self.fields[name]
            field.choices = choices
        self.helper = Helper("older", "newer", submit="Compare", method="get")


class TermForm(Form):
    """A word and what it means."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    term = forms.CharField(
        label="Word", max_length=80,
        help_text="As reports use it, in the singular. Capitals count where it has any.",
    )  # fmt: skip
    definition = forms.CharField(label="What it means", widget=forms.Textarea(attrs={"rows": 4}), max_length=1000)
    then = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, is_new: bool, cancel: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        remove = [] if is_new else [Button("Take it out", "then", REMOVE, "warning")]
        self.helper = Helper("version", "term", "definition", buttons=[Button("Save"), *remove], cancel=cancel)
