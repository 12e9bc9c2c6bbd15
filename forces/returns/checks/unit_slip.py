"""No figure is ten, a hundred or a thousand times what it should be."""

from __future__ import annotations

from decimal import Decimal

from forces.returns.checked import CheckedFigure, Found, found

OF = "figure"
NAME = "unit-slip"
TITLE = "Slip of 10, 100 or 1,000"
LIMIT = Decimal(15)
LIMIT_IN = "per cent off the round multiple"
WHAT = "Asks about a figure that is about 10, 100 or 1,000 times last year’s or the other forces’, or that part of it."
INSTEAD_OF = {"change-on-last-year", "far-from-others"}
SLIPS = (10, 100, 1000)
LEAST = 20


def check(figure: CheckedFigure, limit: Decimal) -> Found | None:
    """Compare with last year where it is held, else with the middle of the other forces."""
    now, before = figure.now, figure.before
    if not now.numerator:
        return None
    if before and before.numerator:
        if figure.moved(before) < LEAST:
            return None
        by_rate = now.rate is not None and before.rate
        new, old = (now.rate, before.rate) if by_rate else (now.numerator, before.numerator)
        against = f"the {figure.words(before)} of {before.label}"
    elif now.rate is not None and figure.middle and figure.middle.median:
        new, old = now.rate, figure.middle.median
        against = f"the middle of {figure.middle.forces} other forces, {figure.rate_in_words(old)}"
    else:
        return None
    ratio = Decimal(new or 0) / Decimal(old or 1)
    slip = next((slip for slip in SLIPS if near(ratio, Decimal(slip), limit)), None)
    if slip:
        return found(figure, f"{figure.words(now)} is about {slip:,} times {against}. Is it in another unit?", slip)
    slip = next((slip for slip in SLIPS if near(ratio, 1 / Decimal(slip), limit)), None)
    if slip:
        message = f"{figure.words(now)} is about one part in {slip:,} of {against}. Is it in another unit?"
        return found(figure, message, slip)
    return None


def near(ratio: Decimal, multiple: Decimal, limit: Decimal) -> bool:
    """Say whether a ratio is within some per cent of a round multiple."""
    return abs(ratio / multiple - 1) * 100 <= limit
