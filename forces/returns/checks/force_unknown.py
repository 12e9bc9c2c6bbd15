"""The row names a force we collect from."""

from __future__ import annotations

from forces.returns.layout import Asked, Problem, Row
from forces.returns.messages import refusal

OF = "row"


def check(row: Row, asked: Asked) -> Problem | None:
    """Look the code up."""
    code = row.text("force").upper()
    if code in asked.forces or row.is_formula("force"):
        return None
    if code in asked.out_of_scope:
        return refusal("force-out-of-scope", row, "force", name=asked.out_of_scope[code])
    return refusal("force-unknown", row, "force", example=next(iter(asked.forces), "BED"))
