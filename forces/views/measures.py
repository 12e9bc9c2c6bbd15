"""Measures: the list, and one measure over all forces for one period."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404

from core.charts import Bar, BarChart, Reference, bar_chart
from core.exporters import csv_response, svg_response, xlsx_response
from core.lists import Column, ListPage
from core.views import HistoryPage, Page
from core.words import rounded
from forces import figures, rules
from forces.figures import Figure, Line, parts
from forces.forms.measures import FigureFilter, MeasureFilter
from forces.models import Force, FrozenFigure, Measure, Period, PublishedFigure, Release, Value, Vintage
from forces.models.measures import MeasureQuerySet
from forces.views.editing import EDIT, sections

FILES: dict[str, Any] = {"csv": csv_response, "xlsx": xlsx_response, "svg": None}
FROZEN_SHOWN = 10
HAS_PARTS = Exists(Measure.objects.filter(part_of=OuterRef("pk")))
HAS_RELEASES = Exists(Vintage.objects.filter(value__measure=OuterRef("pk")))


def releases_of(measure: Measure) -> QuerySet[Release]:
    """Return the releases that have figures of a measure, newest first."""
    return Release.objects.filter(pk__in=Vintage.objects.filter(value__measure=measure).values("release"))


class MeasureList(ListPage):
    """What is measured, and how."""

    permission_required = "forces.read_measures"
    template = "forces/measures.html"
    title = "Measures"
    caption = "Measures of force data"
    default_sort = "slug"
    filter_class = MeasureFilter
    columns: ClassVar[list[Column]] = [
        Column("slug", "Measure", lambda m: m.slug, sort="slug", text=str, link=lambda m: m.get_absolute_url()),
        Column("title", "Definition", lambda m: m.title, sort="title", text=lambda m: m.definition),
        Column("unit", "Unit", lambda m: m.unit, sort="unit"),
        Column("numerator", "What is counted", lambda m: m.numerator_label),
        Column("denominator", "Divided by", lambda m: m.denominator_label),
        Column("period_kind", "Period", lambda m: m.period_kind, text=lambda m: m.get_period_kind_display()),
    ]

    def rows(self, filters: dict[str, Any]) -> MeasureQuerySet:
        """Return the measures that hold the words."""
        measures = Measure.objects.visible_to(self.request.user)
        if filters["q"]:
            measures = measures.filter(Q(title__icontains=filters["q"]) | Q(definition__icontains=filters["q"]))
        return measures

    def sections(self) -> list[dict[str, Any]]:
        """Return the lists beside this one."""
        return sections(self.request)

    def context(self) -> dict[str, Any]:
        """Say whether this person may make one."""
        return {"may_edit": self.request.user.has_perm(EDIT)}


class MeasurePage(Page):
    """One measure: sorted bars, the England and Wales rate, who is left out, the same as a table and as files."""

    permission_required = "forces.read_measures"
    template = "forces/measure.html"
    headings = ("force", "period", "numerator", "denominator", "rate", "status", "included", "note")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer with the page, a file, or a message about the address."""
        measures: Any = Measure.objects.visible_to(request.user).select_related("denominator_measure")
        measures = measures.annotate(has_parts=HAS_PARTS, has_releases=HAS_RELEASES)
        measure = get_object_or_404(measures, slug=kwargs["slug"])
        printed = list(PublishedFigure.objects.filter(measure=measure))
        periods = figures.periods_of(measure, request.user, printed)
        forces = list(Force.objects.visible_to(request.user).in_scope())
        releases = list(releases_of(measure)) if measure.has_releases else []
        filters = FigureFilter(request.GET, periods=periods, forces=forces, releases=releases)
        if (wanted := request.GET.get("format", "")) not in {"", *FILES}:
            filters.add_error(None, f"format: {wanted} is not offered; it can be {' or '.join(FILES)}")
        is_valid = filters.is_valid()
        context = {"measure": measure, "filters": filters, "has_errors": not is_valid, "figure": None}
        if not is_valid or not periods:
            return self.render(200 if is_valid else 400, **context)
        asked = filters.cleaned_data
        period = next((p for p in periods if p.slug == asked["period"]), figures.shown_first(periods))
        release = next((r for r in releases if r.slug == asked["release"]), None)
        values, before = Value.objects.visible_to(request.user), figures.period_before(period, periods)
        figure = figures.figure(measure, period, before, values, forces, release, printed)
        lines = [line for line in figure.lines if asked["region"] in {"", line.force.region}]
        marked = asked["force"] or self.own_force()
        if wanted:
            return self.file(wanted, figure, lines, marked)
        drawn, rows = chart(figure, lines, marked), rows_of(figure, lines, marked)
        shown = {"figure": figure, "marked": marked, "chart": drawn, "rows": rows}
        return self.render(**context | shown | self.around(measure, figure, periods, release, marked))

    def file(self, wanted: str, figure: Figure, lines: list[Line], marked: str) -> HttpResponseBase:
        """Send the table, or the chart as a drawing."""
        name = f"{figure.measure.slug}-{figure.period.slug}"
        if wanted == "svg":
            return svg_response(name, chart(figure, lines, marked))
        return FILES[wanted](name, self.headings, lines, lambda line: cells(line, figure))

    def around(
        self, measure: Any, figure: Figure, periods: list[Period], release: Release | None, marked: str
    ) -> dict[str, Any]:
        """Return what stands around the table: notes, parts, frozen figures, what this person may do."""
        user: Any = self.request.user
        period = figure.period
        frozen = list(FrozenFigure.objects.visible_to(user).filter(measure=measure).order_by("-pk")[:FROZEN_SHOWN])
        by_key = {one.pk: one for one in periods}
        return {
            "release": release,
            "notes": figures.notes_on(measure, period, [line.force for line in figure.lines]),
            "parts": parts.parts_of(measure, period, user, marked) if measure.has_parts else None,
            "frozen": [(one, by_key.get(one.period_id, period)) for one in frozen],
            "can_freeze": release is None and user.has_perm("forces.confirm_returns"),
        }

    def own_force(self) -> str:
        """Return the force a contact answers for, which is marked unless they ask for another."""
        user: Any = self.request.user
        if not user.is_force_contact:
            return ""
        return Force.objects.answered_for_by(user).values_list("slug", flat=True).first() or ""


