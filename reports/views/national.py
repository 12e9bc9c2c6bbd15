"""The national picture: every force on every question of a cycle, as at a day; never an average."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404

from core import clock
from core.exporters import csv_response
from core.views import Page
from forces.models import Cycle, Force
from inspections.forms.inspections import NationalFilter
from inspections.rules.grades import NOT_HELD, Effective, Key, counts, effective, sort_key
from reports import grades

HEADINGS = ["force", "question", "grade", "last_inspected", "carried_over", "region", "code", "cycle", "as_at"]


@dataclass(frozen=True)
class Row:
    """One force: what stands on each question."""

    force: Force
    found: dict[str, Effective]


class National(Page):
    """43 forces by the questions of one cycle and pillar."""

    permission_required = "inspections.read_national"
    template = "national/matrix.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer with the table, the file, or a message about the address."""
        held = self.editions_of(self.kwargs["cycle"]) if "cycle" in self.kwargs else self.latest()
        if not held:
            cycle = get_object_or_404(Cycle, slug=self.kwargs["cycle"]) if "cycle" in self.kwargs else None
            return self.page(cycle, None, NationalFilter(request.GET, pillars=[], columns=["force"]))
        edition = next((e for e in held if e.key.pillar == request.GET.get("pillar")), held[0])
        pillars = [e.key.pillar for e in held]
        filters = NationalFilter(request.GET, pillars=pillars, columns=["force", *edition.columns])
        if not filters.is_valid():
            return self.page(edition.cycle, edition, filters, status=400)
        on = filters.cleaned_data["as_at"] or clock.today()
        rows = self.rows(edition, on, filters.cleaned_data["group"])
        if request.GET.get("format") == "csv":
            return self.file(edition, on, rows)
        return self.page(edition.cycle, edition, filters, on=on, rows=rows, tallies=tallies(edition, rows))

    @cached_property
    def editions(self) -> dict[Key, grades.Edition]:
        """Return every framework."""
        return grades.editions()

    def editions_of(self, cycle: str) -> list[grades.Edition]:
        """Return the frameworks of a cycle, one for each pillar."""
        return [edition for edition in self.editions.values() if edition.cycle.slug == cycle]

    def latest(self) -> list[grades.Edition]:
        """Return the frameworks of the latest cycle that has a report out, or of the latest there is."""
        out = [key for key, day in grades.first_publications().items() if day <= clock.today()]
        year = max([key.year for key in out or self.editions], default=None)
        return [edition for edition in self.editions.values() if edition.key.year == year]

    def rows(self, edition: grades.Edition, on: date, group: str) -> list[Row]:
        """Return every force in scope with what stands on the day, in the order asked for."""
        forces = Force.objects.visible_to(self.request.user).in_scope().order_by("name")
        books = grades.books_of_framework(self.editions, edition.key, on, forces)
        columns = list(edition.columns)
        rows = [
            Row(force, {slug: effective(books, force.pk, edition.key, slug, on) for slug in columns})
            for force in forces
        ]
        sort = self.request.GET.get("sort", "force")
        column, descending = sort.removeprefix("-"), sort.startswith("-")
        if column != "force":
            rows.sort(key=lambda row: sort_key(row.found[column], descending))
        elif descending:
            rows.reverse()
        if group:
            rows.sort(key=lambda row: row.force.region)
        return rows

    def file(self, edition: grades.Edition, on: date, rows: list[Row]) -> HttpResponseBase:
        """Stream the table in long form: a line for each force and question."""
        return csv_response(
            f"national-{edition.cycle.slug}-{on.isoformat()}",
            HEADINGS,
            ((row.force, slug, found) for row in rows for slug, found in row.found.items()),
            lambda line: values(edition, on, *line),
        )

    def page(
        self,
        cycle: Cycle | None,
        edition: grades.Edition | None,
        filters: NationalFilter,
        status: int = 200,
        **shown: Any,
    ) -> HttpResponse:
        """Draw the page, with a table or with what is wrong with the address."""
        context = {"on": None, "rows": [], "tallies": [], **shown}
        return self.render(
            status,
            cycle=cycle,
            edition=edition,
            filters=filters,
            has_errors=status == 400,
            cycles={e.cycle.slug: e.cycle for e in self.editions.values()},
            headings=self.headings(edition, filters),
            grouped=filters.data.get("group"),
            csv=self.address(format="csv"),
            **context,
        )

    def headings(self, edition: grades.Edition | None, filters: NationalFilter) -> list[dict[str, str]]:
        """Return the headings: where a click sorts, and how the table is sorted now."""
        sort = filters.data.get("sort", "force")
        found = []
        for slug in ["force", *edition.columns] if edition else []:
            now = {slug: "ascending", f"-{slug}": "descending"}.get(sort, "none")
            then = f"-{slug}" if now == "ascending" else slug
            text = slug.replace("-", " ").capitalize()
            found.append({"text": text, "sort": now, "href": self.address(sort=then)})
        return found


def values(edition: grades.Edition, on: date, force: Force, slug: str, found: Effective) -> list[Any]:
    """Return one line of the file."""
    return [
        force.name, slug, found.grade, found.last_inspected, found.carried_over,
        force.region, force.code, edition.cycle.slug, on,
    ]  # fmt: skip


@dataclass(frozen=True)
class Tally:
    """One question: how many forces stand at each grade, and which are not held."""

    title: str
    counts: dict[str, int]
    not_held: list[str]


def tallies(edition: grades.Edition, rows: list[Row]) -> list[Tally]:
    """Count every question's grades; each question's counts sum to the number of forces."""
    scale = grades.scale_words(edition.scale)
    found = {slug: counts([row.found[slug] for row in rows], scale) for slug in edition.columns}
    states = sorted({grade for held in found.values() for grade in held} - {*scale, NOT_HELD})
    return [
        Tally(
            title,
            {grade: found[slug].get(grade, 0) for grade in [*scale, *states, NOT_HELD]},
            sorted(row.force.name for row in rows if row.found[slug].grade == NOT_HELD),
        )
        for slug, title in edition.columns.items()
    ]
