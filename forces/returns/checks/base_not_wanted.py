"""Only a survey has responses."""

from __future__ import annotations

from forces.returns.layout import Asked, Problem, Row
from forces.returns.messages import refusal

OF = "row"


def check(row: Row, asked: Asked) -> Problem | None:
    """Refuse a number of responses beside a measure that is counted."""
    measure = asked.measures.get(row.text("measure").lower())
    if measure is None or measure.is_survey or row.base is None or row.is_formula("base"):
        return None
    return refusal("base-not-wanted", row, "base")
