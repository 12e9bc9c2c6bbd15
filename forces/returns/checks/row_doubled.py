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
        yield row, refusal("row-doubled", row, "force", first=other_place(other, row))
        if other.place not in told:
            told.add(other.place)
            yield other, refusal("row-doubled", other, "force", first=other_place(row, other))


def other_place(other: Row, row: Row) -> str:
    """Return where the other row is, as seen from one."""
    return f"row {other.number}" if other.sheet == row.sheet else f"row {other.number} of sheet {other.sheet}"
