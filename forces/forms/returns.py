"""Forms about a force's return: one figure typed, acceptance, signature, revision, extension."""

from __future__ import annotations

from typing import Any

from django import forms

from core.forms import DateField, Form, Helper, Row
from forces.models import Measure
from forces.returns.layout import STATUS_SLUGS


class CorrectForm(Form):
    """One figure as it should stand, and why it is typed here."""

    numerator = forms.CharField(required=False, max_length=20)
    denominator = forms.CharField(required=False, max_length=20)
    base = forms.CharField(label="Responses", required=False, max_length=20, help_text="How many answered the survey.")
    status = forms.ChoiceField(choices=list(STATUS_SLUGS.items()), initial="supplied")
    reason = forms.CharField(
        label="Reason for the status", required=False, max_length=300,
        help_text="Needed unless the figure is supplied in full.",
    )  # fmt: skip
    caveat = forms.CharField(label="Note", required=False, max_length=300)
    why = forms.CharField(
        label="Why is it typed here?", max_length=300, help_text="Kept with the figure, for example: miscounted May."
    )

    helper = Helper(
        Row("numerator", "denominator", "base"), "status", "reason", "caveat", "why", submit="Check and save"
    )

    def __init__(self, *args: Any, measure: Measure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["numerator"].label = measure.numerator_label
        self.fields["denominator"].label = measure.denominator_label
        self.helper = Helper(Row(*self.counts(measure)), "status", "reason", "caveat", "why", submit="Check and save")

    def counts(self, measure: Measure) -> list[str]:
        """Keep the counts a force sends of the measure; return their names."""
        asked = {"numerator": True, "denominator": measure.is_denominator_sent, "base": measure.is_survey}
        for name, is_asked in asked.items():
            if not is_asked:
                del self.fields[name]
        return [name for name, is_asked in asked.items() if is_asked]


class AcceptForm(Form):
    """Acceptance; a reason where figures are missing."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label="Remark", required=False, max_length=300)

    helper = Helper("version", "reason", submit="Accept the return")


class SignForm(Form):
    """The name put under the final figures."""

    digest = forms.CharField(widget=forms.HiddenInput)
    name = forms.CharField(label="Your name", max_length=100)
    post = forms.CharField(label="Your post in the force", max_length=100)
    statement = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}), max_length=1000,
        initial="The figures above are final, and are those the force wishes to see printed.",
    )  # fmt: skip
    is_sure = forms.BooleanField(label="I sign for the force, and know that the figures cannot change afterwards")

    helper = Helper("digest", "name", "post", "statement", "is_sure", submit="Sign the return")


class ReviseForm(Form):
    """Why a signed return is opened again."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label="Why is it opened again?", max_length=300, help_text="The force reads this.")

    helper = Helper("version", "reason", submit="Open it again")


class ExtendForm(Form):
    """Until when a force has, and why."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    due_on = DateField(label="New last day")
    reason = forms.CharField(label="Why", max_length=300, help_text="The force reads this.")

    helper = Helper("version", "due_on", "reason", submit="Give until then")


class SendRemindersForm(Form):
    """Nothing to fill in: the page says who is written to."""

    helper = Helper(submit="Send the reminders")


class LockForm(Form):
    """Which of the signed returns are locked."""

    returns = forms.MultipleChoiceField(label="Signed returns to lock", widget=forms.CheckboxSelectMultiple)

    helper = Helper("returns", submit="Lock the returns")

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["returns"]
        field.choices = choices
        field.initial = [value for value, _label in choices]
