"""Every column with figures has a heading of its own."""

from __future__ import annotations

from collections.abc import Iterable

from forces.returns.files import column_letters
from forces.returns.layout import Asked, Problem, Table
from forces.returns.messages import problem

OF = "file"


def check(table: Table, asked: Asked) -> Iterable[Problem]:
    """Name each column whose heading is empty: merged cells keep their text in the first one only."""
    for sheet in table.sheets:
        for number, heading in enumerate(sheet.headings, start=1):
            if not heading:
                yield problem("heading-merged", sheet=table.named(sheet), column=column_letters(number))
