"""The part is not greater than the whole."""

from __future__ import annotations

from forces.returns.layout import Asked, Problem, Row
from forces.returns.messages import refusal

OF = "row"


def check(row: Row, asked: Asked) -> Problem | None:
    """Compare the two counts of a share; of other measures the numerator may be the greater."""
    measure = asked.measures.get(row.text("measure").lower())
    if measure is None or not measure.is_share:
        return None
    numerator, denominator = row.numerator, row.denominator
    if not isinstance(numerator, int) or not isinstance(denominator, int) or numerator <= denominator:
        return None
    words = {"numerator": f"{numerator:,}", "denominator": f"{denominator:,}"}
    return refusal("numerator-above-denominator", row, "numerator", **words)
