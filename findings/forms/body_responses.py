"""Forms about the responses of local policing bodies, and the filter of their list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from core.forms import DateField, Field, Fieldset, FilterForm, FilterHelper, Form, Helper
from findings.actions.body_responses import Answer
from findings.models import BodyAnswer, Finding
from findings.rules import body_responses as rules
from forces.models import Force

STATES = [
    (rules.AWAITED, "Awaited"),
    (rules.OVERDUE, "Overdue"),
    (rules.RECEIVED, "Received"),
    (rules.PUBLISHED, "Published"),
]
NOTHING = ("nothing", "Nothing")


def force_choices() -> list[tuple[str, str]]:
    """Return the forces that are inspected."""
    return [("", "Any force"), *Force.objects.in_scope().values_list("slug", "name")]


class ResponseFilter(FilterForm):
    """Responses of a force, or in a state."""

    force = forms.ChoiceField(choices=force_choices)
    state = forms.ChoiceField(choices=[("", "Any state"), *STATES])

    helper = FilterHelper("force", "state", heading="Filter responses")


class BodyResponseForm(Form):
    """Who answered, when it came and came out, and where it stands."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    body = forms.CharField(
        label="Local policing body", max_length=150,
        help_text="As it calls itself, for example a police and crime commissioner of a named area.",
    )  # fmt: skip
    received_on = DateField(label="Received on", required=False, help_text="Leave it empty until it has come.")
    published_on = DateField(
        label="Published by the body on", required=False,
        help_text="Leave it empty until it is out. From then on everybody may read here what it says.",
    )  # fmt: skip
    address = forms.URLField(
        label="Where it is published (optional)", required=False, max_length=300, assume_scheme="https"
    )
    note = forms.CharField(
        label="Note (optional)", required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=2000,
        help_text="For the inspectorate only: no force reads it.",
    )  # fmt: skip

    helper = Helper("version", "body", "received_on", "published_on", "address", "note", submit="Save the response")


class AnswersForm(Form):
    """What the response says of each finding, on one page."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, findings: Sequence[Finding], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.findings = findings
        parts: list[Any] = ["version"]
        for finding in findings:
            answer, text = f"answer-{finding.pk}", f"text-{finding.pk}"
            self.fields[answer] = forms.ChoiceField(
                label=f"What does it say of {finding.reference}?",
                choices=[*BodyAnswer.choices, NOTHING],
                widget=forms.RadioSelect,
            )
            self.fields[text] = forms.CharField(
                label=f"The action or the reason, {finding.reference}",
                widget=forms.Textarea(attrs={"rows": 3}),
                max_length=5000,
                required=False,
            )
            parts.append(Fieldset(str(finding), Field(answer, classes="govuk-radios--inline"), text))
        self.helper = Helper(*parts, submit="Save the answers")

    def answers(self) -> dict[Finding, Answer]:
        """Return what was filled in, by finding."""
        cleaned = self.cleaned_data
        found = {}
        for finding in self.findings:
            answer = cleaned[f"answer-{finding.pk}"]
            found[finding] = Answer("" if answer == NOTHING[0] else answer, cleaned[f"text-{finding.pk}"])
        return found
