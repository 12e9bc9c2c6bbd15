"""The figure is not last year's, sent again."""

from __future__ import annotations

from decimal import Decimal

from forces.returns.checked import CheckedFigure, Found, found

OF = "figure"
NAME = "same-as-last-year"
TITLE = "Same as last year"
LIMIT = Decimal(50)
LIMIT_IN = "the count from which it is asked"
WHAT = "Asks about counts that are exactly those of the year before; small ones may well be the same."


def check(figure: CheckedFigure, limit: Decimal) -> Found | None:
    """Compare the counts that the force sends."""
    before = figure.before
    if before is None or figure.now.numerator is None or figure.now.numerator < limit:
        return None
    if not figure.is_same_count(before):
        return None
    message = f"{figure.words(figure.now)} is exactly the count of {before.label}. Was last year’s figure sent again?"
    return found(figure, message, 1)
