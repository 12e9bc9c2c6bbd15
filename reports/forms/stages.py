"""The form that moves an inspection to another stage."""

from __future__ import annotations

from typing import Any

from django import forms

from core.forms import Form, Helper
from inspections.models import Stage


class MoveForm(Form):
    """A move on, which needs no words, or back, which needs a reason."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    to = forms.ChoiceField(choices=Stage.choices, widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Why does it go back?", widget=forms.Textarea(attrs={"rows": 4}), max_length=5000,
        help_text="The reason stands in the history.",
    )  # fmt: skip

    def __init__(self, *args: Any, to: str, is_back: bool, action: str = "", cancel: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        if not is_back:
            del self.fields["reason"]
        label = dict(Stage.choices)[to].lower()
        submit = f"Move back to {label}" if is_back else f"Move to {label}"
        self.helper = Helper(*self.fields, submit=submit, action=action, cancel=cancel)
