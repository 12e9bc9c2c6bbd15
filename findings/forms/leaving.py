"""The form that leaves an earlier finding out of an inspection."""

from __future__ import annotations

from django import forms

from core.forms import Form, Helper


class LeaveForm(Form):
    """Why an inspection does not look at a finding."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Why does this inspection not look at it?",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=5000,
        help_text="The report prints it, and the force reads it. Name no victim, suspect or officer.",
    )

    helper = Helper("version", "reason", submit="Leave with this reason")
