"""A figure divided by what we hold comes without a denominator."""

from __future__ import annotations

from forces.returns.layout import Asked, Problem, Row
from forces.returns.messages import refusal

OF = "row"


def check(row: Row, asked: Asked) -> Problem | None:
    """Refuse a force's own population or other count: every force is divided by the same source."""
    measure = asked.measures.get(row.text("measure").lower())
    if measure is None or measure.is_denominator_sent or row.denominator is None or row.is_formula("denominator"):
        return None
    what = (
        "the population we hold"
        if measure.is_per_head
        else f"a figure asked for by itself ({measure.denominator_label})"
    )
    return refusal("denominator-not-wanted", row, "denominator", what=what)
