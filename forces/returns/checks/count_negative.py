"""Counts are not below zero."""

from __future__ import annotations

from forces.returns.layout import Asked, Problem, Row
from forces.returns.messages import refusal

OF = "row"


def check(row: Row, asked: Asked) -> Problem | None:
    """Name the first negative count."""
    for key, count in (("numerator", row.numerator), ("denominator", row.denominator), ("base", row.base)):
        if isinstance(count, int) and count < 0:
            return refusal("count-negative", row, key)
    return None
