"""Forms about judgments: what a lead proposes, what a panel decided; and about panels."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import QuerySet

from accounts.models import Role, User
from core.dates import in_words
from core.forms import DateField, Field, Form, Helper, Paragraph, Reveal
from forces.models import Cycle
from inspections.models import Decision, EvidenceItem, Grade, JudgmentState
from inspections.rules.judging import OFFERED

LONGEST_KEY = 10  # digits
NO_EVIDENCE = "No evidence is tied to this question yet, so no grade can be proposed."


def box(label: str, *, rows: int = 4, **options: Any) -> forms.CharField:
    """Return a box for several lines."""
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), max_length=5000, **options)


class ConclusionForm(Form):
    """What is concluded: a grade of the scale, or one of the states that are no grade and that the question allows."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    conclusion = forms.ChoiceField(label="What is the judgment?", widget=forms.RadioSelect)
    not_graded_because = box(
        "Why is it not graded?", rows=3, required=False, help_text="The report prints it beside the judgment."
    )

    def __init__(self, *args: Any, grading: str, grades: Sequence[Grade], **options: Any) -> None:
        super().__init__(*args, **options)
        self.grades = {grade.slug: grade for grade in grades}
        states = OFFERED[grading]
        offered = [(grade.slug, grade.label) for grade in grades] if JudgmentState.GRADED in states else []
        offered += [(state, JudgmentState(state).label) for state in states if state != JudgmentState.GRADED]
        self.fields["conclusion"].choices = offered  # type: ignore[attr-defined]
        self.hints = {grade.slug: grade.descriptor for grade in grades if grade.descriptor}

    @property
    def chosen(self) -> dict[str, Any]:
        """Return the conclusion as the actions take it."""
        slug = self.cleaned_data["conclusion"]
        grade = self.grades.get(slug)
        return {
            "state": JudgmentState.GRADED.value if grade else slug,
            "grade": grade,
            "not_graded_because": self.cleaned_data["not_graded_because"],
        }


class ItemsField(forms.MultipleChoiceField):
    """Items of evidence by their keys; which of them may be chosen, the action asks of the database."""

    widget = forms.CheckboxSelectMultiple

    def valid_value(self, value: str) -> bool:
        """Take anything that can be a key."""
        return str(value).isdecimal() and len(str(value)) <= LONGEST_KEY


class ProposalForm(ConclusionForm):
    """A judgment with its reasons and the evidence it rests on."""

    rationale = box(
        "Why? The reasons the panel reads", rows=8, error_messages={"required": "Give the reasons the panel reads"}
    )
    evidence = ItemsField(label="Which evidence does it rest on?", required=False)

    def __init__(self, *args: Any, items: QuerySet[EvidenceItem], cancel: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.items, self.cancel = items, cancel
        # asked for only where the form is drawn
        self.fields["evidence"].choices = lambda: [(item.pk, str(item)) for item in self.items]  # type: ignore[attr-defined]

    @cached_property
    def helper(self) -> Helper:
        """Lay the form out."""
        hints = {str(item.pk): f"{item.get_kind_display()}, {in_words(item.dated_on)}" for item in self.items}
        return Helper(
            "version",
            Reveal("conclusion", {JudgmentState.NOT_GRADED.value: ["not_graded_because"]}, hints=self.hints),
            "rationale",
            Field("evidence", hints=hints) if hints else Paragraph(NO_EVIDENCE),
            submit="Propose the judgment",
            cancel=self.cancel,
        )


class DecisionForm(ConclusionForm):
    """What a panel decided on a proposed judgment."""

    decision = forms.ChoiceField(label="What did the panel decide?", widget=forms.RadioSelect)
    reason = box("Why?", help_text="The lead reads it. Say what the panel weighed.")
    dissent = box("Who did not agree, and why? (optional)", rows=3, required=False)

    def __init__(self, *args: Any, cancel: str, **options: Any) -> None:
        super().__init__(*args, **options)
        may_change = len(self.fields["conclusion"].choices) > 1  # type: ignore[attr-defined]
        offered = [choice for choice in Decision.choices if may_change or choice[0] != Decision.CHANGED]
        self.fields["decision"].choices = offered  # type: ignore[attr-defined]
        self.fields["conclusion"].label = "What did it change the judgment to?"
        self.fields["conclusion"].required = False
        self.fields["not_graded_because"].label = "Why is it not graded? (only if it is not)"
        under = {Decision.CHANGED.value: ["conclusion", "not_graded_because"]} if may_change else {}
        self.helper = Helper(
            "version", Reveal("decision", under), "reason", "dissent", submit="Record the decision", cancel=cancel
        )

    def clean(self) -> dict[str, Any]:
        """Ask what it was changed to, where it was."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("decision") == Decision.CHANGED and not cleaned.get("conclusion"):
            self.add_error("conclusion", "Select what the panel changed the judgment to")
        return cleaned


class PanelForm(Form):
    """A panel: for which cycle, when, what it is called, who sits on it."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    cycle = forms.ModelChoiceField(Cycle.objects.order_by("-first_year"), to_field_name="slug", empty_label=None)
    held_on = DateField(label="When is it held?")
    title = forms.CharField(label="What is it called?", max_length=100, help_text="For example, First tranche.")
    members = forms.ModelMultipleChoiceField(
        User.objects.filter(role=Role.MANAGER, is_active=True).order_by("name"),
        label="Who sits on it?",
        widget=forms.CheckboxSelectMultiple,
        help_text="Managers. Nobody decides on the judgments of an inspection they are on.",
    )

    def __init__(self, *args: Any, is_new: bool, cancel: str, **options: Any) -> None:
        super().__init__(*args, **options)
        if not is_new:  # what it decided is of its cycle
            del self.fields["cycle"]
        submit = "Make the panel" if is_new else "Save the panel"
        self.helper = Helper(*self.fields, submit=submit, cancel=cancel)
