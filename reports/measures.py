"""A force's newest figure on every measure, beside England and Wales, as the profile shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from forces.figures.numbers import Number, numbers
from forces.models import Force, Value


@dataclass(frozen=True)
class Comparison:
    """One measure for its newest period: the force's figure, that of England and Wales, and where both are drawn."""

    value: Value
    force: str
    national: str
    address: str


def comparisons(force: Force, user: Any) -> list[Comparison]:
    """Return the force's newest figure of each measure a person may see, beside that of the forces in scope."""
    found = sorted(numbers(force, user, with_before=False), key=lambda number: number.measure.title)
    return [comparison(number) for number in found]


def comparison(number: Number) -> Comparison:
    """Return what the profile shows of a number."""
    return Comparison(number.value, number.shown, number.national, number.value.get_absolute_url())
