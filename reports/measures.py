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
Pair = tuple[int, int]  # the keys of a measure and a period


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
    counted = counted_values([value for value in newest if not value.printed_national], user)
    found = []
    for value in newest:
        entry = figures.entry_of(force, value.measure, value.period, value, people)
        own = figures.shown(entry, figures.rate_of(entry, value.measure), value.measure)
        held = counted[value.measure_id, value.period_id]
        whole = value.printed_national or national(value, held, in_scope, people)
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


def counted_values(newest: Sequence[Value], user: Any) -> dict[Pair, dict[int, figures.Held]]:
    """Return what is held of every force on the same measures and periods, by force."""
    found: dict[Pair, dict[int, figures.Held]] = defaultdict(dict)
    measures: dict[int, list[int]] = defaultdict(list)
    for value in newest:
        measures[value.period_id].append(value.measure_id)
    if not measures:
        return found
    same = reduce(or_, [Q(period=period, measure__in=held) for period, held in measures.items()])
    values = Value.objects.visible_to(user).filter(same).order_by()
    for measure, period, force, *held in values.values_list("measure", "period", "force", *figures.Held._fields):
        found[measure, period][force] = figures.Held(*held)
    return found


def national(value: Value, held: dict[int, figures.Held], forces: Sequence[Force], people: Populations) -> str:
    """Return the England and Wales rate, or "not held" where the counts of a force that belongs in it are."""
    measure, period = value.measure, value.period
    working = rules.national(figures.entry_of(force, measure, period, held.get(force.pk), people) for force in forces)
    if not working.is_whole:
        return rules.NOT_HELD
    rate = rules.rate(working.numerator, working.denominator, measure.per)
    return rules.shown(rate, measure.decimals, is_share=measure.unit == "%")
