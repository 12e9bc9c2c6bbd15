"""The file is the template of the force the return is for."""

from __future__ import annotations

from collections.abc import Iterable

from forces.returns.layout import Asked, Problem, Table
from forces.returns.messages import problem

OF = "file"


def check(table: Table, asked: Asked) -> Iterable[Problem]:
    """Compare the force written inside the file with the one it was sent for."""
    inside = table.about.get("Force code", "")
    if asked.force and inside and inside != asked.force:
        found = asked.forces.get(inside, inside)
        yield problem("template-of-another-force", found=found, force=asked.forces[asked.force])
