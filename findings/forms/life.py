"""Forms that move a finding: blocked, going on, a later due date, opened again, a draft taken back."""

from __future__ import annotations

from typing import Any

from django import forms

from core.forms import DateField, Form, Helper, PartialDateField
from inspections.models import Inspection

WHEN = "As exactly as you know it. For a season or a month, leave the day empty."


def reason_field(label: str = "Why", help_text: str = "") -> forms.CharField:
    """Return a box for a reason."""
    box = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(label=label, widget=box, max_length=5000, help_text=help_text)


class WithInspection(Form):
    """A form about what was learned in an open inspection, or, for a manager, between inspections."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    inspection = forms.ModelChoiceField(
        Inspection.objects.none(), to_field_name="reference", required=False, empty_label="None: between inspections"
    )

    def __init__(self, *args: Any, inspections: Any, is_between_allowed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["inspection"]
        field.queryset = inspections
        if not is_between_allowed:
            field.required = True
            field.empty_label = None


class BlockForm(WithInspection):
    """Which body a finding waits for."""

    body = forms.CharField(
        label="Which body does it wait for?", max_length=150, help_text="For example, the Home Office or a supplier."
    )
    effective = PartialDateField(label="Since when?", help_text=WHEN)
    reason = reason_field("What it waits for")

    helper = Helper("version", "inspection", "body", "effective", "reason", submit="Save as blocked")


class ResumeForm(WithInspection):
    """That work goes on."""

    effective = PartialDateField(label="Since when?", help_text=WHEN)
    reason = reason_field("What has changed")

    helper = Helper("version", "inspection", "effective", "reason", submit="Save as in progress")


class ExtensionForm(Form):
    """A later due date."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    to = DateField(label="New due date")
    reason = reason_field(help_text="The force reads it.")
    again_because = reason_field("Why was one move not enough?")

    helper = Helper("version", "to", "reason", "again_because", submit="Move the due date")

    def __init__(self, *args: Any, moved: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not moved:
            del self.fields["again_because"]
            self.helper = Helper("version", "to", "reason", submit="Move the due date")


class ReopeningForm(Form):
    """Why a closed finding is open again."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    effective = PartialDateField(label="When did the cause arise?", help_text=WHEN)
    reason = reason_field("Why it is opened again", "What came to light, and where.")

    helper = Helper("version", "effective", "reason", submit="Open the finding again")


class WithdrawalForm(Form):
    """Why a draft is taken back."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = reason_field()

    helper = Helper("version", "reason", submit="Take the draft back")
