"""How far the file reviews of a cycle are in every force: the inspectorate's progress, never a ranking of forces."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.html import format_html_join

from core.exporters import csv_response
from core.views import Page
from forces.models import Cycle, Force
from inspections.models import Exercise
from inspections.models.draws import ReviewPlan
from inspections.rules.file_reviews import COUNTED_DESIGNS
from inspections.rules.planning import reconciled

HEADINGS = ["force", "code", "planned", "drawn", "reviewed", "locked", "exercises"]


@dataclass(frozen=True)
class Row:
    """One force: how many files the cycle's plan gives it, and how far its counted exercises are."""

    force: Force
    planned: int | None
    exercises: list[Any]

    @property
    def drawn(self) -> int | None:
        """Return how many files are drawn; nothing where no exercise is there to be seen."""
        return sum(one.drawn for one in self.exercises) if self.exercises else None

    @property
    def reviewed(self) -> int | None:
        """Return how many files are marked."""
        return sum(one.reviewed for one in self.exercises) if self.exercises else None

    @property
    def is_locked(self) -> bool | None:
        """Say whether every exercise is locked; nothing where none is there to be seen."""
        return all(one.is_locked for one in self.exercises) if self.exercises else None


class NationalProgress(Page):
    """A row for each force in scope, by name: planned, drawn, reviewed, locked."""

    permission_required = "inspections.read_review_progress"
    template = "file_reviews/national.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer with the page or its file."""
        cycle = get_object_or_404(Cycle, slug=self.kwargs["cycle"])
        plan = ReviewPlan.objects.filter(cycle=cycle).prefetch_related("larger_in").first()
        rows = self.rows(cycle, plan)
        if request.GET.get("format") == "csv":
            return csv_response(f"file-reviews-{cycle.slug}", HEADINGS, rows, values)
        return self.page(cycle, plan, rows)

    def rows(self, cycle: Cycle, plan: ReviewPlan | None) -> list[Row]:
        """Return every force in scope with the random and stratified exercises this person may know of."""
        found = Exercise.objects.visible_to(self.request.user).filter(inspection__cycle=cycle)
        of_force: dict[int, list[Any]] = defaultdict(list)
        counted = found.filter(design__in=COUNTED_DESIGNS).select_related("inspection").with_tally()
        for exercise in counted.order_by("reference"):
            of_force[exercise.inspection.force_id].append(exercise)
        return [
            Row(force, plan.size_for(force) if plan else None, of_force[force.pk])
            for force in Force.objects.in_scope().order_by("name")
        ]

    def page(self, cycle: Cycle, plan: ReviewPlan | None, rows: list[Row]) -> HttpResponse:
        """Draw the table with its totals, and the plan's total beside the one a report printed."""
        planned = sum(row.planned or 0 for row in rows) if plan else None
        return self.render(
            cycle=cycle,
            plan=plan,
            cycles=Cycle.objects.all(),
            cells=[cells(row) for row in rows],
            totals=[planned, sum(row.drawn or 0 for row in rows), sum(row.reviewed or 0 for row in rows)],
            locked=sum(bool(row.is_locked) for row in rows),
            begun=sum(bool(row.exercises) for row in rows),
            words=reconciled(planned, plan.published_total if plan else None),
        )


def values(row: Row) -> list[Any]:
    """Return a line of the file."""
    references = " ".join(one.reference for one in row.exercises)
    return [row.force.name, row.force.code, row.planned, row.drawn, row.reviewed, row.is_locked, references]


def cells(row: Row) -> list[dict[str, Any]]:
    """Return a row of the table; no number of good files is among them."""
    numbers = (row.planned, row.drawn, row.reviewed)
    locked = {True: "Yes", False: "No", None: "–"}[row.is_locked]
    links = [(one.get_absolute_url(), one.reference) for one in row.exercises]
    return [
        {"text": row.force.name, "href": row.force.get_absolute_url()},
        *({"text": "–" if number is None else f"{number:,}", "numeric": True} for number in numbers),
        {"text": locked},
        {"text": format_html_join(", ", '<a class="govuk-link" href="{}">{}</a>', links) or "–"},
    ]
