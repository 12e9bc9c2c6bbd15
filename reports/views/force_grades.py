"""A force's grades over time: each question as steps, broken where the scale changes, with a table of every change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from core import clock
from core.exporters import csv_response, xlsx_response
from core.step_chart import Run, StepChart, step_chart
from core.views import Page
from forces.models import Force
from inspections.models import Grade, Pillar, QuestionMapping
from inspections.rules.grades import Effective
from reports import grades
from reports.steps import Step, runs_of, steps_of

HEADINGS = [
    "force", "pillar", "question", "from", "grade", "last_inspected", "published_grade", "corrected_on",
    "correction_reason",
]  # fmt: skip
FILES = {"csv": csv_response, "xlsx": xlsx_response}
Changes = list[tuple[date, Effective]]


@dataclass(frozen=True)
class Part:
    """The questions of one pillar: what stood on each from day to day, and drawn."""

    pillar: Pillar
    rows: list[tuple[Step, Changes]]
    chart: StepChart


class ForceGrades(Page):
    """What stood for a force on each question, from day to day."""

    permission_required = "forces.read_forces"
    template = "forces/grades.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer with the page or its file."""
        force = get_object_or_404(Force.objects.visible_to(request.user), slug=kwargs["slug"])
        today = clock.today()
        if request.GET.get("format") in FILES:
            lines = [(step, *change) for step, changes in rows_of(force, today) for change in changes]
            respond = FILES[request.GET["format"]]
            return respond(f"grades-{force.slug}", HEADINGS, lines, lambda line: values(force, *line))
        told = ("grades over time", force.pk, today.isoformat())
        body = grades.SOURCES.kept(repr(told), lambda: drawn(force, today))
        return self.render(force=force, body=mark_safe(body))  # noqa: S308 - drawn by our own template


def rows_of(force: Force, today: date) -> list[tuple[Step, Changes]]:
    """Return each question on which something stood, with every change."""
    editions = grades.editions() if force.is_in_scope else {}
    steps, books = steps_of(force, editions, today) if editions else ([], None)
    return [(step, runs_of(step, force, books, today)) for step in steps if step.is_held] if books else []


def drawn(force: Force, today: date) -> str:
    """Return the charts and tables; everything on them comes from the grades and the force, the same for everybody."""
    rows = rows_of(force, today)
    context = {
        "force": force,
        "parts": list(parts_of(force, rows, today)),
        "mappings": mappings_of([step for step, _ in rows]),
        "today": today,
    }
    return render_to_string("forces/grades_body.html", context)


def parts_of(force: Force, rows: list[tuple[Step, Changes]], today: date) -> Iterator[Part]:
    """Yield the questions of each pillar, drawn from the force's first grade to today."""
    levels = levels_by_scale() if rows else {}
    first = min((changes[0][0] for _, changes in rows if changes), default=today)
    for pillar in Pillar:
        held = [(step, changes) for step, changes in rows if step.pillar == pillar]
        if held:
            drawn = [(step.title, runs(changes, levels)) for step, changes in held]
            title = f"{force.name}: {pillar.label.lower() if pillar != Pillar.PEEL else pillar.label} over time"
            yield Part(pillar, held, step_chart(drawn, title=title, first=first, last=today))


def runs(changes: Changes, levels: dict[int, int]) -> list[Run]:
    """Return the changes for the chart; the same grade given again is one run."""
    found: list[Run] = []
    for day, stands in changes:
        run = run_of(day, stands, levels)
        if not found or replace(found[-1], on=day) != run:
            found.append(run)
    return found


def run_of(day: date, found: Effective, levels: dict[int, int]) -> Run:
    """Return what stood from a day on, for the chart."""
    text = found.grade.capitalize()
    if found.rank is None or found.scale is None:
        return Run(day, text)
    return Run(day, text, found.rank, levels[found.scale], found.scale)


def levels_by_scale() -> dict[int, int]:
    """Return how many grades each scale has."""
    found: dict[int, int] = {}
    for scale, rank in Grade.objects.order_by("rank").values_list("scale", "rank"):
        found[scale] = rank
    return found


def mappings_of(steps: list[Step]) -> list[QuestionMapping]:
    """Return how the questions shown descend from others, where it is not simply the same question."""
    slugs = {name for step in steps for name in step.names.values()}
    found = QuestionMapping.objects.exclude(kind="same").filter(later__slug__in=slugs, earlier__slug__in=slugs)
    return list(
        found.select_related("earlier__framework", "later__framework").order_by(
            "later__framework__cycle__first_year", "later__number", "earlier__number"
        )
    )


def values(force: Force, step: Step, day: date, found: Effective) -> list[Any]:
    """Return one line of the file."""
    corrected = found.corrected
    return [
        force.name, Pillar(step.pillar).label, step.slug, day, found.grade, found.last_inspected,
        *((corrected.was, corrected.on, corrected.reason) if corrected else (None, None, None)),
    ]  # fmt: skip
