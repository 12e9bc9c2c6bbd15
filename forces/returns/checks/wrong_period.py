"""The figure is not another period's."""

from __future__ import annotations

from decimal import Decimal

from forces.returns.checked import CheckedFigure, Found, found

OF = "figure"
NAME = "wrong-period"
TITLE = "Another period’s figure"
LIMIT = Decimal(50)
LIMIT_IN = "the count from which it is asked"
WHAT = "Asks about counts that are exactly those held for another period than the year before."
INSTEAD_OF = {"change-on-last-year"}


def check(figure: CheckedFigure, limit: Decimal) -> Found | None:
    """Compare the counts that the force sends with those of its other periods."""
    if figure.now.numerator is None or figure.now.numerator < limit:
        return None
    other = next((counts for counts in figure.elsewhere if figure.is_same_count(counts)), None)
    if other is None:
        return None
    message = f"{figure.words(figure.now)} is exactly what is held for {other.label}. Is it in the right period?"
    return found(figure, message, 2, [other])
