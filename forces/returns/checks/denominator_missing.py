"""A figure divided by another count comes with it."""

from __future__ import annotations

from forces.returns.layout import Asked, Problem, Row
from forces.returns.messages import refusal

OF = "row"


def check(row: Row, asked: Asked) -> Problem | None:
    """Refuse an empty denominator beside a numerator, unless the denominator is looked up."""
    measure = asked.measures.get(row.text("measure").lower())
    if measure is None or not measure.is_denominator_sent or row.numerator is None or row.denominator is not None:
        return None
    return refusal("denominator-missing", row, "denominator", label=measure.denominator_label)
