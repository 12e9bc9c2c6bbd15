"""A force against England and Wales over time."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404

from core import dates
from core.exporters import csv_response, xlsx_response
from core.line_chart import Line, LineChart, Mark, line_chart
from core.line_chart import Point as Dot
from core.views import Page
from core.words import rounded
from forces import figures
from forces.figures.over_time import Point, Series, over_time
from forces.forms.measures import OverTimeFilter
from forces.models import Force, Measure, PublishedFigure

FILES = {"csv": csv_response, "xlsx": xlsx_response}


class OverTime(Page):
    """A force's figures of one measure over every period, beside England and Wales."""

    permission_required = "forces.read_measures"
    template = "forces/over_time.html"
    headings = (
        "period", "force", "numerator", "denominator", "rate", "england_and_wales",
        "status", "note", "change", "breaks", "revisions",
    )  # fmt: skip

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer with the page, the file, or a message about the address."""
        user: Any = request.user
        measures = Measure.objects.visible_to(user).select_related("denominator_measure")
        measure = get_object_or_404(measures, slug=kwargs["slug"])
        forces = list(Force.objects.visible_to(user).in_scope())
        filters = OverTimeFilter(request.GET, forces=forces)
        if (wanted := request.GET.get("format", "")) not in {"", *FILES}:
            filters.add_error(None, f"format: {wanted} is not offered; it can be {' or '.join(FILES)}")
        is_valid = filters.is_valid()
        context = {"measure": measure, "filters": filters, "has_errors": not is_valid, "series": None}
        force = next((f for f in forces if f.slug == filters.cleaned_data["force"]), None) if is_valid else None
        force = force or (self.own(forces, user) if is_valid else None)
        if force is None and wanted and is_valid:
            filters.add_error("force", "choose the force whose figures are wanted")
            return self.render(400, **context | {"has_errors": True})
        if force is None:
            return self.render(200 if is_valid else 400, **context)
        printed = list(PublishedFigure.objects.filter(measure=measure))
        periods = [p for p in figures.periods_of(measure, user, printed) if p.kind == measure.period_kind]
        series = over_time(measure, force, periods, printed, user)
        if wanted:
            return FILES[wanted](
                f"{measure.slug}-{force.slug}", self.headings, series.points, lambda p: cells(p, series)
            )
        return self.render(**context | {"series": series, "chart": chart(series), "marks": figures.marks_of(measure)})

    def own(self, forces: list[Force], user: Any) -> Force | None:
        """Return the force a contact answers for, shown unless they ask for another."""
        if not user.is_force_contact:
            return None
        slug = Force.objects.answered_for_by(user).values_list("slug", flat=True).first()
        return next((force for force in forces if force.slug == slug), None)


def chart(series: Series) -> LineChart | None:
    """Return both lines: a period without a rate is a gap, a revised one is ringed, a break crosses both."""
    if all(point.rate is None and point.national_rate is None for point in series.points):
        return None
    own = [dot(point, point.rate, point.shown, is_ringed=bool(point.revisions)) for point in series.points]
    whole = [dot(point, point.national_rate, point.national) for point in series.points]
    days = {point.period.ends_on for point in series.points}
    marks = [
        Mark(one.on, f"{dates.in_words(one.on)}: {one.reason}") for one in series.breaks if days and one.on <= max(days)
    ]
    return line_chart(
        [Line(series.force.name, own, is_main=True), Line("England and Wales", whole)],
        title=f"{series.measure.title}, {series.measure.unit}: {series.force.name} and England and Wales",
        marks=marks,
        ringed="Revised",
    )


def dot(point: Point, value: Any, text: str, *, is_ringed: bool = False) -> Dot:
    """Return one point of a line."""
    ends_on = point.period.ends_on
    return Dot(ends_on, f"{ends_on:%b %Y}", None if value is None else float(value), text, is_ringed)


def cells(point: Point, series: Series) -> list[Any]:
    """Return a period as the file holds it."""
    rate: Any = point.entry.printed
    if not rate and point.rate is not None:
        rate = rounded(point.rate, series.measure.decimals)
    whole: Any = point.national
    if point.national_rate is not None and "published" not in point.national:
        whole = rounded(point.national_rate, series.measure.decimals)
    note = "; ".join(part for part in (point.note, *figures.marks_of(series.measure)) if part)
    return [
        point.period.slug,
        series.force.name,
        point.entry.numerator,
        point.entry.denominator,
        rate,
        whole,
        point.status,
        note,
        point.change,
        "; ".join(f"{one.on}: {one.reason}" for one in point.breaks),
        "; ".join(f"{one.on}: {one.before} → {one.after} ({one.by})" for one in point.revisions),
    ]
