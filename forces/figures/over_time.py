"""A force against England and Wales over every period of a measure: gaps, breaks and revisions told, none bridged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.utils import timezone

from forces import rules
from forces.figures.breaks import breaks_of
from forces.figures.lines import in_figures, rate_of, shown
from forces.figures.rates import Holdings, holdings
from forces.figures.whole import period_before
from forces.models import Force, Measure, Period, PublishedFigure, SeriesBreak, Status, Value

FIELDS = ("numerator", "denominator", "printed", "status")


@dataclass(frozen=True)
class Revision:
    """A figure that became another: what it was, what it became, when, and by what."""

    on: date
    before: str
    after: str
    by: str


@dataclass(frozen=True)
class Point:
    """One period: the force's figure, England and Wales, how both came about and what broke or revised them."""

    period: Period
    value: Value | None
    entry: rules.Entry
    rate: Decimal | None
    shown: str
    national_rate: Decimal | None
    national: str
    change: str
    breaks: list[SeriesBreak]
    revisions: list[Revision]

    @property
    def status(self) -> str:
        """Return the footing of the figure in words."""
        return str(Status(self.entry.status).label) if self.value else rules.NOT_HELD

    @property
    def note(self) -> str:
        """Return why the figure stands as it does."""
        return "; ".join(part for part in (self.value.reason, self.value.caveat) if part) if self.value else ""


@dataclass(frozen=True)
class Series:
    """A force's points of a measure, oldest first, and its breaks."""

    measure: Measure
    force: Force
    points: list[Point]
    breaks: list[SeriesBreak]

    @property
    def revised(self) -> list[Point]:
        """Return the periods whose figure was revised."""
        return [point for point in self.points if point.revisions]


@dataclass(frozen=True)
class Known:
    """What the points of a series are made of."""

    measure: Measure
    force: Force
    held: Holdings
    breaks: list[SeriesBreak]
    printed: dict[int, str]

    def point(self, period: Period, value: Value | None, revisions: list[Revision], earlier: list[Point]) -> Point:
        """Return one period, set against those before it."""
        measure = self.measure
        entry = self.held.denominators.entry(self.force, measure, period, value)
        rate = rate_of(entry, measure)
        national_rate, national = self.national(period)
        starts = earlier[-1].period.ends_on if earlier else period.starts_on
        return Point(
            period=period,
            value=value,
            entry=entry,
            rate=rate,
            shown=shown(entry, rate, measure),
            national_rate=national_rate,
            national=national,
            change=self.change(period, rate, earlier),
            breaks=[one for one in self.breaks if rules.is_broken(starts, period.ends_on, [one.on])],
            revisions=sorted(revisions, key=lambda revision: revision.on),
        )

    def national(self, period: Period) -> tuple[Decimal | None, str]:
        """Return the England and Wales rate: worked out where every force is held, else as printed, else not held."""
        worked_out, printed = self.held.rate(self.measure, period), self.printed.get(period.pk, "")
        if worked_out.rate is not None or not printed:
            return worked_out.rate, worked_out.shown if worked_out.rate is not None else rules.NOT_HELD
        return rules.printed_number(printed), f"{printed}, as published"

    def change(self, period: Period, rate: Decimal | None, earlier: list[Point]) -> str:
        """Return the change on the year before in words; none is worked out across a break."""
        then = period_before(period, (point.period for point in earlier))
        last = next((point for point in earlier if point.period == then), None)
        if last is None or rate is None or last.rate is None:
            return "–"
        if rules.is_broken(last.period.ends_on, period.ends_on, (one.on for one in self.breaks)):
            return "not compared: the series is broken"
        words = in_figures(rate - last.rate, self.measure)
        return f"+{words}" if rate > last.rate else words.replace("-", "−")


def over_time(
    measure: Measure, force: Force, periods: Iterable[Period], printed: Iterable[PublishedFigure], user: Any
) -> Series:
    """Return a force's figures of a measure for some periods, oldest first; seven queries, however many."""
    ordered = sorted(periods, key=lambda period: period.ends_on)
    found = Value.objects.visible_to(user).filter(measure=measure, force=force, period__in=ordered)
    rows = found.select_related("collection", "force", "measure", "period").prefetch_related("vintages__release")
    values = {value.period_id: value for value in rows}
    known = Known(
        measure,
        force,
        holdings([(measure, period) for period in ordered], user),
        breaks_of([measure], [force]).of(measure, force),
        {figure.period_id: figure.printed for figure in printed},
    )
    changed = changes_of(list(values.values()), may_read=user.has_perm("accounts.read_history"))
    points: list[Point] = []
    for period in ordered:
        value = values.get(period.pk)
        revisions = [*revisions_of(value), *changed[value.pk]] if value else []
        points.append(known.point(period, value, revisions, points))
    return Series(measure, force, points, known.breaks)


def revisions_of(value: Value) -> list[Revision]:
    """Return how the releases of statistics changed a figure, one after another."""
    kept = sorted(value.vintages.all(), key=lambda vintage: vintage.release.released_on)
    return [
        Revision(after.release.released_on, told(before), told(after), after.release.title)
        for before, after in pairwise(kept)
        if any(getattr(before, name) != getattr(after, name) for name in FIELDS)
    ]


def changes_of(values: Sequence[Value], *, may_read: bool) -> dict[int, list[Revision]]:
    """Return how history changed figures: all of it to those who may read it, else what happened in public."""
    public = {value.pk: public_since(value) for value in values}
    rows = Value.history.filter(id__in=public).order_by("history_date", "history_id")
    by_value: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        by_value[row.id].append(row)
    found: dict[int, list[Revision]] = defaultdict(list)
    for pk, held in by_value.items():
        for before, after in pairwise(held):
            on = timezone.localtime(after.history_date).date()
            is_told = may_read or ((since := public[pk]) is not None and on >= since)
            is_of_release = after.release_id is not None  # told by its vintages
            if is_told and not is_of_release and any(getattr(before, n) != getattr(after, n) for n in FIELDS):
                found[pk].append(Revision(on, told(before), told(after), after.history_change_reason or "Corrected"))
    return found


def public_since(value: Value) -> date | None:
    """Return since when everyone may see a figure; none when not everyone may."""
    return value.collection.published_on if value.collection else date.min


def told(held: Any) -> str:
    """Return a figure of a value, a vintage or its history in words: the count, the printed text, or its status."""
    if held.printed:
        return str(held.printed)
    if held.numerator is None:
        return str(Status(held.status).label)
    return f"{held.numerator:,}" if held.denominator is None else f"{held.numerator:,} of {held.denominator:,}"
