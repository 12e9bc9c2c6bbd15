"""No cell that is read holds a formula."""

from __future__ import annotations

from forces.returns.layout import READ, Asked, Problem, Row
from forces.returns.messages import refusal

OF = "row"


def check(row: Row, asked: Asked) -> Problem | None:
    """Name the first cell with a formula: what it shows can change without anybody changing it."""
    for key in READ:
        if row.is_formula(key):
            return refusal("formula", row, key)
    return None
