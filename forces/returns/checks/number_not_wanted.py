"""A figure that was not supplied is not there."""

from __future__ import annotations

from forces.returns.layout import Asked, Problem, Row
from forces.returns.messages import refusal
from forces.rules import HOLD_NO_NUMBER

OF = "row"


def check(row: Row, asked: Asked) -> Problem | None:
    """Refuse a figure beside the status not supplied: one of the two is wrong."""
    if row.status in HOLD_NO_NUMBER:
        for key, count in (("numerator", row.numerator), ("denominator", row.denominator)):
            if count is not None and not row.is_formula(key):
                return refusal("number-not-wanted", row, key)
    return None
