"""Each figure is there once."""

from __future__ import annotations

from collections.abc import Iterable

from forces.returns.layout import KEYS, Asked, Problem, Row
from forces.returns.messages import refusal

OF = "rows"


def check(rows: list[Row], asked: Asked) -> Iterable[tuple[Row, Problem]]:
    """Refuse every row after the first about the same figure, and the first too: nobody can say which is right."""
    first: dict[tuple[str, ...], Row] = {}
    told: set[tuple[str, int]] = set()
    for row in rows:
        key = tuple(row.text(name).lower() for name in KEYS)
        if not all(key):
            continue
        other = first.setdefault(key, row)
        if other is row:
            continue
        yield row, refusal("row-doubled", row, "force", first=other.seen_from(row))
        if other.place not in told:
            told.add(other.place)
            yield other, refusal("row-doubled", other, "force", first=row.seen_from(other))
