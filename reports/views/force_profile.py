"""A force's profile: its judgments across cycles, its open findings by age, its inspections."""

from __future__ import annotations

from dataclasses import dataclass
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
from forces.models import Force
from inspections.models import Inspection
from inspections.rules.grades import OVERALL, Effective, Key, effective
from reports import grades
from reports.measures import comparisons

HEADINGS = ["force", "question", "cycle", "grade", "last_inspected", "carried_over"]


@dataclass(frozen=True)
class Step:
    """One question across cycles; a cycle that did not ask it has nothing."""

    slug: str
    title: str
    found: dict[Key, Effective]

    @property
    def now(self) -> Effective:
        """Return what stands under the latest framework that judges it."""
        return self.found[max(self.found)]


class ForceProfile(Page):
    """Everything held about one force, on one page."""

    permission_required = "forces.read_forces"
    template = "forces/profile.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show the force, or give its judgments as a file."""
        force = get_object_or_404(Force.objects.visible_to(request.user), slug=kwargs["slug"])
        editions = grades.editions() if force.is_in_scope else {}
        steps = steps_of(force, editions, clock.today())
        if request.GET.get("format") == "csv":
            return judgments_file(force, editions, steps)
        return self.render(
            force=force,
            population=force.populations.first(),
            editions=editions,
            steps=steps,
            ages=ages(force, request.user, clock.today()),
            measures=comparisons(force, request.user),
            inspections=inspections_of(force, request.user),
            today=clock.today(),
        )


def steps_of(force: Force, editions: dict[Key, grades.Edition], on: date) -> list[Step]:
    """Return each question ever asked with what stands under each cycle's framework, in the order of the questions."""
    books = grades.books(editions, force)
    found: dict[tuple[str, str], dict[Key, Effective]] = {}
    titles: dict[tuple[str, str], str] = {}
    for key, edition in editions.items():
        for slug, title in edition.columns.items():
            asked = (slug, key.pillar if slug == OVERALL else "")
            titles[asked] = f"{edition.pillar}, overall" if slug == OVERALL else title
            found.setdefault(asked, {})[key] = effective(books, force.pk, key, slug, on)
    return [Step(asked[0], titles[asked], by_key) for asked, by_key in found.items()]


def judgments_file(force: Force, editions: dict[Key, grades.Edition], steps: list[Step]) -> HttpResponseBase:
    """Stream the judgments in long form: a line for each question and cycle."""
    lines = [(step, key, found) for step in steps for key, found in step.found.items()]
    return csv_response(
        f"judgments-{force.slug}",
        HEADINGS,
        lines,
        lambda line: [
            force.name, line[0].slug, editions[line[1]].cycle.slug,
            line[2].grade, line[2].last_inspected, line[2].carried_over,
        ],
    )  # fmt: skip


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
