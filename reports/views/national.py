"""The national picture: every force on every question of a cycle, as at a day; never an average."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from core import clock
from core.exporters import csv_response, xlsx_response
from core.views import Page
from forces.models import Cycle, Force
from inspections.forms.inspections import NationalFilter
from inspections.rules.grades import (
    NOT_HELD,
    Books,
    Effective,
    Key,
    counts,
    effective,
    sort_key,
)
from inspections.rules.movement import BETTER, NO_COMPARISON, SAME, WORSE, movement
from reports import grades

HEADINGS = [
    "force", "question", "grade", "last_inspected", "carried_over", "region", "code", "cycle", "as_at",
    "movement", "published_grade", "corrected_on", "correction_reason",
]  # fmt: skip
FILES = {"csv": csv_response, "xlsx": xlsx_response}


@dataclass(frozen=True)
class Cell:
    """What stands for a force on a question, and how it moved since the inspection before."""

    stands: Effective
    movement: str


@dataclass(frozen=True)
class Row:
    """One force: what stands on each question."""

    force: Force
    found: dict[str, Cell]


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
        if request.GET.get("format") in FILES:
            return self.file(edition, on, self.rows(edition, on, filters))
        told = ("national", edition.key, on.isoformat(), sorted(request.GET.items()))
        body = grades.SOURCES.kept(repr(told), lambda: self.drawn(edition, on, filters))
        return self.page(edition.cycle, edition, filters, on=on, body=mark_safe(body))  # noqa: S308 - our own template

    @cached_property
    def editions(self) -> grades.Editions:
        """Return every framework."""
        return grades.editions()

    def editions_of(self, cycle: str) -> list[grades.Edition]:
        """Return the frameworks of a cycle, one for each pillar."""
        return [edition for edition in self.editions.values() if edition.cycle.slug == cycle]

    def latest(self) -> list[grades.Edition]:
        """Return the frameworks of the latest cycle that has a report out, or of the latest there is."""
        out = [key for key, run in grades.publications().items() if run.begun <= clock.today()]
        year = max([key.year for key in out or self.editions], default=None)
        return [edition for edition in self.editions.values() if edition.key.year == year]

    def drawn(self, edition: grades.Edition, on: date, filters: NationalFilter) -> str:
        """Return the tables; everything on them comes from the grades and the address, the same for everybody."""
        rows = self.rows(edition, on, filters)
        context = {
            "edition": edition,
            "on": on,
            "rows": rows,
            "tallies": tallies(edition, rows, self.editions.scales[edition.scale]),
            "moves": moves(edition, rows),
            "corrected": [(row.force, edition.columns[slug], cell.stands) for row, slug, cell in corrected(rows)],
            "headings": self.headings(edition, filters),
            "grouped": filters.cleaned_data["group"],
            "csv": self.address(format="csv"),
            "xlsx": self.address(format="xlsx"),
        }
        return render_to_string("national/matrix_body.html", context)

    def rows(self, edition: grades.Edition, on: date, filters: NationalFilter) -> list[Row]:
        """Return every force in scope with what stands on the day, in the order asked for."""
        forces = Force.objects.visible_to(self.request.user).in_scope().order_by("name")
        books = grades.books_of_framework(self.editions, edition.key)
        columns = list(edition.columns)
        rows = [
            Row(force, {slug: cell(books, force.pk, edition.key, slug, on) for slug in columns}) for force in forces
        ]
        sort = self.request.GET.get("sort", "force")
        column, descending = sort.removeprefix("-"), sort.startswith("-")
        if column != "force":
            rows.sort(key=lambda row: sort_key(row.found[column].stands, descending))
        elif descending:
            rows.reverse()
        if filters.cleaned_data["group"]:
            rows.sort(key=lambda row: row.force.region)
        return rows

    def file(self, edition: grades.Edition, on: date, rows: list[Row]) -> HttpResponseBase:
        """Stream the table in long form: a line for each force and question."""
        respond = FILES[self.request.GET["format"]]
        return respond(
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
        return self.render(
            status,
            cycle=cycle,
            edition=edition,
            filters=filters,
            has_errors=status == 400,
            cycles={e.cycle.slug: e.cycle for e in self.editions.values()},
            **{"on": None, "body": "", **shown},
        )

    def headings(self, edition: grades.Edition, filters: NationalFilter) -> list[dict[str, str]]:
        """Return the headings: where a click sorts, and how the table is sorted now."""
        sort = filters.data.get("sort", "force")
        found = []
        for slug in ["force", *edition.columns]:
            now = {slug: "ascending", f"-{slug}": "descending"}.get(sort, "none")
            then = f"-{slug}" if now == "ascending" else slug
            text = slug.replace("-", " ").capitalize()
            found.append({"text": text, "sort": now, "href": self.address(sort=then)})
        return found


def cell(books: Books, force: int, key: Key, slug: str, on: date) -> Cell:
    """Return what stands for a force on a question, with its movement."""
    stands = effective(books, force, key, slug, on)
    return Cell(stands, movement(books, force, key, slug, on, stands))


def values(edition: grades.Edition, on: date, force: Force, slug: str, found: Cell) -> list[Any]:
    """Return one line of the file."""
    stands, corrected = found.stands, found.stands.corrected
    return [
        force.name, slug, stands.grade, stands.last_inspected, stands.carried_over,
        force.region, force.code, edition.cycle.slug, on, found.movement,
        *((corrected.was, corrected.on, corrected.reason) if corrected else (None, None, None)),
    ]  # fmt: skip


def corrected(rows: list[Row]) -> Iterator[tuple[Row, str, Cell]]:
    """Yield what was corrected after publication, in the order of the page."""
    return ((row, slug, found) for row in rows for slug, found in row.found.items() if found.stands.corrected)


@dataclass(frozen=True)
class Tally:
    """One question: how many forces stand at each grade, and which are not held."""

    title: str
    counts: dict[str, int]
    not_held: list[str]


def tallies(edition: grades.Edition, rows: list[Row], scale: list[str]) -> list[Tally]:
    """Count every question's grades; each question's counts sum to the number of forces."""
    found = {slug: counts([row.found[slug].stands for row in rows], scale) for slug in edition.columns}
    states = sorted({grade for held in found.values() for grade in held} - {*scale, NOT_HELD})
    return [
        Tally(
            title,
            {grade: found[slug].get(grade, 0) for grade in [*scale, *states, NOT_HELD]},
            sorted(row.force.name for row in rows if row.found[slug].stands.grade == NOT_HELD),
        )
        for slug, title in edition.columns.items()
    ]


def moves(edition: grades.Edition, rows: list[Row]) -> list[tuple[str, list[int]]]:
    """Count how many forces are better, the same, worse or not to be compared, on each question that has moved."""
    found = {slug: Counter(row.found[slug].movement for row in rows) for slug in edition.columns}
    return [
        (title, [found[slug][word] for word in (BETTER, SAME, WORSE, NO_COMPARISON)])
        for slug, title in edition.columns.items()
        if found[slug][NO_COMPARISON] < len(rows)
    ]
