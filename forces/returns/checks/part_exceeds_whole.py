"""No part is greater than its whole in the same file."""

from __future__ import annotations

from collections.abc import Iterable

from forces.returns.layout import KEYS, Asked, Problem, Row
from forces.returns.messages import refusal

OF = "rows"


def check(rows: list[Row], asked: Asked) -> Iterable[tuple[Row, Problem]]:
    """Refuse a part above its whole, and the whole too: nobody can say which is right."""
    if not any(measure.part_of for measure in asked.measures.values()):
        return
    found = {tuple(row.text(name).lower() for name in KEYS): row for row in rows}
    told: set[tuple[str, int]] = set()
    for (force, slug, period), row in found.items():
        measure = asked.measures.get(slug)
        whole = found.get((force, measure.part_of, period)) if measure and measure.part_of else None
        if whole is None or not isinstance(row.numerator, int) or not isinstance(whole.numerator, int):
            continue
        if row.numerator <= whole.numerator:
            continue
        words = {"part": f"{row.numerator:,}", "whole": f"{whole.numerator:,}"}
        yield row, refusal("part-exceeds-whole", row, "numerator", other=whole.seen_from(row), **words)
        if whole.place not in told:
            told.add(whole.place)
            yield whole, refusal("part-exceeds-whole", whole, "numerator", other=row.seen_from(whole), **words)