def cells(line: Line, figure: Figure) -> list[Any]:
    """Return a line as the file holds it; a rate worked out here is a number, a published one is as printed."""
    rate: Any = line.entry.printed
    if not rate and line.rate is not None:
        rate = rounded(line.rate, figure.measure.decimals)
    return [
        line.force.name,
        figure.period.slug,
        line.entry.numerator,
        line.entry.denominator,
        rate,
        line.status,
        line.entry.in_rate,
        line.note_in_files,
    ]


def rows_of(figure: Figure, lines: list[Line], marked: str) -> list[list[dict[str, Any]]]:
    """Return the page's table: a number leads to its working, the status where there is none."""
    of_measure, before = figure.measure.get_absolute_url(), figure.period_before
    rows = []
    for line in lines:
        slug, entry = line.force.slug, line.entry
        has_number = line.rate is not None or line.is_as_published
        working = f"{of_measure}{figure.period.slug}/{slug}/" if line.value else ""
        rows.append(
            [
                {"text": f"{line.force.name} (marked)" if slug == marked else line.force.name},
                {"text": count(entry.numerator), "numeric": True},
                {"text": count(entry.denominator), "numeric": True},
                {
                    "text": f"{line.shown}, as published" if line.is_as_published else line.shown,
                    "numeric": True,
                    "href": working if has_number else "",
                },
                *([cell_before(line, f"{of_measure}{before.slug}/{slug}/")] if before else []),
                {"text": line.status, "href": "" if has_number else working},
                {"text": "yes" if entry.in_rate else "no"},
                {"text": line.note or "–"},
            ]
        )
    return rows


def cell_before(line: Line, working: str) -> dict[str, Any]:
    """Return the figure of the period before, which leads to its working too."""
    has_number = line.rate_before is not None
    words = ", not comparable" if line.is_broken and has_number else ""
    return {
        "text": line.shown_before + words,
        "numeric": True,
        "href": working if line.value_before and has_number else "",
    }


def count(value: int | None) -> str:
    """Return a count as printed; a missing one is a dash."""
    return "–" if value is None else f"{value:,}"


def chart(figure: Figure, lines: list[Line], marked: str) -> BarChart:
    """Return the bars, with the England and Wales rate as a line where it is held or printed."""
    rates = {line.force.code: line.rate for line in lines if line.rate is not None}
    estimated = [line.force.code for line in lines if line.entry.status == "estimated"]
    beyond = rules.off_the_scale(rates, estimated)
    reference = None
    if figure.rate is not None:
        reference = Reference(float(figure.rate), f"England and Wales {figure.shown}")
    elif figure.published and figure.printed_rate is not None:
        reference = Reference(float(figure.printed_rate), f"England and Wales {figure.published.printed}, as published")
    has_before = any(line.rate_before is not None and not line.is_broken for line in lines)
    return bar_chart(
        [bar(line, line.force.slug == marked, line.force.code in beyond) for line in lines if is_drawn(line, marked)],
        title=f"{figure.measure.title}, {figure.measure.unit}, {figure.period.label}",
        reference=reference,
        now=str(figure.period.ends_on.year),
        before=str(figure.period_before.ends_on.year) if figure.period_before and has_before else "",
    )


def bar(line: Line, is_marked: bool, is_beyond: bool) -> Bar:
    """Return one force's bar; a figure far beyond all others is written, not drawn to scale."""
    if line.rate is None:
        return Bar(line.force.name, None, text=line.shown, note=remark(line), marked=is_marked)
    note = f"({line.status})" if line.entry.status != "supplied" else ""
    previous = None if is_beyond or line.is_broken else number(line.rate_before)
    return Bar(line.force.name, float(line.rate), line.shown, previous, is_marked, note, is_beyond)


def is_drawn(line: Line, marked: str) -> bool:
    """Say whether a force has a row in the chart: one of which nothing is held only when it is the marked one."""
    return line.is_drawn and (line.value is not None or line.force.slug == marked)


def remark(line: Line) -> str:
    """Return what stands beside a dash: the status, unless the words say it already."""
    return "" if line.shown == line.status else line.status


def number(value: Decimal | None) -> float | None:
    """Return a number to draw."""
    return None if value is None else float(value)


class ValueHistory(HistoryPage):
    """Who changed one force's figure, when and why."""

    def record(self) -> Value:
        """Return the value."""
        values = Value.objects.visible_to(self.request.user).select_related("force", "measure", "period")
        return get_object_or_404(
            values,
            measure__slug=self.kwargs["measure"],
            period__slug=self.kwargs["period"],
            force__slug=self.kwargs["force"],
        )
