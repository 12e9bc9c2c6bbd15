"""Reads one force's return: each figure asked, what is held of it, the period before, what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from forces import figures, rules
from forces.models import CollectionItem, Measure, Period, Return, Status, Value
from forces.returns.lookup import items_of, periods_before


@dataclass(frozen=True)
class Answer:
    """One figure asked of a force: what is held, and what was held of the period before."""

    measure: Measure
    period: Period
    value: Value | None
    entry: rules.Entry
    rate: Decimal | None
    shown: str
    period_before: Period | None
    entry_before: rules.Entry
    shown_before: str

    @property
    def is_missing(self) -> bool:
        """Say whether the force has not said anything of it, not even that it cannot."""
        return self.value is None

    @property
    def status(self) -> str:
        """Return the status in words."""
        return Status(self.value.status).label if self.value else rules.NOT_HELD

    @property
    def note(self) -> str:
        """Return why the figure stands as it does."""
        return "; ".join(part for part in (self.value.reason, self.value.caveat) if part) if self.value else ""

    def as_signed(self) -> dict[str, Any]:
        """Return what a force puts its name to: the figure, its counts, its standing, and how it is printed."""
        return {
            "measure": self.measure.slug,
            "period": self.period.slug,
            "title": self.measure.title,
            "when": self.period.label,
            "numerator": self.entry.numerator,
            "denominator": self.entry.denominator,
            "status": self.value.status if self.value else "",
            "reason": self.value.reason if self.value else "",
            "caveat": self.value.caveat if self.value else "",
            "base": self.value.base if self.value else None,
            "shown": self.shown,
        }


def answers_of(held: Return) -> list[Answer]:
    """Return what a collection asks of a force with what is held, by sheet and in the order asked."""
    items = items_of(held.collection)
    before = periods_before([item.period for item in items])
    periods = {period.pk: period for period in (*(item.period for item in items), *before.values())}
    of_force = Value.objects.filter(force=held.force_id)
    values = of_force.filter(measure__in={item.measure_id for item in items}, period__in=periods).order_by()
    found = {(value.measure_id, value.period_id): value for value in values}
    looked_up = figures.look_up([item.measure for item in items], periods.values(), of_force)
    made = [answer(held, item, before.get(item.period.slug), found, looked_up) for item in items]
    return sorted(made, key=lambda one: one.measure.group)


def answer(
    held: Return,
    item: CollectionItem,
    before: Period | None,
    found: dict[tuple[int, int], Value],
    looked_up: figures.Denominators,
) -> Answer:
    """Return one figure asked of a force."""
    measure = item.measure
    value = found.get((measure.pk, item.period.pk))
    entry = looked_up.entry(held.force, measure, item.period, value)
    then = rules.Entry(held.force.code)
    if before:
        then = looked_up.entry(held.force, measure, before, found.get((measure.pk, before.pk)))
    rate = figures.rate_of(entry, measure)
    return Answer(
        measure=measure,
        period=item.period,
        value=value,
        entry=entry,
        rate=rate,
        shown=figures.shown(entry, rate, measure),
        period_before=before,
        entry_before=then,
        shown_before=figures.shown(then, figures.rate_of(then, measure), measure),
    )


def signed(answers: Sequence[Answer]) -> list[dict[str, Any]]:
    """Return the figures a signature stands under."""
    return [one.as_signed() for one in answers]
