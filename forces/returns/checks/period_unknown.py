"""The row names a period of the collection."""

from __future__ import annotations

from forces.returns.layout import Asked, Problem, Row
from forces.returns.messages import listed, refusal

OF = "row"


def check(row: Row, asked: Asked) -> Problem | None:
    """Look the period up."""
    if row.text("period").lower() in asked.periods or row.is_formula("period"):
        return None
    return refusal("period-unknown", row, "period", periods=listed(asked.periods))
