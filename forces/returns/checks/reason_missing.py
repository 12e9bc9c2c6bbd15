"""A status other than supplied says why."""

from __future__ import annotations

from forces.returns.layout import STATUS_SLUGS, Asked, Problem, Row
from forces.returns.messages import refusal
from forces.rules import NEED_REASON

OF = "row"


def check(row: Row, asked: Asked) -> Problem | None:
    """Refuse an empty reason where the status needs one."""
    if row.status not in NEED_REASON or row.text("reason") or row.is_formula("reason"):
        return None
    status = STATUS_SLUGS.get(row.status, row.status)
    if row.is_marked_not_supplied:
        status = f"{status} (what {row.text('numerator')} means)"
    return refusal("reason-missing", row, "reason", status=status)
