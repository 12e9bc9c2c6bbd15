"""No part is greater than its whole, among the figures held."""

from __future__ import annotations

from decimal import Decimal

from core.words import number
from forces.returns.checked import CheckedFigure, Found, found

OF = "figure"
NAME = "part-above-whole"
TITLE = "Part above the whole"
LIMIT = Decimal(0)
LIMIT_IN = "how far above the whole it may be"
WHAT = "Asks about a part that is more than the whole held, where the two came in different files."


def check(figure: CheckedFigure, limit: Decimal) -> Found | None:
    """Compare a part with its whole; in one file this refuses the rows instead."""
    whole = figure.whole
    if whole is None or whole.numerator is None or figure.now.numerator is None:
        return None
    over = figure.now.numerator - whole.numerator
    if over <= limit:
        return None
    message = f"The part is {number(figure.now.numerator)} and the whole, {whole.label}, {number(whole.numerator)}."
    return found(figure, message, 1 + Decimal(over) / max(whole.numerator, 1), [whole])
