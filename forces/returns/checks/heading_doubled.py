"""No column is there twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from forces.returns.files import column_letters
from forces.returns.layout import HEADINGS, Asked, Problem, Table
from forces.returns.messages import listed, problem
from forces.returns.reading import KEY_OF

OF = "file"


def check(table: Table, asked: Asked) -> Iterable[Problem]:
    """Name each heading that is there more than once, with its columns."""
    for sheet in table.sheets:
        places: dict[str, list[str]] = defaultdict(list)
        for number, heading in enumerate(sheet.headings, start=1):
            if key := KEY_OF.get(heading.lower(), ""):
                places[key].append(column_letters(number))
        for key, columns in places.items():
            if len(columns) > 1:
                words = {"heading": HEADINGS[key], "times": len(columns), "columns": listed(columns)}
                yield problem("heading-doubled", sheet=table.named(sheet), **words)
