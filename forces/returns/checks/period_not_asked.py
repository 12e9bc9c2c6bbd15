"""The collection asks for this measure for this period."""

from __future__ import annotations

from forces.returns.layout import Asked, Problem, Row
from forces.returns.messages import listed, refusal

OF = "row"


def check(row: Row, asked: Asked) -> Problem | None:
    """Look the pair up; a measure or period nobody knows has its own message."""
    measure, period = row.text("measure").lower(), row.text("period").lower()
    if measure not in asked.measures or period not in asked.periods or (measure, period) in asked.items:
        return None
    periods = sorted(other for name, other in asked.items if name == measure)
    return refusal("not-asked", row, "period", periods=listed(periods))
