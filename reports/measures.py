"""A force's newest figure on every measure, beside England and Wales; four queries, however many measures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import OuterRef, Q, Subquery

from forces import figures, rules
from forces.models import Force, Measure, PublishedFigure, Value

Populations = dict[tuple[int, int], int]


@dataclass(frozen=True)
class Comparison:
    """One measure for its newest period: the force's figure, that of England and Wales, and where both are drawn."""

    value: Value
    force: str
    national: str
    address: str


def comparisons(force: Force, forces: Sequence[Force], user: Any) -> list[Comparison]:
    """Return the force's newest figure of each measure a person may see, beside that of the forces in scope."""
    newest = newest_values(force, user)
    if not newest:
        return []
    in_scope = [one for one in forces if one.is_in_scope]
    people = figures.populations([value.period for value in newest])
    counted = entries_of([value for value in newest if not value.printed_national], in_scope, people, user)
    found = []
    for value in newest:
        entry = figures.entry_of(force, value.measure, value.period, value, people)
        own = figures.shown(entry, figures.rate_of(entry, value.measure), value.measure)
        whole = value.printed_national or national(value.measure, counted[value.measure_id], len(in_scope))
        address = f"{value.measure.get_absolute_url()}?period={value.period.slug}&force={force.slug}"
        found.append(Comparison(value, own, whole, address))
    return found


def newest_values(force: Force, user: Any) -> list[Any]:
    """Return the newest value of each measure, by the measure's title, with what is printed for England and Wales."""
    of_measure = Value.objects.visible_to(user).filter(force=force, measure=OuterRef("pk"))
    newest = Measure.objects.order_by().values(newest=of_measure.order_by("-period__ends_on", "-pk").values("pk")[:1])
    printed = PublishedFigure.objects.filter(measure=OuterRef("measure"), period=OuterRef("period")).values("printed")
    held = Value.objects.filter(pk__in=newest).annotate(printed_national=Subquery(printed))
    return list(held.select_related("measure", "period", "collection").order_by("measure__title"))


def entries_of(
    newest: Sequence[Value], forces: Sequence[Force], people: Populations, user: Any
) -> dict[int, list[rules.Entry]]:
    """Return what is held of the forces for the same periods, by measure."""
    found: dict[int, list[rules.Entry]] = defaultdict(list)
    if not newest:
        return found
    codes = {force.pk: force.code for force in forces}
    years = {value.measure_id: value.period.population_year or 0 for value in newest if value.measure.is_per_head}
    measures: dict[int, list[int]] = defaultdict(list)
    for value in newest:
        measures[value.period_id].append(value.measure_id)
    same = reduce(or_, [Q(period=period, measure__in=asked) for period, asked in measures.items()])
    values = Value.objects.visible_to(user).filter(same).order_by()
    rows = values.values_list("measure", "force", "status", "numerator", "denominator")
    for measure, force, status, numerator, denominator in rows:
        if force in codes:
            total = people.get((force, years[measure])) if measure in years else denominator
            found[measure].append(rules.Entry(codes[force], status, numerator, total))
    return found


def national(measure: Measure, entries: Sequence[rules.Entry], forces: int) -> str:
    """Return the England and Wales rate, or "not held" where the counts of a force that belongs in it are."""
    working = rules.national(entries)
    if len(entries) < forces or not working.is_whole:
        return rules.NOT_HELD
    rate = rules.rate(working.numerator, working.denominator, measure.per)
    return rules.shown(rate, measure.decimals, is_share=measure.unit == "%")
