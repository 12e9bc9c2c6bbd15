"""Forms that prepare, approve, withdraw and publish editions of a report."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from core.forms import DateField, Form, Helper, Reveal
from findings.forms.life import reason_field

NOW, LATER = "now", "later"
MISSING = {"embargo_on": "Enter the day on which it is published", "embargo_at": "Enter the time of that day"}


class PrepareForm(Form):
    """That an edition is to be frozen; a correction says what it corrects."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    notice = forms.CharField(
        label="What does this edition correct, and why?", widget=forms.Textarea(attrs={"rows": 4}), max_length=2000,
        help_text="Printed above the report. Say what was wrong, what stands now and how it came to light.",
    )  # fmt: skip

    def __init__(self, *args: Any, is_correction: bool, cancel: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = ["version", "notice"] if is_correction else ["version"]
        if not is_correction:
            del self.fields["notice"]
        self.helper = Helper(*names, submit="Prepare the edition", cancel=cancel)


class ApproveForm(Form):
    """That the edition on the page was read and is approved."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    is_read = forms.BooleanField(
        label="I have read this edition as it will print",
        error_messages={"required": "Read the edition, then say that you have"},
    )

    def __init__(self, *args: Any, cancel: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = Helper("seen", "is_read", submit="Approve the edition", cancel=cancel)


class WithdrawForm(Form):
    """Why an edition is taken back before it is out."""

    reason = reason_field("Why is it withdrawn?", "It stays in the list of editions’ history.")

    def __init__(self, *args: Any, cancel: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = Helper("reason", submit="Withdraw the edition", cancel=cancel)


class ReleaseForm(Form):
    """Whether an approved edition is published now or at an hour."""

    when = forms.ChoiceField(
        label="When is it published?", choices=[(NOW, "Now"), (LATER, "At an hour to come")], widget=forms.RadioSelect
    )
    embargo_on = DateField(label="Day", required=False)
    embargo_at = forms.TimeField(
        label="Time", required=False, help_text="For example, 00:01 or 9:30, London time.",
        widget=forms.TextInput(attrs={"size": 5}), input_formats=["%H:%M", "%H.%M"],
        error_messages={"invalid": "Time must be like 9:30"},
    )  # fmt: skip

    def __init__(self, *args: Any, cancel: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = Helper(Reveal("when", {LATER: ["embargo_on", "embargo_at"]}), submit="Publish", cancel=cancel)

    def clean(self) -> dict[str, Any]:
        """Ask for both parts of an hour to come."""
        cleaned = super().clean() or {}
        missing = [name for name in MISSING if not cleaned.get(name) and name not in self.errors]
        if cleaned.get("when") == LATER:
            for name in missing:
                self.add_error(name, MISSING[name])
        return cleaned

    @property
    def until(self) -> datetime:
        """Return the hour."""
        return timezone.make_aware(datetime.combine(self.cleaned_data["embargo_on"], self.cleaned_data["embargo_at"]))
