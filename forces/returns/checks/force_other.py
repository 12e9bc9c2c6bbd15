"""The row is about the force the return is for."""

from __future__ import annotations

from forces.returns.layout import Asked, Problem, Row
from forces.returns.messages import refusal

OF = "row"


def check(row: Row, asked: Asked) -> Problem | None:
    """Compare the row's force with the return's, where it is one force's return."""
    code = row.text("force").upper()
    if not asked.force or code == asked.force or code not in asked.forces:
        return None
    return refusal("force-other", row, "force", name=asked.forces[code], force=asked.forces[asked.force])
