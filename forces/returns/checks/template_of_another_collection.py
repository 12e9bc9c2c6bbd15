"""The file is a template of this collection."""

from __future__ import annotations

from collections.abc import Iterable

from forces.returns.layout import Asked, Problem, Table
from forces.returns.messages import problem

OF = "file"


def check(table: Table, asked: Asked) -> Iterable[Problem]:
    """Compare the collection written inside the file with this one."""
    inside = table.about.get("Collection", "")
    if inside and inside != asked.collection:
        yield problem("template-of-another-collection", found=inside, title=asked.title)
