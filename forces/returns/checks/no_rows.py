"""Something is filled in."""

from __future__ import annotations

from collections.abc import Iterable

from forces.returns.layout import Asked, Problem, Table
from forces.returns.messages import problem

OF = "file"


def check(table: Table, asked: Asked) -> Iterable[Problem]:
    """Refuse a file in which no row has a figure or a status."""
    if all(row.is_unanswered for row in table.rows):
        yield problem("no-rows")
