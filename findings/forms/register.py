"""The filter of the register."""

from __future__ import annotations

from django import forms

from core.forms import FilterForm, FilterHelper
from findings.models import FindingKind, Status
from forces.models import Cycle, Force
from inspections.models import Question

DUE = [("overdue", "Overdue"), ("set", "Has a date"), ("none", "No date set")]
NOT_CLOSED = ("not-closed", "Any that is not closed")


def force_choices() -> list[tuple[str, str]]:
    """Return the forces that are inspected."""
    return [("", "Any force"), *Force.objects.in_scope().values_list("slug", "name")]


def cycle_choices() -> list[tuple[str, str]]:
    """Return the cycles."""
    return [("", "Any cycle"), *Cycle.objects.values_list("slug", "title")]


def question_choices() -> list[tuple[str, str]]:
    """Return every question once, by its slug, under its latest title."""
    titles = dict(Question.objects.order_by("framework__cycle__first_year").values_list("slug", "title"))
    return [("", "Any question"), *sorted(titles.items(), key=lambda item: item[1])]


class FindingFilter(FilterForm):
    """What the register is filtered by."""

    q = forms.CharField(label="Reference or words", max_length=100)
    force = forms.ChoiceField(choices=force_choices)
    cycle = forms.ChoiceField(choices=cycle_choices)
    question = forms.ChoiceField(choices=question_choices)
    kind = forms.ChoiceField(choices=[("", "Any kind"), *FindingKind.choices])
    status = forms.ChoiceField(choices=[("", "Any status"), NOT_CLOSED, *Status.choices])
    due = forms.ChoiceField(choices=[("", "Any due date"), *DUE])
    owner = forms.CharField(label="Owner: a post in the force", max_length=100)

    helper = FilterHelper(
        "q", "force", "cycle", "question", "kind", "status", "due", "owner", heading="Filter findings"
    )
