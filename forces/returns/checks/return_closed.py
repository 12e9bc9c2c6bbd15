"""The return is still open to changes."""

from __future__ import annotations

from forces.returns.layout import Asked, Problem, Row
from forces.returns.messages import refusal

OF = "row"


def check(row: Row, asked: Asked) -> Problem | None:
    """Refuse a row of a force whose return is signed off or locked."""
    code = row.text("force").upper()
    return refusal("return-closed", row, "force", name=asked.forces.get(code, code)) if code in asked.closed else None
