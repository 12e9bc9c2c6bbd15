"""What several filters offer to choose from: forces, cycles, questions."""

from __future__ import annotations

from forces.models import Cycle, Force
from inspections.models import Question

Choices = list[tuple[str, str]]


def force_choices() -> Choices:
    """Return the forces that are inspected."""
    return [("", "Any force"), *Force.objects.in_scope().values_list("slug", "name")]


def cycle_choices() -> Choices:
    """Return the cycles."""
    return [("", "Any cycle"), *Cycle.objects.values_list("slug", "title")]


def question_choices() -> Choices:
    """Return every question once, by its slug, under its latest title."""
    titles = dict(Question.objects.order_by("framework__cycle__first_year").values_list("slug", "title"))
    return [("", "Any question"), *sorted(titles.items(), key=lambda item: item[1])]
