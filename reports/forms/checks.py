"""Forms of the factual accuracy check."""

from __future__ import annotations

from django import forms

from core.forms import AttachmentsField, DateField, Form, Helper
from inspections.forms.identifiers import KeepBox, Scanned
from reports.bank_holidays import LONGEST
from reports.models import CommentKind, CommentState

USUAL = 10


class SendForm(Form):
    """For how long the force may comment."""

    working_days = forms.IntegerField(
        label="Working days to comment",
        min_value=1,
        max_value=LONGEST,
        initial=USUAL,
        help_text="Counted from the day after today; weekends and the bank holidays of England and Wales do not count.",
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-3"}),
    )

    helper = Helper("working_days", submit="Send the draft to the force")


class CommentForm(Scanned, Form):
    """What is wrong with a paragraph."""

    scanned = ("text",)

    kind = forms.ChoiceField(
        label="What is it about?",
        choices=[
            (CommentKind.TYPING, "Typing or number: a slip, a wrong figure, date or name"),
            (CommentKind.FACT, "Fact behind a judgment: what the judgment rests on is not right"),
            (CommentKind.OMITTED, "Omitted evidence: something you showed us is left out"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Select what your comment is about"},
    )
    text = forms.CharField(
        label="Your comment",
        widget=forms.Textarea(attrs={"rows": 7}),
        max_length=5000,
        help_text="Say what is wrong, what is right, and how you know. Name no victim, suspect or officer.",
        error_messages={"required": "Write what is wrong and what is right"},
    )
    files = AttachmentsField(label="Files that show it (optional)")

    helper = Helper("kind", "text", "files", KeepBox(), submit="Send comment")


class DecisionForm(Form):
    """What is made of a comment."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    state = forms.ChoiceField(
        label="What is made of the comment?",
        choices=[(CommentState.ACCEPTED, "Accepted: the report is changed"), (CommentState.REJECTED, "Rejected")],
        widget=forms.RadioSelect,
        error_messages={"required": "Select whether the comment is accepted or rejected"},
    )
    reason = forms.CharField(
        label="Reason",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=5000,
        help_text="The force reads it, with the decision, when the check is closed.",
        error_messages={"required": "Say why it is accepted or rejected"},
    )

    helper = Helper("version", "state", "reason", submit="Save the decision")


class LeaveForm(Form):
    """Until when late comments are let in, and why."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    until = DateField(label="Late comments are taken until the end of")
    reason = forms.CharField(
        label="Reason",
        help_text="The force reads it.",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=1000,
        error_messages={"required": "Say why late comments are let in"},
    )

    helper = Helper("version", "until", "reason", submit="Give leave")


class CloseForm(Form):
    """Why a check is closed before its last day, where it is."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Reason",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        help_text="Needed while the force may still comment: for example, it said that it has nothing more to say.",
    )

    helper = Helper("version", "reason", submit="Close the check and tell the force")
