"""Sets held figures beside last year's, other periods', their parts and other forces', and runs the checks over them.

One query reads whatever the figures are set against, so that a collection of thousands is checked as it is confirmed.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection as Keys
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Count, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from forces import rules
from forces.figures import a_year_before
from forces.models import Collection, Measure, Population, SeriesBreak
from forces.models import Value as HeldValue
from forces.returns import checks
from forces.returns.checked import CheckedFigure, Counts, Found

Key = tuple[int, int, int]
"""A force, a measure and a period."""


class Limits(NamedTuple):
    """A collection's own limit for a check, if any, and whether it uses the check at all."""

    limit: Decimal | None = None
    is_on: bool = True


class Held(NamedTuple):
    """A value with what must be known of its measure and period, in the order of `COLUMNS`."""

    force: int
    measure: int
    period: int
    numerator: int | None
    denominator: int | None
    status: str
    reason: str
    caveat: str
    title: str
    unit: str
    per: int
    decimals: int
    divided_by: str
    divided_by_measure: int | None
    part_of: int | None
    do_parts_sum: bool
    label: str
    kind: str
    ends_on: date
    people: int | None
    parts: int
    broken_on: date | None
    collection: int | None


COLUMNS = (
    *("force_id", "measure_id", "period_id", "numerator", "denominator", "status", "reason", "caveat"),
    *("measure__title", "measure__unit", "measure__per", "measure__decimals", "measure__denominator"),
    *("measure__denominator_measure_id", "measure__part_of_id", "measure__do_parts_sum"),
    *(
        "period__label",
        "period__kind",
        "period__ends_on",
        "people",
        "number_of_parts",
        "broken_on",
        "upload__collection_id",
    ),
)


def beside(figures: Keys[Key]) -> Any:
    """Return the values that some figures are checked with, the figures among them."""
    values = HeldValue.objects.filter(measure__in=related({measure for _, measure, _ in figures}))
    return values.filter(
        Q(force__in={force for force, _, _ in figures}) | Q(period__in={period for _, _, period in figures})
    )


def related(measures: Keys[int]) -> Any:
    """Return measures with their parts and wholes, what divides them and what they divide."""
    divisors = Measure.objects.filter(pk__in=measures, denominator_measure__isnull=False).values("denominator_measure")
    found = Measure.objects.filter(
        Q(pk__in=measures)
        | Q(part_of__in=measures)
        | Q(parts__in=measures)
        | Q(part_of__parts__in=measures)
        | Q(denominator_measure__in=measures)
        | Q(pk__in=divisors)
    )
    return found.order_by().values("pk")


def rows_of(values: Any) -> list[Held]:
    """Read values with what must be known of their measures and periods: one query."""
    return [Held._make(row) for row in with_knowledge(values).values_list(*COLUMNS)]


def rows_sent(rows: Any) -> list[Held]:
    """Read rows of a file as the values they would write: one query."""
    names = [*COLUMNS[:3], "after", *COLUMNS[8:]]
    found = with_knowledge(rows).values_list(*names)
    return [Held._make((*row[:3], *(row[3][name] for name in COLUMNS[3:8]), *row[4:])) for row in found]


def with_knowledge(rows: Any) -> Any:
    """Add to values, or rows of a file, the population, how many parts the measure has, and its last break."""
    people = Population.objects.filter(force=OuterRef("force"), mid_year=OuterRef("period__population_year"))
    parts = Measure.objects.filter(part_of=OuterRef("measure")).order_by().values("part_of")
    breaks = SeriesBreak.objects.filter(
        Q(force__isnull=True) | Q(force=OuterRef("force")),
        measure=OuterRef("measure"),
        on__lte=OuterRef("period__ends_on"),
    ).order_by("-on")
    return rows.order_by().annotate(
        people=Subquery(people.order_by().values(total=F("resident") + Coalesce("transient", Value(0)))[:1]),
        number_of_parts=Coalesce(Subquery(parts.annotate(n=Count("pk")).values("n")), 0),
        broken_on=Subquery(breaks.values("on")[:1]),
    )


