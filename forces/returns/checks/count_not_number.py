"""Counts are whole numbers."""

from __future__ import annotations

from forces.returns.layout import BAD, Asked, Problem, Row
from forces.returns.messages import refusal

OF = "row"


def check(row: Row, asked: Asked) -> Problem | None:
    """Name the first count that is text, a fraction, a date, or too large to be one; a mark has its own message."""
    for key, count in (("numerator", row.numerator), ("denominator", row.denominator), ("base", row.base)):
        if count is BAD and key not in row.marks and not row.is_formula(key):
            return refusal("count-not-number", row, key)
    return None
