"""Looks up what figures are divided by: the people of an area, or another measure's count; never what a force sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from forces import rules
from forces.models import Force, Measure, Period, Population, Release, Vintage
from forces.models.values import ValueQuerySet

People = Mapping[tuple[int, int], tuple[int, int | None]]
Counts = Mapping[tuple[int, int, int], int]
IN_RATE = sorted(status for status, standing in rules.STANDINGS.items() if standing.in_rate)


@dataclass(frozen=True)
class Denominators:
    """Residents and people by day, by force and mid-year; other measures' counts by measure, period and force."""

    people: People = field(default_factory=dict)
    counts: Counts = field(default_factory=dict)

    def of(self, force: int, measure: Measure, period: Period, sent: int | None) -> int | None:
        """Return what a force's count is divided by; none when it is not held."""
        if measure.is_per_head:
            held = self.people.get((force, period.population_year or 0))
            return held[0] + (held[1] or 0) if held else None
        if measure.denominator_measure_id:
            return self.counts.get((measure.denominator_measure_id, period.pk, force))
        return sent

    def is_on_residents(self, force: int, measure: Measure, period: Period) -> bool:
        """Say whether the population is held without the people who come in by day."""
        held = self.people.get((force, period.population_year or 0)) if measure.is_per_head else None
        return held is not None and held[1] is None

    def entry(self, force: Force, measure: Measure, period: Period, value: Any) -> rules.Entry:
        """Return what is held of a force: a value, the plain row of one, or nothing."""
        if value is None:
            return rules.Entry(force.code, denominator=self.of(force.pk, measure, period, None))
        status = rules.footing(
            value.status, force.code, is_on_residents=self.is_on_residents(force.pk, measure, period)
        )
        denominator = self.of(force.pk, measure, period, value.denominator)
        return rules.Entry(force.code, status, value.numerator, denominator, value.printed, value.base)


def look_up(
    measures: Iterable[Measure], periods: Iterable[Period], values: ValueQuerySet, release: Release | None = None
) -> Denominators:
    """Return the denominators of measures over periods; two queries at most, three for an earlier release."""
    measures, periods = list(measures), list(periods)
    others = {measure.denominator_measure_id for measure in measures} - {None}
    return Denominators(
        people_of(period.population_year for period in periods) if any(m.is_per_head for m in measures) else {},
        counts_of(others, periods, values, release) if others else {},
    )


def people_of(years: Iterable[int | None]) -> People:
    """Return who lives where and who comes in by day, by force and mid-year."""
    held = Population.objects.filter(mid_year__in={year for year in years if year}).order_by()
    rows = held.values_list("force", "mid_year", "resident", "transient")
    return {(force, year): (resident, transient) for force, year, resident, transient in rows}


def counts_of(
    measures: Iterable[int | None], periods: list[Period], values: ValueQuerySet, release: Release | None
) -> Counts:
    """Return the counts of measures that others are divided by; one that stands outside every rate divides nothing."""
    wanted = values.filter(measure__in=measures, period__in=periods)
    counted = {"status__in": IN_RATE, "numerator__isnull": False}
    keys = ("measure", "period", "force", "numerator")
    found = {tuple(row[:3]): row[3] for row in wanted.filter(**counted).order_by().values_list(*keys)}
    if release:
        kept = Vintage.objects.filter(release=release, value__in=wanted, **counted).order_by()
        rows = kept.values_list("value__measure", "value__period", "value__force", "numerator")
        found |= {tuple(row[:3]): row[3] for row in rows}
    return found  # type: ignore[return-value]
