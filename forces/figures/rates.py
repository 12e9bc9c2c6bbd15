"""England and Wales rates of many measures over many periods in three queries, however many there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from itertools import product
from operator import or_
from typing import Any, NamedTuple

from django.db.models import FilteredRelation, Q

from forces import rules
from forces.figures.denominators import IN_RATE, Denominators
from forces.figures.lines import in_figures
from forces.models import Force, Measure, Period, Value

Pair = tuple[Measure, Period]


class Rate(NamedTuple):
    """An England and Wales rate: its working, unrounded, and as shown."""

    national: rules.National
    rate: Decimal | None
    shown: str


class Row(NamedTuple):
    """A value without its words."""

    measure: int
    period: int
    force: int
    status: str
    numerator: int | None
    denominator: int | None
    printed: str
    base: int | None


@dataclass(frozen=True)
class Holdings:
    """What a person may see of some measures and periods: the forces in scope, values, denominators."""

    codes: dict[int, str]
    rows: dict[tuple[int, int], list[Row]]
    denominators: Denominators

    def entry(self, measure: Measure, period: Period, row: Row) -> rules.Entry:
        """Return what is held of a force."""
        code, looked_up = self.codes[row.force], self.denominators
        is_on_residents = looked_up.is_on_residents(row.force, measure, period)
        status = rules.footing(row.status, code, is_on_residents=is_on_residents)
        denominator = looked_up.of(row.force, measure, period, row.denominator)
        return rules.Entry(code, status, row.numerator, denominator, row.printed, row.base)

    def own(self, force: int, measure: Measure, period: Period) -> rules.Entry | None:
        """Return what is held of one force; none when nothing is."""
        rows = self.rows.get((measure.pk, period.pk), ())
        return next((self.entry(measure, period, row) for row in rows if row.force == force), None)

    def rate(self, measure: Measure, period: Period) -> Rate:
        """Work out the England and Wales rate."""
        rows = self.rows.get((measure.pk, period.pk), ())
        held = {row.force: self.entry(measure, period, row) for row in rows}
        working = rules.national(held.get(force) or rules.Entry(code) for force, code in self.codes.items())
        rate = rules.rate(working.numerator, working.denominator, measure.per) if working.is_whole else None
        return Rate(working, rate, in_figures(rate, measure))


def national_rates(measures: Iterable[Measure], periods: Iterable[Period], user: Any) -> dict[Pair, Rate]:
    """Return the rate of each measure and period of which a person sees any value."""
    pairs = list(product(measures, periods))
    held = holdings(pairs, user)
    return {(m, p): held.rate(m, p) for m, p in pairs if (m.pk, p.pk) in held.rows}


def holdings(pairs: Sequence[Pair], user: Any) -> Holdings:
    """Return what rates of measures for periods are made of: one query for forces, one for values, one for bars."""
    if not pairs:
        return Holdings({}, {}, Denominators())
    codes, people = forces_and_people({period.population_year for _, period in pairs})
    others = {m.denominator_measure_id for m, _ in pairs} - {None}
    rows: dict[tuple[int, int], list[Row]] = defaultdict(list)
    counts = {}
    values = Value.objects.visible_to(user).filter(any_of(pairs)).order_by()
    for fields in values.values_list(*Row._fields).iterator(5000):
        row = Row(*fields)
        if row.force not in codes:
            continue
        rows[row.measure, row.period].append(row)
        if row.measure in others and row.numerator is not None and row.status in IN_RATE:
            counts[row.measure, row.period, row.force] = row.numerator
    return Holdings(codes, dict(rows), Denominators(people, counts))


def any_of(pairs: Sequence[Pair]) -> Q:
    """Return the values that are asked for and those they are divided by."""
    asked: dict[int, set[int]] = defaultdict(set)
    for measure, period in pairs:
        asked[period.pk].add(measure.pk)
        if measure.denominator_measure_id:
            asked[period.pk].add(measure.denominator_measure_id)
    together: dict[frozenset[int], list[int]] = defaultdict(list)
    for period, measures in asked.items():
        together[frozenset(measures)].append(period)
    return reduce(or_, (Q(period__in=periods, measure__in=measures) for measures, periods in together.items()))


def forces_and_people(years: Iterable[int | None]) -> tuple[dict[int, str], dict[tuple[int, int], Any]]:
    """Return the codes of the forces inspected, and who lives in their areas in some mid-years."""
    of_years = FilteredRelation("populations", condition=Q(populations__mid_year__in={y for y in years if y}))
    rows = Force.objects.in_scope().annotate(held=of_years).order_by("name")
    codes, people = {}, {}
    for force, code, year, resident, transient in rows.values_list(
        "pk", "code", "held__mid_year", "held__resident", "held__transient"
    ):
        codes[force] = code
        if year:
            people[force, year] = (resident, transient)
    return codes, people
