"""No column is there that the template does not have."""

from __future__ import annotations

from collections.abc import Iterable

from forces.returns.layout import Asked, Problem, Table
from forces.returns.messages import READ_HEADINGS, problem
from forces.returns.reading import KEY_OF

OF = "file"


def check(table: Table, asked: Asked) -> Iterable[Problem]:
    """Name each heading we do not know: guessing what it means could lose a figure."""
    for sheet in table.sheets:
        for heading in sheet.headings:
            if heading and heading.lower() not in KEY_OF:
                words = {"found": heading, "heading": heading, "headings": READ_HEADINGS}
                yield problem("heading-unknown", sheet=table.named(sheet), **words)
