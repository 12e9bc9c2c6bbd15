"""How one value came about: what was divided by what, whether it counts, and where each of it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.words import number, plural
from forces import rules
from forces.figures.denominators import look_up
from forces.figures.lines import marks_of, rate_of, shown
from forces.models import (
    FrozenLine,
    Population,
    Query,
    Return,
    SignOff,
    StagedRow,
    Status,
    Upload,
    Value,
)


@dataclass(frozen=True)
class Working:
    """A value's working: its entry, its rate before and after rounding, and words for each step."""

    value: Value
    entry: rules.Entry
    rate: Decimal | None
    shown: str
    divided_by: str
    population: Population | None
    denominator_value: Value | None

    @property
    def status(self) -> str:
        """Return the footing in words."""
        return str(Status(self.entry.status).label)

    @property
    def unrounded(self) -> str:
        """Return the rate as worked out, with more decimals than are ever printed."""
        return "" if self.rate is None or self.entry.printed else f"{self.rate:.8f}".rstrip("0").rstrip(".")

    @property
    def rounding(self) -> str:
        """Say how the rate is rounded."""
        return f"to {plural(self.value.measure.decimals, 'decimal')}, half away from zero"

    @property
    def in_rate(self) -> str:
        """Say whether the force counts in the England and Wales rate, and why."""
        if not self.entry.in_rate:
            return f"No: {self.status}"
        if self.entry.printed:
            return "No: the figure is as published, without its counts, and is never added up"
        if self.entry.status == "combined":
            return "Yes, once with the force it is combined with, over their joint denominator"
        if self.entry.numerator is None:
            return "It belongs in the rate, but no count is held"
        if not self.entry.denominator:
            return "It belongs in the rate, but what it is divided by is not held"
        return "Yes"

    @property
    def marks(self) -> list[str]:
        """Return what stays with every figure of the measure, and what the population lacks."""
        found = marks_of(self.value.measure)
        is_short = self.entry.status == "estimated" and self.value.status == "supplied"
        return [rules.RESIDENTS_ONLY, *found] if is_short else found


def working_of(value: Value, user: Any) -> Working:
    """Return a value's working as a person may see it; it comes with its measure, period and force."""
    measure, period = value.measure, value.period
    held = Value.objects.visible_to(user).filter(force=value.force_id)
    looked_up = look_up([measure], [period], held)
    entry = looked_up.entry(value.force, measure, period, value)
    rate = rate_of(entry, measure)
    population = other = None
    if measure.is_per_head:
        found = Population.objects.filter(force=value.force_id, mid_year=period.population_year)
        population = found.select_related("release").first()
        words = population_words(population, period.population_year)
    elif measure.denominator_measure_id:
        other = (
            held.filter(measure=measure.denominator_measure_id, period=period)
            .select_related("measure", "period", "force")
            .first()
        )
        words = f"{measure.denominator_measure}, of the same force and period"
        words += "" if entry.denominator is not None else ": not held, so no rate is worked out"
    else:
        words = "Sent by the force with the count" if value.denominator is not None else "Not held"
    return Working(value, entry, rate, shown(entry, rate, measure), words, population, other)


def population_words(population: Population | None, year: int | None) -> str:
    """Say which population divides a count: its mid-year, who is in it, and the release it is from."""
    if population is None:
        return f"Population at mid-{year}: not held" if year else "Population: the period names no mid-year"
    by_day = population.transient
    people = f"residents, and {number(by_day)} people who come in by day" if by_day is not None else "residents"
    words = f"Population at mid-{population.mid_year} ({people}; {population.basis})"
    return f"{words}. {population.release}" if population.release else f"{words}. {population.source}"


@dataclass(frozen=True)
class Trail:
    """Where a value comes from, as far as a person may see it."""

    upload: Upload | None
    cell: StagedRow | None
    queries: list[Query]
    signatures: list[SignOff]
    frozen: list[FrozenLine]
    parts: list[Value]


def trail_of(value: Value, user: Any) -> Trail:
    """Return the file and row a value came in with, queries on it, signatures under it, and where it is printed."""
    uploads = Upload.objects.visible_to(user)
    upload = uploads.filter(pk=value.upload_id).select_related("collection").first() if value.upload_id else None
    rows = StagedRow.objects.filter(force=value.force_id, measure=value.measure_id, period=value.period_id)
    queries = Query.objects.visible_to(user).filter(
        held__force=value.force_id, measure=value.measure_id, period=value.period_id
    )
    returns = Return.objects.visible_to(user).filter(force=value.force_id, collection=value.collection_id)
    signatures = SignOff.objects.filter(held__in=returns) if value.collection_id else SignOff.objects.none()
    frozen = FrozenLine.objects.filter(
        force=value.force_id, figure__measure=value.measure_id, figure__period=value.period_id
    )
    parts = Value.objects.visible_to(user).filter(
        force=value.force_id, measure__part_of=value.measure_id, period=value.period_id
    )
    return Trail(
        parts=list(parts.select_related("measure", "period", "force").order_by("measure__title")),
        upload=upload,
        cell=rows.filter(upload=upload).first() if upload else None,
        queries=list(queries.select_related("held__collection", "held__force").order_by("-raised_at", "-pk")),
        signatures=list(signatures.order_by("-edition")),
        frozen=list(frozen.select_related("figure__measure", "figure__period").order_by("-figure__number")),
    )
