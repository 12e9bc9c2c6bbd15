"""Forms of committee papers, and the filter of their list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from core.forms import Button, DateField, FilterForm, FilterHelper, Form, Helper, Html, Paragraph, Reveal
from findings.models import PaperScope, PaperState
from findings.papers import scopes
from findings.papers.columns import Row, title_of

LONGEST_LINE = 200
LINE, WAS = "line-", "was-"


class PaperFilter(FilterForm):
    """What the list of papers is filtered by."""

    scope = forms.ChoiceField(choices=[("", "Any scope"), *PaperScope.choices])
    state = forms.ChoiceField(choices=[("", "Draft or issued"), *PaperState.choices])

    helper = FilterHelper("scope", "state", heading="Filter papers")


class MakePaperForm(Form):
    """What a new paper is about."""

    scope = forms.ChoiceField(label="What is the paper about?", choices=PaperScope.choices, widget=forms.RadioSelect)
    force = forms.ChoiceField(label="Which force?", required=False)
    question = forms.ChoiceField(label="Which question?", required=False)
    region = forms.ChoiceField(label="Which region?", required=False)
    nation = forms.ChoiceField(label="Which nation?", required=False)
    as_at = DateField(label="As at", help_text="The day on which findings are shown as they stood. Not after today.")
    title = forms.CharField(
        label="Title (optional)", required=False, max_length=scopes.LONGEST_TITLE,
        help_text="Leave it empty for a title like “Findings: Bedfordshire as at 31 March 2018”.",
    )  # fmt: skip

    def __init__(self, *args: Any, user: Any, cancel: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for scope in PaperScope.values:
            field: Any = self.fields[scope]
            field.choices = [("", f"Choose a {scope}"), *scopes.subjects(scope, user)]
        under = {scope: [scope] for scope in PaperScope.values}
        self.helper = Helper(Reveal("scope", under), "as_at", "title", submit="Make a draft", cancel=cancel)

    def clean(self) -> dict[str, Any]:
        """Take the subject from the list of the chosen scope."""
        cleaned = super().clean() or {}
        scope = cleaned.get("scope")
        cleaned["subject"] = cleaned.get(scope, "") if scope else ""
        if scope and scope not in self.errors and not cleaned["subject"]:
            self.add_error(scope, f"Choose the {scope} the paper is about")
        return cleaned


class ChangePaperForm(Form):
    """A draft's day and title."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    as_at = DateField(label="As at", help_text="The day on which findings are shown as they stood. Not after today.")
    title = forms.CharField(max_length=scopes.LONGEST_TITLE)

    helper = Helper("version", "as_at", "title")


class SentLinesForm(Form):
    """The lines as they were sent: what is in the boxes, and beside it what was in them when the page was opened."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.references = [name.removeprefix(LINE) for name in self.data if name.startswith(LINE)]
        for reference in self.references:
            self.add_line(reference)

    def add_line(self, reference: str, **shown: Any) -> list[Any]:
        """Add a line's box, and unseen what it held; return both for the layout."""
        too_long = f"The line on {reference} must be {LONGEST_LINE} characters or fewer"
        self.fields[LINE + reference] = forms.CharField(
            required=False,
            max_length=LONGEST_LINE,
            widget=forms.Textarea(attrs={"rows": 2}),
            error_messages={"max_length": too_long},
            **shown,
        )
        initial = shown.get("initial", "")
        self.fields[WAS + reference] = forms.CharField(
            required=False, initial=initial, widget=forms.HiddenInput, strip=False
        )
        return [WAS + reference, LINE + reference]

    def lines(self) -> dict[str, str]:
        """Return the lines that were changed on the page: reference → text on one line."""
        cleaned = self.cleaned_data
        texts = {reference: " ".join(cleaned[LINE + reference].split()) for reference in self.references}
        return {reference: text for reference, text in texts.items() if text != cleaned[WAS + reference]}


class LinesForm(SentLinesForm):
    """Our line on each row of a page of a draft, each row told with where its finding stands."""

    def __init__(
        self,
        *args: Any,
        rows: Sequence[Row],
        last: Mapping[str, str],
        barred: frozenset[str],
        has_next: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        parts: list[Any] = ["version"]
        for row in rows:
            reference = row["reference"]
            if row["force"] in barred:
                parts.append(left_to_others(row))
                continue
            parts += self.add_line(
                reference,
                label=f"{reference} {title_of(row)}",
                help_text=facts_of(row, last.get(reference, "")),
                initial=row["comment"],
            )
        buttons = [Button("Save and next page", "then", "next")] if has_next else []
        self.helper = Helper(
            *parts, buttons=[*buttons, Button("Save comments", variant="secondary" if has_next else "")], label_size="s"
        )


def facts_of(row: Row, last: str) -> str:
    """Return where a finding stands, in a line, and what we said of it last time."""
    before = f" Said in the last paper: “{last}”" if last else ""
    return f"{row['force']}. {row['status_label']}. {row['rag'].capitalize()}: {row['rag_why']}{before}"


def left_to_others(row: Row) -> Html:
    """Return what is said of a row that somebody else must write on."""
    return Paragraph(
        f"{row['reference']} {row['title']}: you are barred from {row['force']}, so another manager writes its line."
    )


class IssueForm(Form):
    """That a draft is issued as it was looked at."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, cancel: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = Helper("version", "seen", submit="Issue the paper", cancel=cancel)


class WithdrawForm(Form):
    """Why a draft is not wanted."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label="Why is it not wanted?", max_length=300, help_text="The history keeps it.")

    def __init__(self, *args: Any, cancel: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = Helper(
            "version", "reason", buttons=[Button("Withdraw the draft", variant="warning")], cancel=cancel
        )
