"""Forms of the plan: many forces at once, one inspection's dates and team, and its scope."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.core import signing

from accounts.models import User
from core.forms import DateField, Fieldset, FilterForm, FilterHelper, Form, Helper, Html, Row
from forces.models import Force
from inspections.actions.planning import Choice
from inspections.forms.frameworks import FrameworkChoice
from inspections.models import Framework, InspectionKind, Question, ScopeDecision, Stage
from inspections.rules.board import LETTERS

SALT = "scope worksheet"
OF_FORCE = "force"
NO_TRANCHE = "A whole number: forces are inspected in tranches, one after another."


class BoardFilter(FilterForm):
    """Inspections of a stage, of a tranche, of a kind."""

    stage = forms.ChoiceField(choices=[("", "---------"), *Stage.choices])
    kind = forms.ChoiceField(choices=[("", "---------"), *InspectionKind.choices])
    tranche = forms.IntegerField(min_value=1, max_value=99)

    helper = FilterHelper("stage", "kind", "tranche", heading="Filter the plan", open=False)


class FieldworkForm(Form):
    """When an inspection is in its force."""

    tranche = forms.IntegerField(required=False, min_value=1, max_value=99, help_text=NO_TRANCHE)
    fieldwork_from = DateField(label="Fieldwork begins", required=False)
    fieldwork_to = DateField(label="Fieldwork ends", required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the beginning."""
        data = self.cleaned_data
        begins, ends = data.get("fieldwork_from"), data.get("fieldwork_to")
        if begins and ends and ends < begins:
            self.add_error("fieldwork_to", "Fieldwork ends on the day it begins or after it.")
        return data


class PlanForm(FieldworkForm):
    """Inspections of many forces."""

    kind = forms.ChoiceField(choices=InspectionKind.choices, widget=forms.RadioSelect, initial=InspectionKind.PEEL)
    framework = FrameworkChoice(
        Framework.objects.none(), required=False, help_text="Needed for PEEL; other kinds give no grades."
    )
    forces = forms.ModelMultipleChoiceField(Force.objects.none(), widget=forms.CheckboxSelectMultiple)

    helper = Helper(
        "kind", "framework", "tranche", Row("fieldwork_from", "fieldwork_to"), "forces", submit="Plan inspections"
    )

    def __init__(self, *args: Any, frameworks: Any, forces: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["framework"].queryset = frameworks  # type: ignore[attr-defined]
        self.fields["forces"].queryset = forces  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for a framework where the kind has one, and for none where it has not."""
        data = super().clean()
        kind, framework = data.get("kind"), data.get("framework")
        if kind == InspectionKind.PEEL and framework is None and "framework" not in self.errors:
            self.add_error("framework", "Choose the framework that the forces are inspected against.")
        if kind in LETTERS and framework is not None:
            self.add_error("framework", "Only PEEL inspections are bound to a framework: choose none.")
        return data


class PlanOneForm(FieldworkForm):
    """One inspection's dates, lead and team."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    lead = forms.ChoiceField(required=False)
    team = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple, label="On the team")

    helper = Helper("version", "tranche", Row("fieldwork_from", "fieldwork_to"), "lead", "team")

    def __init__(self, *args: Any, people: Sequence[User], **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.people = {str(person.pk): person for person in people}
        named = [(key, f"{one.name}, {one.get_role_display().lower()}") for key, one in self.people.items()]
        self.fields["lead"].choices = [("", "Nobody yet"), *named]  # type: ignore[attr-defined]
        self.fields["team"].choices = named  # type: ignore[attr-defined]

    def clean_lead(self) -> User | None:
        """Return the person."""
        return self.people.get(self.cleaned_data["lead"])

    def clean_team(self) -> list[User]:
        """Return the people."""
        return [self.people[key] for key in self.cleaned_data["team"]]


class ScopeForm(Form):
    """What is decided about each question: looked at or not, and why; beside each what is known about it.

    What the worksheet shows is sent along signed, so that what is kept with a choice is what the person saw.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)
    worksheet = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, questions: Sequence[Question], words: Callable[[], dict[int, Any]], **rest: Any):
        super().__init__(*args, **rest)
        self.questions, self.words = questions, words
        for question in questions:
            self.fields[f"decision-{question.pk}"] = forms.ChoiceField(
                label=f"Is it inspected: {question.title}?",
                choices=[
                    (ScopeDecision.INSPECTED, "Inspect it"),
                    (ScopeDecision.CARRIED_OVER, "Leave it out: the earlier grade stands"),
                ],
                widget=forms.RadioSelect,
            )
            self.fields[f"reason-{question.pk}"] = forms.CharField(
                label="Why", max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
                error_messages={"required": f"Say why {question.title} is in or out"},
            )  # fmt: skip

    @property
    def helper(self) -> Helper:
        """Lay the questions out, each under what is known about it."""
        words = self.words()
        parts = [
            Fieldset(one.title, Html(words[one.pk]), f"decision-{one.pk}", f"reason-{one.pk}") for one in self.questions
        ]
        return Helper("version", "worksheet", *parts, submit="Save the scope")

    @staticmethod
    def signed(worksheet: dict[int, dict[str, Any]], of_force: dict[str, Any]) -> str:
        """Return a worksheet as it is sent along: what is known by question, and of the force whatever the question."""
        held = {str(key): known for key, known in worksheet.items()}
        return signing.dumps({**held, OF_FORCE: of_force}, salt=SALT, compress=True)

    def clean_worksheet(self) -> dict[str, dict[str, Any]]:
        """Return what was shown; a changed one is refused."""
        try:
            return signing.loads(self.cleaned_data["worksheet"], salt=SALT)  # type: ignore[no-any-return]
        except signing.BadSignature:
            raise forms.ValidationError("What was known is not as it was sent. Open the page again.") from None

    def chosen(self) -> list[Choice]:
        """Return what was chosen about each question, and why."""
        data = self.cleaned_data
        seen = data["worksheet"]
        of_force = seen.get(OF_FORCE, {})
        return [
            Choice(one, data[f"decision-{one.pk}"], data[f"reason-{one.pk}"], seen.get(str(one.pk), {}) | of_force)
            for one in self.questions
        ]
