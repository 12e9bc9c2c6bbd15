"""Every column that is needed is there."""

from __future__ import annotations

from collections.abc import Iterable

from forces.returns.layout import OPTIONAL, READ, Asked, Problem, Table
from forces.returns.messages import READ_HEADINGS, problem

OF = "file"


def check(table: Table, asked: Asked) -> Iterable[Problem]:
    """Name each missing heading."""
    for sheet in table.sheets:
        there = {heading.lower() for heading in sheet.headings}
        for key, heading in READ.items():
            if key not in OPTIONAL and not {heading.lower(), key} & there:
                yield problem("heading-missing", sheet=table.named(sheet), heading=heading, headings=READ_HEADINGS)
