"""A figure divided by the population comes without a denominator."""

from __future__ import annotations

from forces.returns.layout import Asked, Problem, Row
from forces.returns.messages import refusal

OF = "row"


def check(row: Row, asked: Asked) -> Problem | None:
    """Refuse a force's own population: every force is divided by the same estimates."""
    measure = asked.measures.get(row.text("measure").lower())
    if measure is None or not measure.is_per_head or row.denominator is None or row.is_formula("denominator"):
        return None
    return refusal("denominator-not-wanted", row, "denominator")
