"""Reasons and notes are short enough to print."""

from __future__ import annotations

from forces.returns.layout import Asked, Problem, Row
from forces.returns.messages import refusal

OF = "row"
LIMIT = 300


def check(row: Row, asked: Asked) -> Problem | None:
    """Count the characters."""
    for key in ("reason", "caveat"):
        length = len(row.text(key))
        if length > LIMIT:
            return refusal("text-too-long", row, key, length=length, limit=LIMIT)
    return None
