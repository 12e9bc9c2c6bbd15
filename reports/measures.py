"""A force's newest figure on every measure, beside England and Wales; four queries, however many measures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from forces import figures, rules
from forces.models import Force, PublishedFigure, Value

Populations = dict[tuple[int, int], int]


@dataclass(frozen=True)
class Comparison:
    """One measure for its newest period: the force's figure and the one of England and Wales, as printed."""

    value: Value
    force: str
    national: str

    @property
    def address(self) -> str:
        """Return the measure's page for the period, the force marked."""
        return f"{self.value.measure.get_absolute_url()}?period={self.value.period.slug}&force={self.value.force.slug}"


def comparisons(force: Force, forces: Sequence[Force], user: Any) -> list[Comparison]:
    """Return the force's newest figure of each measure a person may see; `forces` come with their populations."""
    newest = newest_values(force, user)
    if not newest:
        return []
    in_scope = [one for one in forces if one.is_in_scope]
    people = {(one.pk, held.mid_year): held.total for one in in_scope for held in one.populations.all()}
    printed = {
        (one.measure_id, one.period_id): one.printed
        for one in PublishedFigure.objects.filter(reduce(or_, [pair(value) for value in newest]))
    }
    counted = counted_values(newest, user)
    found = []
    for value in newest:
        key = (value.measure_id, value.period_id)
        entry = figures.entry_of(force, value.measure, value.period, value, people)
        own = figures.shown(entry, figures.rate_of(entry, value.measure), value.measure)
        found.append(Comparison(value, own, printed.get(key) or national(value, counted[key], in_scope, people)))
    return found


def newest_values(force: Force, user: Any) -> list[Value]:
    """Return the newest value of each measure, by the measure's title."""
    held = Value.objects.visible_to(user).filter(force=force)
    newest: dict[int, Value] = {}
    for value in held.select_related("measure", "period", "force", "collection").order_by("period__ends_on"):
        newest[value.measure_id] = value
    return sorted(newest.values(), key=lambda value: value.measure.title)


def counted_values(newest: Sequence[Value], user: Any) -> dict[tuple[int, int], dict[int, Value]]:
    """Return every force's value of the same measures and periods, by force."""
    found: dict[tuple[int, int], dict[int, Value]] = defaultdict(dict)
    for value in Value.objects.visible_to(user).filter(reduce(or_, [pair(value) for value in newest])):
        found[value.measure_id, value.period_id][value.force_id] = value
    return found


def pair(value: Value) -> Q:
    """Return the condition of being on the same measure and period."""
    return Q(measure=value.measure_id, period=value.period_id)


def national(value: Value, held: dict[int, Value], forces: Sequence[Force], people: Populations) -> str:
    """Return the England and Wales rate, or "not held" where the counts of a force that belongs in it are."""
    measure, period = value.measure, value.period
    working = rules.national(figures.entry_of(force, measure, period, held.get(force.pk), people) for force in forces)
    if not working.is_whole:
        return rules.NOT_HELD
    rate = rules.rate(working.numerator, working.denominator, measure.per)
    return rules.shown(rate, measure.decimals, is_share=measure.unit == "%")
