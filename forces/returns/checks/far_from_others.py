"""The rate is not far from the other forces'."""

from __future__ import annotations

from decimal import Decimal

from core.words import number
from forces.returns.checked import CheckedFigure, Found, found

OF = "figure"
NAME = "far-from-others"
TITLE = "Far from other forces"
LIMIT = Decimal("3.5")
LIMIT_IN = "times the usual distance"
WHAT = "Asks about a rate further from the middle of the other forces than the limit; ten of them must be held."


def check(figure: CheckedFigure, limit: Decimal) -> Found | None:
    """Measure how far the rate is from the median of the others, in median distances made as wide as deviations."""
    rate, middle = figure.now.rate, figure.middle
    if rate is None or middle is None or not middle.spread:
        return None
    distance = abs(rate - middle.median) / middle.spread
    if distance <= limit:
        return None
    way = "above" if rate > middle.median else "below"
    message = (
        f"{figure.words(figure.now)} is far {way} the middle of {middle.forces} other forces, "
        f"{figure.rate_in_words(middle.median)}: {number(distance, 1)} times the usual distance from it."
    )
    return found(figure, message, distance / max(limit, Decimal(1)))
