"""An asterisk is no count."""

from __future__ import annotations

from forces.returns.layout import COUNTS, Asked, Problem, Row
from forces.returns.messages import refusal

OF = "row"


def check(row: Row, asked: Asked) -> Problem | None:
    """Name the first count that is an asterisk: what is withheld has a status."""
    for key in COUNTS:
        if row.marks.get(key) == "withheld":
            return refusal("count-withheld", row, key)
    return None
