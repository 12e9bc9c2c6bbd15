"""The figures of the scale set, and a collection that is open."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from forces.models import (
    Collection,
    CollectionItem,
    Cycle,
    Denominator,
    Force,
    Measure,
    Period,
    PeriodKind,
    Population,
    Return,
    ReturnState,
    Value,
)
from forces.models.values import Status as ValueStatus
from tests.bench.scale.rows import CYCLES, FIRST_YEAR, MEASURES, PERIODS, chance, many


def make_values(forces: list[Force], cycle: Cycle) -> None:
    """Make thirty years of 24 measures for every force, and a collection that is open."""
    held = set(Population.objects.values_list("force_id", "mid_year"))
    years = range(FIRST_YEAR + CYCLES - PERIODS, FIRST_YEAR + CYCLES)
    many(
        Population,
        [
            Population(
                force=f, mid_year=y, basis="unrounded", resident=chance.randint(300_000, 3_000_000), source="bench"
            )
            for f in forces
            for y in years
            if (f.pk, y) not in held
        ],
    )
    periods = many(Period, [period_of(year) for year in years])
    measures = many(Measure, [measure_of(number) for number in range(1, MEASURES + 1)])
    many(
        Value,
        [
            Value(
                force=force, measure=measure, period=period, numerator=chance.randint(100, 90_000),
                status=ValueStatus.SUPPLIED, source="bench",
            )
            for measure in measures
            for period in periods
            for force in forces
        ],
    )  # fmt: skip
    make_collection(forces, cycle, measures, periods[-1])


def period_of(year: int) -> Period:
    """Return the year to 31 March of a year."""
    return Period(
        slug=f"year-to-{year}-03",
        kind=PeriodKind.YEAR_TO,
        starts_on=date(year - 1, 4, 1),
        ends_on=date(year, 3, 31),
        label=f"Year to March {year}",
        population_year=year,
    )


def measure_of(number: int) -> Measure:
    """Return a measure per head."""
    return Measure(
        slug=f"measure-{number}",
        title=f"Measure {number}",
        definition="What is counted, and what is left out.",
        unit="per 1,000 population",
        numerator_label="Counted",
        denominator=Denominator.POPULATION,
        denominator_label="Residents",
        per=1000,
        period_kind=PeriodKind.YEAR_TO,
        source="bench",
    )


def make_collection(forces: list[Force], cycle: Cycle, measures: list[Measure], period: Period) -> None:
    """Make an open collection that asks every force for every measure."""
    today = datetime.now(UTC).date()
    collection = Collection.objects.create(
        slug="bench",
        title="Bench",
        cycle=cycle,
        opens_on=today - timedelta(days=30),
        closes_on=today + timedelta(days=365),
    )
    items = [
        CollectionItem(collection=collection, number=n, measure=m, period=period) for n, m in enumerate(measures, 1)
    ]
    many(CollectionItem, items)
    states = [ReturnState.NOT_STARTED, ReturnState.SUBMITTED, ReturnState.CHECKED]
    many(Return, [Return(collection=collection, force=f, state=states[n % 3]) for n, f in enumerate(forces)])
