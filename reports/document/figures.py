"""The figures a report carries: as they were frozen for print, or, until then, as they are published today."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch

from core.words import number
from forces import figures, rules
from forces.actions.figures import printed, printed_now
from forces.figures import Figure
from forces.models import Force, FrozenFigure, FrozenLine, Measure, Period
from forces.models.values import Status
from reports.document.shape import FigureLine, FigurePart
from reports.models import Report, ReportFigure

Pair = tuple[Measure, Period]
NOT_HELD = "Not held"
LABELS = {str(status): str(status.label) for status in Status}


@dataclass(frozen=True)
class Drawn:
    """A figure of a report, as its section carries it."""

    row: ReportFigure
    part: FigurePart

    @property
    def name(self) -> str:
        """Return what it is called in fields."""
        return f"{self.row.measure.slug}:{self.row.period.slug}"


def figures_of(report: Report) -> list[Drawn]:
    """Return the figures of a report in the order of its sections."""
    lines = Prefetch("frozen__lines", FrozenLine.objects.select_related("force").order_by("force__name"))
    rows = (
        ReportFigure.objects.filter(section__report=report)
        .select_related("measure", "period", "frozen")
        .prefetch_related(lines)
        .order_by("section__position", "position", "pk")
    )
    held = list(rows)
    force = report.inspection.force
    live = iter(live_parts([(row.measure, row.period) for row in held if row.frozen is None], force))
    parts = [frozen_part(row.frozen, force) if row.frozen else next(live) for row in held]
    return [Drawn(row, {**part, "caption": row.caption}) for row, part in zip(held, parts, strict=True)]


def key_of(measure: Measure, period: Period) -> str:
    """Return what a figure is called in a snapshot: printed in two sections, it is one figure."""
    return f"{measure.slug}-{period.slug}"


def live_parts(pairs: Sequence[Pair], force: Force) -> list[FigurePart]:
    """Return figures as they are published today."""
    return [live_part(figure, force) for figure in printed_now(pairs)]


def live_part(figure: Figure, force: Force) -> FigurePart:
    """Return one figure as it is published today."""
    lines = [
        FigureLine(
            force=line.force.name,
            value=None if line.rate is None or not line.is_drawn else float(line.rate),
            printed=line.shown,
            note="; ".join(part for part in ("" if line.entry.in_rate else line.status, line.note_in_files) if part),
            is_marked=line.force.pk == force.pk,
        )
        for line in figure.lines
    ]
    rate = figure.rate if figure.rate is not None else figure.printed_rate
    estimated = [line.force.name for line in figure.lines if line.entry.status == Status.ESTIMATED]
    made = with_off_scale(part(figure.measure, figure.period, lines, rate, printed(figure)), estimated)
    if figure.rate is None and figure.published:
        made["notes"].append(f"The England and Wales figure is as published: {figure.published.source}.")
    return made


def frozen_part(frozen: FrozenFigure, force: Force) -> FigurePart:
    """Return one figure as it was kept for print."""
    lines = [frozen_line(line, force) for line in frozen.lines.all()]
    lines.sort(key=lambda line: (line["value"] is None, -(line["value"] or 0), line["force"]))
    rate = rules.printed_number(frozen.printed)
    made = part(frozen.measure, frozen.period, lines, rate, frozen.printed)
    estimated = [line.force.name for line in frozen.lines.all() if line.status == Status.ESTIMATED]
    return with_off_scale({**made, "unit": frozen.unit, "is_frozen": True}, estimated)


def frozen_line(line: FrozenLine, force: Force) -> FigureLine:
    """Return one force's line as it was kept for print."""
    rate = rules.printed_number(line.printed) if line.is_in_figure and line.is_in_rate else None
    status = "" if line.is_in_rate else LABELS.get(line.status, NOT_HELD)
    return FigureLine(
        force=line.force.name,
        value=None if rate is None else float(rate),
        printed=line.printed,
        note="; ".join(part for part in (status, line.note) if part),
        is_marked=line.force_id == force.pk,
    )


def part(measure: Measure, period: Period, lines: list[FigureLine], rate: Decimal | None, national: str) -> FigurePart:
    """Put a figure together; the caption is the report's own. Forces of which nothing is held are only counted."""
    held = [line for line in lines if line["printed"] != rules.NOT_HELD]
    notes = [f"{one['force']}: {one['note']}." for one in sorted(held, key=lambda one: one["force"]) if one["note"]]
    if missing := len(lines) - len(held):
        notes.append(f"Of {number(missing)} of {number(len(lines))} forces no figure is held here.")
    return FigurePart(
        key=key_of(measure, period),
        caption=f"{measure.title}, {period.label}",
        measure=measure.title,
        period=period.label,
        unit=measure.unit,
        force_printed=next((line["printed"] for line in lines if line["is_marked"]), rules.NOT_HELD),
        national=None if rate is None else float(rate),
        national_printed=national or rules.NOT_HELD,
        is_frozen=False,
        lines=[line for line in lines if line in held or line["is_marked"]],
        notes=notes,
    )


def with_off_scale(made: FigurePart, estimated: Sequence[str]) -> FigurePart:
    """Name the estimated forces whose value is written rather than drawn to scale, where there are any."""
    rates = {line["force"]: Decimal(str(line["value"])) for line in made["lines"] if line["value"] is not None}
    beyond = sorted(rules.off_the_scale(rates, estimated))
    return {**made, "off_scale": beyond} if beyond else made


def with_period_before(pairs: Iterable[Pair], periods: Sequence[Period]) -> list[Pair]:
    """Return what the annex speaks of: each figure's period, and the one before where there is one."""
    found: list[Pair] = []
    for measure, period in pairs:
        before = figures.period_before(period, periods)
        found += [(measure, period), *([(measure, before)] if before else [])]
    return list(dict.fromkeys(found))
