"""Responses are fewer than there are people."""

from __future__ import annotations

from forces.returns.layout import Asked, Problem, Row
from forces.returns.messages import refusal

OF = "row"
LIMIT = 10**9


def check(row: Row, asked: Asked) -> Problem | None:
    """Refuse a number of responses beyond any population."""
    if isinstance(row.base, int) and row.base > LIMIT:
        return refusal("base-too-large", row, "base")
    return None
