"""Which figures a report carries, in which order, and freezing them for print."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from accounts.models import User
from core.actions import action, lock, save
from core.words import listed
from forces.actions import figures
from forces.models import FrozenFigure, Measure, Period
from reports.actions.reports import check_writer
from reports.document import annex
from reports.models import Report, ReportFigure, Section


@action("reports.write_reports")
def add(*, by: User, section: Section, measure: Measure, period: Period, caption: str) -> ReportFigure:
    """Put a figure at the end of a section."""
    check_writer(by, section.report.inspection)
    fresh = lock(section)
    last = fresh.figures.order_by("-position").first()
    place = last.position + 1 if last else 1
    figure = ReportFigure(section=fresh, measure=measure, period=period, position=place, caption=caption.strip())
    return save(figure)


@action("reports.write_reports")
def change(*, by: User, figure: ReportFigure, caption: str, place: int) -> ReportFigure:
    """Change a figure's caption and its place among those of its section."""
    check_writer(by, figure.section.report.inspection)
    lock(figure.section)
    others = list(ReportFigure.objects.filter(section=figure.section_id).exclude(pk=figure.pk).order_by("position"))
    in_order = [*others[: place - 1], figure, *others[place - 1 :]]
    figure.caption = caption.strip()
    for number, one in enumerate(in_order, start=1):
        if one is figure or one.position != number:
            one.position = number
            save(one)
    return figure


@action("reports.write_reports")
def remove(*, by: User, figure: ReportFigure) -> Section:
    """Take a figure out of a section; what was frozen of it stays."""
    check_writer(by, figure.section.report.inspection)
    lock(figure.section)
    figure.delete()
    return figure.section


@action("reports.write_reports")
def take_anew(*, by: User, figure: ReportFigure) -> ReportFigure:
    """Show a figure as it is published today again, until it is frozen anew: its values were revised."""
    check_writer(by, figure.section.report.inspection)
    lock(figure.section)
    figure.frozen, figure.annex = None, None
    return save(figure)


@action("reports.write_reports")
def freeze(*, by: User, report: Report) -> list[ReportFigure]:
    """Keep every figure of a report as it is published now; refuse while anything in one is not published."""
    check_writer(by, report.inspection)
    lock(report)
    rows = ReportFigure.objects.filter(section__report=report, frozen=None).select_related("measure", "period")
    waiting = list(rows.order_by("pk"))
    pairs = list({(row.measure_id, row.period_id): (row.measure, row.period) for row in waiting}.values())
    frozen = freeze_pairs(by, pairs, purpose=report.title)
    _, said = annex.written(pairs)
    for row in waiting:
        row.frozen = frozen[row.measure_id, row.period_id]
        row.annex = said[row.measure, row.period]
        save(row)
    return waiting


def freeze_pairs(by: User, pairs: list[tuple[Measure, Period]], *, purpose: str) -> dict[tuple, FrozenFigure]:
    """Return the figures of some measures and periods, kept as they are printed now."""
    measures = {measure.pk for measure, _ in pairs}
    list(Measure.objects.select_for_update().filter(pk__in=measures).order_by("pk"))
    for measure, period in pairs:
        if unpublished := figures.unpublished_values(measure, period):
            named = figures.in_words(unpublished)
            raise ValidationError(f"{measure.title}, {period.label}: not everything in it is published yet ({named}).")
    found = figures.printed_now(pairs)
    empty = [figure for figure in found if not any(line.value for line in figure.lines)]
    if empty:
        named = listed(f"{figure.measure.title}, {figure.period.label}" for figure in empty)
        raise ValidationError(f"Nothing is held of {named}: take it out of the report.")
    kept = figures.keep(by, found, figures.last_numbers(found), purpose, None)
    return {(one.measure_id, one.period_id): one for one in kept}
