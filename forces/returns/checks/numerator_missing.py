"""A status that says there is a figure has one."""

from __future__ import annotations

from forces.returns.layout import STATUS_SLUGS, Asked, Problem, Row
from forces.returns.messages import refusal
from forces.rules import STANDINGS

OF = "row"
ALWAYS_COUNTED = {"supplied", "partial-included", "estimated"}


def check(row: Row, asked: Asked) -> Problem | None:
    """Refuse an empty figure where the status promises one; a figure left out of the rate may be empty."""
    if row.status not in STATUS_SLUGS or row.numerator is not None or not STANDINGS[row.status].holds_number:
        return None
    return refusal("numerator-missing", row, "numerator") if row.status in ALWAYS_COUNTED else None
