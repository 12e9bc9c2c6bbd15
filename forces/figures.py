"""Reads one measure for one period: each force's figure, the England and Wales rate, who is left out and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q

from forces import rules
from forces.models import DataNote, Force, Measure, Period, Population, PublishedFigure, Status, Value
from forces.models.measures import ValueQuerySet


@dataclass(frozen=True)
class Line:
    """One force's line: its entry, the value it comes from if any, its rate, and last period's entry and rate."""

    force: Force
    entry: rules.Entry
    value: Value | None
    rate: Decimal | None
    shown: str
    before: rules.Entry
    rate_before: Decimal | None
    shown_before: str
    is_drawn: bool

    @property
    def status(self) -> str:
        """Return the status in words."""
        return Status(self.entry.status).label if self.value else rules.NOT_HELD

    @property
    def note(self) -> str:
        """Return why the figure stands as it does."""
        if self.value is None:
            return ""
        parts = [self.value.reason, self.value.caveat]
        if self.is_illustrative:
            parts.append("Illustrative")
        if self.value.collection and not self.value.collection.published_on:
            parts.append("Not published yet")
        return "; ".join(part for part in parts if part)

    @property
    def is_illustrative(self) -> bool:
        """Say whether the figure came in with an illustrative collection."""
        return self.value is not None and self.value.collection is not None and self.value.collection.is_illustrative

    @property
    def is_as_published(self) -> bool:
        """Say whether the figure is a printed one."""
        return bool(self.entry.printed)


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
    notes: list[DataNote]

    @property
    def excluded(self) -> list[tuple[str, list[Line]]]:
        """Return those left out of the England and Wales rate, by status in words."""
        groups: dict[str, list[Line]] = defaultdict(list)
        for line in self.lines:
            if not line.entry.in_rate:
                groups[line.status].append(line)
        return list(groups.items())

    @property
    def not_drawn(self) -> list[Line]:
        """Return forces that count in the rate and are still left out of the chart."""
        return [line for line in self.lines if line.entry.in_rate and not line.is_drawn]

    @property
    def with_caveat(self) -> list[Line]:
        """Return forces that count and have something to be said about them."""
        return [line for line in self.lines if line.entry.in_rate and line.note]

    @property
    def is_illustrative(self) -> bool:
        """Say whether any figure here is illustrative."""
        return any(line.is_illustrative for line in self.lines)

    @property
    def not_held(self) -> list[Line]:
        """Return forces of which nothing is held."""
        return [line for line in self.lines if line.value is None]

    @property
    def printed_rate(self) -> Decimal | None:
        """Return the published England and Wales figure as a number, where it is one."""
        return rules.printed_number(self.published.printed) if self.published else None


def periods_of(measure: Measure, user: Any) -> list[Period]:
    """Return the periods a person sees anything of, newest first."""
    values = Value.objects.visible_to(user).filter(measure=measure).values("period")
    printed = PublishedFigure.objects.filter(measure=measure).values("period")
    return list(Period.objects.filter(Q(pk__in=values) | Q(pk__in=printed)))


def period_before(period: Period, periods: Sequence[Period]) -> Period | None:
    """Return the period a year before, of the same kind, if one is held."""
    then = a_year_before(period.ends_on)
    return next((p for p in periods if p.kind == period.kind and p.ends_on == then), None)


def a_year_before(day: date) -> date:
    """Return the same day of the year before; 29 February becomes the 28th."""
    return day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)


def figure(
    measure: Measure, period: Period, before: Period | None, values: ValueQuerySet, forces: Iterable[Force]
) -> Figure:
    """Work out the figure of the forces inspected from the values a person may see."""
    both = [period, before] if before else [period]
    rows = values.filter(measure=measure, period__in=both).select_related("collection")
    held = {(value.force_id, value.period_id): value for value in rows}
    people = populations(both) if measure.is_per_head else {}
    lines = [line_of(force, measure, period, before, held, people) for force in forces]
    working = rules.national(line.entry for line in lines)
    rate = rules.rate(working.numerator, working.denominator, measure.per) if working.is_whole else None
    return Figure(
        measure=measure,
        period=period,
        period_before=before,
        lines=sorted(lines, key=order),
        national=working,
        rate=rate,
        shown=rules.shown(rate, measure.decimals, is_share=measure.unit == "%"),
        published=PublishedFigure.objects.filter(measure=measure, period=period).first(),
        notes=notes_on(measure, period),
    )


def order(line: Line) -> tuple[bool, Decimal, str]:
    """Put the highest first, and forces without a figure at the end."""
    return line.rate is None, -(line.rate or Decimal(0)), line.force.name


def populations(periods: Sequence[Period]) -> dict[tuple[int, int], int]:
    """Return how many people live where, by force and mid-year."""
    years = {period.population_year for period in periods}
    held = Population.objects.filter(mid_year__in=years).order_by()
    rows = held.values_list("force", "mid_year", "resident", "transient")
    return {(force, year): resident + (transient or 0) for force, year, resident, transient in rows}


def line_of(
    force: Force,
    measure: Measure,
    period: Period,
    before: Period | None,
    held: dict[tuple[int, int], Value],
    people: dict[tuple[int, int], int],
) -> Line:
    """Return one force's line."""
    value = held.get((force.pk, period.pk))
    entry = entry_of(force, measure, period, value, people)
    last = rules.Entry(force.code)
    if before:
        last = entry_of(force, measure, before, held.get((force.pk, before.pk)), people)
    rate, rate_before = rate_of(entry, measure), rate_of(last, measure)
    return Line(
        force=force,
        entry=entry,
        value=value,
        rate=rate,
        shown=shown(entry, rate, measure),
        before=last,
        rate_before=rate_before,
        shown_before=shown(last, rate_before, measure),
        is_drawn=rules.is_in_figure(entry.status, last.status, needs_both=measure.figure_needs_both_periods),
    )


def entry_of(
    force: Force, measure: Measure, period: Period, value: Value | None, people: dict[tuple[int, int], int]
) -> rules.Entry:
    """Return what is held of a force, with the population as denominator where the rate is per head."""
    denominator = people.get((force.pk, period.population_year or 0))
    if value is None:
        return rules.Entry(force.code, denominator=denominator)
    if not measure.is_per_head:
        denominator = value.denominator
    return rules.Entry(force.code, value.status, value.numerator, denominator, value.printed)


def rate_of(entry: rules.Entry, measure: Measure) -> Decimal | None:
    """Return the rate to draw: worked out from counts, or the printed number.

    A force left out has none; one combined with another has none of its own.
    """
    if not entry.in_rate or entry.status == "combined":
        return None
    if entry.printed:
        return rules.printed_number(entry.printed)
    return rules.rate(entry.numerator, entry.denominator, measure.per, is_share=measure.is_share)


def shown(entry: rules.Entry, rate: Decimal | None, measure: Measure) -> str:
    """Return a rate in words: as printed where it is a published one; why there is none where there is none."""
    if entry.printed:
        return entry.printed
    if rate is not None:
        return rules.shown(rate, measure.decimals, is_share=measure.unit == "%")
    return rules.why_no_rate(entry, is_share=measure.is_share)


def notes_on(measure: Measure, period: Period) -> list[DataNote]:
    """Return what the annex says about the measure, at any time or in this period."""
    notes = DataNote.objects.filter(measure=measure).select_related("force")
    return [note for note in notes if note.period_id in {None, period.pk}]
