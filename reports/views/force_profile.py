"""A force's profile: its judgments across cycles, its open findings by age, its inspections."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, Min, Q
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404

from core import clock
from core.exporters import csv_response
from core.views import Page
from core.words import plural
from findings.models import Finding, FindingKind
from findings.models.findings import CLOSED, Status
from forces.models import Cycle, Force
from inspections.models import Inspection, Pillar
from inspections.rules.grades import Effective, Key
from reports import grades
from reports.measures import comparisons
from reports.steps import Editions, Step, steps_of

HEADINGS = [
    "force", "question", "cycle", "grade", "last_inspected", "carried_over",
    "pillar", "published_grade", "corrected_on", "correction_reason",
]  # fmt: skip


class ForceProfile(Page):
    """Everything held about one force, on one page."""

    permission_required = "forces.read_forces"
    template = "forces/profile.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show the force, or give its judgments as a file."""
        force = get_object_or_404(Force.objects.visible_to(request.user), slug=kwargs["slug"])
        editions = grades.editions() if force.is_in_scope else {}
        steps = steps_of(force, editions, clock.today())[0] if editions else []
        if request.GET.get("format") == "csv":
            return judgments_file(force, editions, steps)
        return self.render(
            force=force,
            population=force.populations.first(),
            cycles=cycles_of(editions, steps),
            steps=[step for step in steps if step.is_held],
            unheld=sum(not step.is_held for step in steps if step.found),
            ages=ages(force, request.user, clock.today()),
            measures=comparisons(force, request.user),
            inspections=inspections_of(force, request.user),
            today=clock.today(),
        )


def cycles_of(editions: Editions, steps: list[Step]) -> list[Cycle]:
    """Return the cycles whose frameworks are in use, each once."""
    in_use = {key for step in steps for key in step.found}
    return list({key.year: edition.cycle for key, edition in editions.items() if key in in_use}.values())


def judgments_file(force: Force, editions: Editions, steps: list[Step]) -> HttpResponseBase:
    """Stream the judgments in long form: a line for each question and cycle."""
    lines = [(step, key, found) for step in steps for key, found in step.found.items()]
    return csv_response(f"judgments-{force.slug}", HEADINGS, lines, lambda line: values(force, editions, *line))


def values(force: Force, editions: Editions, step: Step, key: Key, found: Effective) -> list[Any]:
    """Return one line of the file."""
    corrected = found.corrected
    return [
        force.name, step.slug, editions[key].cycle.slug, found.grade, found.last_inspected, found.carried_over,
        Pillar(step.pillar).label,
        *((corrected.was, corrected.on, corrected.reason) if corrected else (None, None, None)),
    ]  # fmt: skip


def ages(force: Force, user: Any, on: date) -> list[dict[str, Any]]:
    """Count the open findings a person may see by the cycle that raised them, oldest first."""
    is_open = ~Q(shown_status__in=[Status.DRAFT, *CLOSED])
    found = Finding.objects.visible_to(user).filter(is_open, force=force).order_by()
    kinds = {kind.name.lower(): Count("pk", filter=Q(kind=kind)) for kind in FindingKind}
    rows = (
        found.values("cycle__slug", "cycle__title")
        .annotate(total=Count("pk"), since=Min("raised_on"), **kinds)
        .order_by("cycle__first_year")
    )
    return [{**row, "open_for": years_open(row["since"], on)} for row in rows]


def years_open(since: date, on: date) -> str:
    """Return an age in whole years: many findings are not dated to the day."""
    years = on.year - since.year - ((on.month, on.day) < (since.month, since.day))
    return f"more than {plural(years, 'year')}" if years else "less than a year"


def inspections_of(force: Force, user: Any) -> list[Inspection]:
    """Return the force's inspections that a person may know of, latest first."""
    visible = Inspection.objects.visible_to(user).filter(force=force)
    return list(visible.select_related("cycle").order_by("-cycle__first_year", "reference"))
