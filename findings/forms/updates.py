"""Forms in which a force writes about its own finding."""

from __future__ import annotations

from typing import Any

from django import forms

from core.forms import AttachmentsField, DateField, Form, Helper
from findings.models import ForceRag, ForceResponse


class UpdateForm(Form):
    """How far the force is, in its own words, with what shows it."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    narrative = forms.CharField(
        label="What has been done since the last update, and what comes next",
        widget=forms.Textarea(attrs={"rows": 7}),
        max_length=5000,
        help_text="Say what changed and how you know that it works. Name no victim, suspect or officer.",
        error_messages={"required": "Write what has been done and what comes next"},
    )
    rag = forms.ChoiceField(
        label="How do you rate your own progress?",
        choices=ForceRag.choices,
        widget=forms.RadioSelect,
        help_text="This is the force’s view. The inspectorate’s own status changes only when it has looked.",
    )
    own_due = DateField(
        label="Your own date",
        required=False,
        help_text="Optional: the day by which you mean to have done it. Earlier dates you gave are kept.",
    )
    evidence = AttachmentsField(label="Files of evidence (optional)")
    is_done = forms.BooleanField(label="We have done this: it is ready to be verified", required=False)

    def __init__(self, *args: Any, may_declare: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = ["version", "narrative", "rag", "own_due", "evidence", "is_done"]
        if not may_declare:
            del self.fields["is_done"]
            names.remove("is_done")
        self.helper = Helper(*names, submit="Send update")


class ResponseForm(Form):
    """Whether the force accepts a finding."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    response = forms.ChoiceField(
        label="Does the force accept this finding?",
        choices=[(ForceResponse.ACCEPTED, "Yes: accepted"), (ForceResponse.NOT_ACCEPTED, "No: not accepted")],
        widget=forms.RadioSelect,
    )
    effective = DateField(label="When did the force decide?")
    reason = forms.CharField(
        label="Reason",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=5000,
        help_text="Needed if you do not accept it. The finding stays open and goes to a manager of the inspectorate.",
    )

    helper = Helper("version", "response", "effective", "reason", submit="Send response")
