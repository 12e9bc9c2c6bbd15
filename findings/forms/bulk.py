"""The form that changes many findings at once."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.models import Role, User
from core.forms import DateField, Form, Helper, Reveal
from findings.actions.bulk import Change
from findings.forms.life import reason_field
from findings.models import BulkChange


class BulkForm(Form):
    """What is changed, and why."""

    change = forms.ChoiceField(
        label="What do you want to do?",
        choices=BulkChange.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what to do"},
    )
    lead = forms.ModelChoiceField(User.objects.none(), label="Our lead", required=False)
    owner = forms.CharField(label="Post in the force", max_length=100, required=False)
    line = forms.CharField(label="Line for committees", max_length=200, required=False)
    due_on = DateField(label="New due date", required=False)
    comment = reason_field("Comment", "It stands in the history of each finding; as a note it stands in its timeline.")

    helper = Helper(
        Reveal(
            "change",
            {
                BulkChange.LEAD: ["lead"],
                BulkChange.OWNER: ["owner"],
                BulkChange.COMMENT: ["line"],
                BulkChange.EXTENSION: ["due_on"],
            },
        ),
        "comment",
        submit="Change them",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(role__in=[Role.INSPECTOR, Role.MANAGER], is_active=True).order_by("name")
        self.fields["lead"].queryset = people  # type: ignore[attr-defined]

    @property
    def asked(self) -> Change:
        """Return the change as the action takes it."""
        cleaned = self.cleaned_data
        return Change(
            kind=cleaned["change"],
            lead=cleaned["lead"],
            owner=cleaned["owner"],
            line=cleaned["line"],
            due_on=cleaned["due_on"],
        )
