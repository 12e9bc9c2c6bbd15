"""Forms about findings."""

from __future__ import annotations

from typing import Any

from django import forms

from core.forms import (
    DateField,
    Form,
    Helper,
    PartialDateField,
    Reveal,
)
from findings.forms.life import WHEN, WithInspection
from findings.models import Basis, Finding, Verdict
from findings.models.findings import CLOSED
from findings.rules.closing import COC_ASSURANCE

ASSURANCE = [
    (1, "1: the force says so"),
    (2, "2: evidence reviewed at the desk"),
    (3, "3: tested in fieldwork"),
]


class FollowUpForm(WithInspection):
    """What fieldwork or a look at the desk found on a finding."""

    verdict = forms.ChoiceField(choices=Verdict.choices, widget=forms.RadioSelect)
    basis = forms.ChoiceField(label="How do you know?", choices=Basis.choices, widget=forms.RadioSelect)
    effective = PartialDateField(label="When was it so?", help_text=WHEN)
    narrative = forms.CharField(
        label="What was found",
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=5000,
        help_text="What has changed, what has not, and what you saw. Name no victim, suspect or officer.",
    )

    helper = Helper(
        "version",
        "inspection",
        "verdict",
        "basis",
        "effective",
        "narrative",
        submit="Record follow-up",
    )


class VerificationForm(Form):
    """Whether a manager agrees with a follow-up, and how surely."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    agreed = forms.ChoiceField(
        label="Do you agree with the verdict?",
        choices=[("yes", "Yes"), ("no", "No: it goes back to in progress")],
        widget=forms.RadioSelect,
    )
    assurance = forms.TypedChoiceField(label="How sure is it?", choices=ASSURANCE, coerce=int, widget=forms.RadioSelect)
    tested_on = DateField(label="Tested in fieldwork on", required=False)
    narrative = forms.CharField(
        label="Why", widget=forms.Textarea(attrs={"rows": 4}), max_length=5000, help_text="What you looked at."
    )

    helper = Helper(
        "version",
        "agreed",
        Reveal("assurance", {"3": ["tested_on"]}),
        "narrative",
        submit="Record verification",
    )

    def __init__(self, *args: Any, highest: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assurance"].choices = ASSURANCE[:highest]  # type: ignore[attr-defined]
        if highest < COC_ASSURANCE:
            del self.fields["tested_on"]
            self.helper = Helper("version", "agreed", "assurance", "narrative", submit="Record verification")


class ClosureForm(Form):
    """How a finding ends."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    to = forms.ChoiceField(
        label="Close it as",
        choices=[(status.value, status.label) for status in CLOSED],
        widget=forms.RadioSelect,
        error_messages={"required": "Select how the finding ends"},
    )
    successor = forms.ModelChoiceField(
        Finding.objects.none(),
        label="Which finding takes its place?",
        to_field_name="reference",
        required=False,
        empty_label="Choose a finding",
    )
    effective = PartialDateField(label="When did it take effect?")
    reason = forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), max_length=5000)

    helper = Helper(
        "version",
        Reveal("to", {"closed-superseded": ["successor"]}),
        "effective",
        "reason",
        submit="Close the finding",
    )

    def __init__(self, *args: Any, successors: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["successor"].queryset = successors  # type: ignore[attr-defined]
