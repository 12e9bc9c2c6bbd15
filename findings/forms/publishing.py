"""The form that puts causes of concern out ahead of the report."""

from __future__ import annotations

from typing import Any

from django import forms

from core.forms import DateField, Form, Helper
from findings.forms.life import reason_field
from findings.models import Finding


class AccelerationForm(Form):
    """Which causes of concern go out ahead of the report, and why."""

    findings = forms.ModelMultipleChoiceField(
        Finding.objects.none(),
        label="Which causes of concern?",
        widget=forms.CheckboxSelectMultiple,
        to_field_name="reference",
        help_text="Their recommendations go with them. What is chosen together is published as one set.",
        error_messages={"required": "Select at least one cause of concern"},
    )
    published_on = DateField(label="Published on")
    reason = reason_field("Why they cannot wait for the report")

    helper = Helper("findings", "published_on", "reason", submit="Publish ahead of the report")

    def __init__(self, *args: Any, concerns: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["findings"].queryset = concerns  # type: ignore[attr-defined]
