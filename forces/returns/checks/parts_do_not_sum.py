"""Parts that make the whole add up to it."""

from __future__ import annotations

from decimal import Decimal

from core.words import number
from forces.returns.checked import CheckedFigure, Found, found

OF = "figure"
NAME = "parts-do-not-sum"
TITLE = "Parts do not add up"
LIMIT = Decimal(0)
LIMIT_IN = "how far the sum may be off"
WHAT = "Asks about a whole whose parts, all held, add up to something else."


def check(figure: CheckedFigure, limit: Decimal) -> Found | None:
    """Add up the parts that are held with the whole."""
    if not figure.parts or figure.now.numerator is None:
        return None
    total = sum(part.numerator or 0 for part in figure.parts)
    off = abs(total - figure.now.numerator)
    if off <= limit:
        return None
    listed = ", ".join(f"{part.label} {number(part.numerator)}" for part in figure.parts)
    message = (
        f"The parts add up to {number(total)} and the whole is {number(figure.now.numerator)}, "
        f"{number(off)} apart. Parts: {listed}."
    )
    return found(figure, message, 1 + Decimal(off) / max(figure.now.numerator, 1), figure.parts)
