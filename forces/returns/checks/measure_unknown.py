"""The row names a measure of the collection."""

from __future__ import annotations

from forces.returns.layout import Asked, Problem, Row
from forces.returns.messages import listed, refusal

OF = "row"


def check(row: Row, asked: Asked) -> Problem | None:
    """Look the measure up."""
    if row.text("measure").lower() in asked.measures or row.is_formula("measure"):
        return None
    return refusal("measure-unknown", row, "measure", measures=listed(asked.measures))
