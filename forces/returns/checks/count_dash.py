"""A dash is no count."""

from __future__ import annotations

from forces.returns.layout import COUNTS, Asked, Problem, Row
from forces.returns.messages import refusal

OF = "row"


def check(row: Row, asked: Asked) -> Problem | None:
    """Name the first count that is a dash: it may mean none, or that nobody counted."""
    for key in COUNTS:
        if row.marks.get(key) == "dash":
            return refusal("count-dash", row, key)
    return None
