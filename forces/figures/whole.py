"""A measure for a period over all forces inspected: each line, the England and Wales rate, who is left out and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Q

from forces import rules
from forces.figures.breaks import Breaks, breaks_of
from forces.figures.denominators import look_up
from forces.figures.lines import Held, Line, in_figures, line_of, marks_of, order
from forces.models import (
    DataNote,
    Force,
    Measure,
    Period,
    PublishedFigure,
    Release,
    SeriesBreak,
    Value,
    Vintage,
)
from forces.models.values import ValueQuerySet

Asked = tuple[Measure, Period, Period | None]
FIELDS = (*Held._fields[:-3], "collection", "collection__is_illustrative", "collection__published_on")
OF_RELEASE = {"numerator", "denominator", "printed", "status", "reason", "caveat"}


@dataclass(frozen=True)
class Figure:
    """A measure for a period over all forces inspected."""

    measure: Measure
    period: Period
    period_before: Period | None
    lines: list[Line]
    national: rules.National
    rate: Decimal | None
    shown: str
    published: PublishedFigure | None
    breaks: list[SeriesBreak]

    @cached_property
    def excluded(self) -> list[tuple[str, list[Line]]]:
        """Return those left out of the England and Wales rate, by status in words."""
        groups: dict[str, list[Line]] = defaultdict(list)
        for line in self.lines:
            if not line.entry.in_rate:
                groups[line.status].append(line)
        return list(groups.items())

    @cached_property
    def not_drawn(self) -> list[Line]:
        """Return forces that count in the rate and are still left out of the chart."""
        return [line for line in self.lines if line.entry.in_rate and not line.is_drawn]

    @cached_property
    def with_caveat(self) -> list[Line]:
        """Return forces that count and have something to be said about them."""
        return [line for line in self.lines if line.entry.in_rate and line.note]

    @cached_property
    def is_illustrative(self) -> bool:
        """Say whether any figure here is illustrative."""
        return any(line.is_illustrative for line in self.lines)

    @cached_property
    def not_held(self) -> list[Line]:
        """Return forces of which nothing is held."""
        return [line for line in self.lines if line.value is None]

    @cached_property
    def without_denominator(self) -> list[Line]:
        """Return forces whose count is held and what it is divided by is not."""
        return [
            line
            for line in self.lines
            if line.entry.in_rate and line.entry.numerator is not None and line.entry.denominator is None
        ]

    @property
    def marks(self) -> list[str]:
        """Return what stays with every figure of the measure."""
        return marks_of(self.measure)

    @property
    def printed_rate(self) -> Decimal | None:
        """Return the published England and Wales figure as a number, where it is one."""
        return rules.printed_number(self.published.printed) if self.published else None


def periods_of(measure: Measure, user: Any, printed: Iterable[PublishedFigure]) -> list[Period]:
    """Return the periods a person sees anything of, newest first; `printed` is what sources printed of the measure.

    Each says in `is_published` whether everybody sees something of it.
    """
    values = Value.objects.visible_to(user).filter(measure=measure).values("period")
    public = Value.objects.published().filter(measure=measure, period=OuterRef("pk"))
    also = {figure.period_id for figure in printed}
    seen = Q(pk__in=values) | Q(pk__in=also) if also else Q(pk__in=values)
    return list(Period.objects.filter(seen).annotate(is_published=Exists(public) | Q(pk__in=also)))


def shown_first(periods: Sequence[Any]) -> Any:
    """Return the period a page opens on: the newest that is published, or the newest there is."""
    newest = periods[0] if periods else None
    return next((period for period in periods if period.is_published), newest)


def period_before(period: Period, periods: Iterable[Period]) -> Period | None:
    """Return the period a year before, of the same kind, if one is held."""
    then = a_year_before(period.ends_on)
    return next((p for p in periods if p.kind == period.kind and p.ends_on == then), None)


def a_year_before(day: date) -> date:
    """Return the same day of the year before; 29 February becomes the 28th."""
    return day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)


def figure(
    measure: Measure,
    period: Period,
    before: Period | None,
    values: ValueQuerySet,
    forces: Iterable[Force],
    release: Release | None = None,
    printed: Iterable[PublishedFigure] | None = None,
) -> Figure:
    """Work out one figure of the forces inspected from the values a person may see.

    `printed` is what sources printed of the measure, where that was asked already.
    """
    return figures_of([(measure, period, before)], values, forces, release, printed)[0]


def figures_of(
    asked: Sequence[Asked],
    values: ValueQuerySet,
    forces: Iterable[Force],
    release: Release | None = None,
    printed: Iterable[PublishedFigure] | None = None,
    *,
    bare: bool = False,
) -> list[Figure]:
    """Work out many figures in five queries; with a release, as that one had them.

    Bare ones come without breaks and without what a source printed, in two queries fewer.
    """
    forces = list(forces)
    measures = {measure.pk: measure for measure, _, _ in asked}
    periods = {period.pk: period for _, *both in asked for period in both if period}
    held = held_of(values.filter(measure__in=measures, period__in=periods), release)
    looked_up = look_up(measures.values(), periods.values(), values, release)
    breaks = Breaks() if bare else breaks_of(measures.values(), forces)
    if printed is None:
        printed = [] if bare else PublishedFigure.objects.filter(measure__in=measures, period__in=periods)
    by_pair = {(row.measure_id, row.period_id): row for row in printed}
    found = []
    for measure, period, before in asked:
        lines = [line_of(force, measure, period, before, held, looked_up, breaks) for force in forces]
        one = whole(measure, period, before, lines, by_pair.get((measure.pk, period.pk)))
        found.append(replace(one, breaks=list(breaks.held.get(measure.pk, ()))))
    return found


def held_of(values: ValueQuerySet, release: Release | None) -> dict[tuple[int, int, int], Held]:
    """Return values by measure, period and force; those of a release have its figures.

    Plain rows: making a record of each takes longer than asking for them.
    """
    if release is None:
        rows = values.order_by().values_list(*FIELDS)
    else:
        kept = Vintage.objects.filter(release=release, value__in=values).order_by()
        rows = kept.values_list(*(name if name in OF_RELEASE else f"value__{name}" for name in FIELDS))
    return {(held.measure, held.period, held.force): held for held in (Held(*row) for row in rows)}


def whole(
    measure: Measure, period: Period, before: Period | None, lines: list[Line], published: PublishedFigure | None
) -> Figure:
    """Put the lines of a figure together."""
    working = rules.national(line.entry for line in lines)
    rate = rules.rate(working.numerator, working.denominator, measure.per) if working.is_whole else None
    return Figure(
        measure=measure,
        period=period,
        period_before=before,
        lines=sorted(lines, key=order),
        national=working,
        rate=rate,
        shown=in_figures(rate, measure),
        published=published,
        breaks=[],
    )


def notes_on(measure: Measure, period: Period, forces: Iterable[Force]) -> list[DataNote]:
    """Return what the annex says about the measure, at any time or in this period, with the forces given."""
    notes = [n for n in DataNote.objects.filter(measure=measure) if n.period_id in {None, period.pk}]
    by_key = {force.pk: force for force in forces}
    by_key |= Force.objects.in_bulk({n.force_id for n in notes if n.force_id} - set(by_key))
    for note in notes:
        note.force = by_key.get(note.force_id or 0)
    return notes
