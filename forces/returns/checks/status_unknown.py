"""The status is one a force may give."""

from __future__ import annotations

from forces.returns.layout import STATUS_SLUGS, Asked, Problem, Row
from forces.returns.messages import STATUSES, refusal

OF = "row"


def check(row: Row, asked: Asked) -> Problem | None:
    """Look the status up."""
    if row.status in STATUS_SLUGS or row.is_formula("status"):
        return None
    return refusal("status-unknown", row, "status", statuses=STATUSES)