class HeldFigures:
    """The values held, by what each is looked up by."""

    def __init__(self, rows: Iterable[Held]) -> None:
        self.rows = {(row.force, row.measure, row.period): row for row in rows}
        self.of_measure: dict[tuple[int, int], list[Held]] = defaultdict(list)
        self.parts: dict[Key, list[Held]] = defaultdict(list)
        self.rates: dict[tuple[int, int], list[Decimal]] = defaultdict(list)
        self.counts: dict[Key, Counts] = {}
        for key, row in self.rows.items():
            self.of_measure[row.force, row.measure].append(row)
            if row.part_of:
                self.parts[row.force, row.part_of, row.period].append(row)
            self.counts[key] = counts = self.counts_of(row)
            if counts.rate is not None:
                self.rates[row.measure, row.period].append(counts.rate)
        for rates in self.rates.values():
            rates.sort()

    def counts_of(self, row: Held) -> Counts:
        """Return a value's counts with its denominator looked up; a figure left out of rates has none."""
        denominator = row.denominator
        if row.divided_by == "population":
            denominator = row.people
        elif row.divided_by_measure:
            whole = self.rows.get((row.force, row.divided_by_measure, row.period))
            denominator = whole.numerator if whole else None
        rate = None
        if stands_alone(row):
            is_share = row.divided_by == "share"
            rate = rules.rate(row.numerator, denominator, row.per, is_share=is_share)
        return Counts(row.label, row.numerator, denominator, rate)

    def figure(self, key: Key) -> CheckedFigure | None:
        """Return a figure with what it is set beside; nothing when it holds no count."""
        row = self.rows.get(key)
        if row is None or row.numerator is None:
            return None
        now, last = self.counts[key], self.last_year(row)
        before = last if last and is_comparable(row, last) else None
        parts = self.parts.get(key, []) if row.do_parts_sum else []
        whole = self.rows.get((row.force, row.part_of, row.period)) if row.part_of else None
        return CheckedFigure(
            now=now,
            unit=row.unit,
            decimals=row.decimals,
            is_denominator_sent=row.divided_by != "population" and row.divided_by_measure is None,
            said=f"{row.reason} {row.caveat}".strip(),
            before=self.counts[row.force, row.measure, before.period] if before else None,
            elsewhere=[
                self.counts[other.force, other.measure, other.period]
                for other in self.of_measure[row.force, row.measure]
                if other is not row and other is not last and other.numerator == row.numerator
            ],
            parts=[self.called(part) for part in parts] if is_whole(parts, row.parts) else [],
            whole=self.called(whole) if whole else None,
            others=without(self.rates.get((row.measure, row.period), []), now.rate),
        )

    def last_year(self, row: Held) -> Held | None:
        """Return the value of the year before, for a period of the same kind."""
        wanted = (row.kind, a_year_before(row.ends_on))
        same = self.of_measure[row.force, row.measure]
        return next((other for other in same if (other.kind, other.ends_on) == wanted), None)

    def called(self, row: Held) -> Counts:
        """Return a part's or a whole's counts by its name."""
        return replace(self.counts[row.force, row.measure, row.period], label=row.title)

    def touched(self, figures: Keys[Key], collection: int) -> set[Key]:
        """Return figures and what hangs on them in a collection: their wholes, their parts, rates divided by them."""
        changed = set(figures)
        found = set(changed)
        for key, row in self.rows.items():
            if row.collection != collection:
                continue
            beside = [(row.force, measure, row.period) for measure in (row.part_of, row.divided_by_measure) if measure]
            beside += [(part.force, part.measure, part.period) for part in self.parts.get(key, ())]
            if not changed.isdisjoint(beside):
                found.add(key)
        return found


def stands_alone(row: Held) -> bool:
    """Say whether a value may be set against others: it counts in the rate and is of one force."""
    return rules.STANDINGS[row.status].in_rate and row.status != "combined"


def is_comparable(row: Held, last: Held) -> bool:
    """Say whether a value may be set against last year's: both stand alone, and no break lies between."""
    is_broken = row.broken_on is not None and row.broken_on > last.ends_on
    return stands_alone(row) and stands_alone(last) and not is_broken


def is_whole(parts: list[Held], expected: int) -> bool:
    """Say whether every part is held with a count."""
    return bool(parts) and len(parts) == expected and all(part.numerator is not None for part in parts)


def without(rates: list[Decimal], own: Decimal | None) -> list[Decimal]:
    """Return the sorted rates of the other forces."""
    if own is None:
        return rates
    place = bisect_left(rates, own)
    return rates[:place] + rates[place + 1 :]


def warnings_on(figure: CheckedFigure | None, limits: Mapping[str, Limits]) -> dict[str, Found]:
    """Run every check that a collection uses over a figure; return what they found, by their names."""
    fired: dict[str, Found] = {}
    if figure is None:
        return fired
    for module in checks.FIGURE_CHECKS:
        own = limits.get(module.NAME, Limits())
        if own.is_on and (found := module.check(figure, module.LIMIT if own.limit is None else own.limit)):
            fired[module.NAME] = found
    return fired


def telling(fired: Mapping[str, Found]) -> dict[str, Found]:
    """Return the warnings to ask about: those that another says better are left out."""
    hidden = {name for module in checks.FIGURE_CHECKS if module.NAME in fired for name in instead_of(module)}
    return {name: found for name, found in fired.items() if name not in hidden}


def instead_of(module: Any) -> set[str]:
    """Return the names of the checks that say less than this one about the same figure."""
    return getattr(module, "INSTEAD_OF", set())


def limits_of(collection: Collection) -> dict[str, Limits]:
    """Return the limits a collection sets for itself."""
    rows = collection.checks.values_list("check_name", "limit", "is_on")
    return {name: Limits(limit, is_on) for name, limit, is_on in rows}
