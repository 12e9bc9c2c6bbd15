"""The figure has not moved far since last year."""

from __future__ import annotations

from decimal import Decimal

from forces.returns.checked import CheckedFigure, Found, found, per_cent
from forces.rules import MINIMUM_COUNT

OF = "figure"
NAME = "change-on-last-year"
TITLE = "Change on last year"
LIMIT = Decimal(30)
LIMIT_IN = "per cent"
WHAT = (
    "Asks about a figure that went up or down by more than the limit since the year before, and by 20 or more counted."
)
LEAST = 20  # a change of fewer is chance


def check(figure: CheckedFigure, limit: Decimal) -> Found | None:
    """Compare the rates, or the counts where there is no rate; a percentage only of counts from 30 on."""
    now, before = figure.now, figure.before
    if before is None or now.numerator is None or before.numerator is None:
        return None
    if figure.moved(before) < LEAST:
        return None
    by_rate = now.rate is not None and before.rate
    new, old = (now.rate, before.rate) if by_rate else (now.numerator, before.numerator)
    change = (Decimal(new or 0) / Decimal(old or 1) - 1) * 100
    if abs(change) <= limit:
        return None
    weight = abs(change) / max(limit, Decimal(1))
    if before.numerator < MINIMUM_COUNT or (figure.is_denominator_sent and not by_rate):
        message = f"{figure.words(now)}, against {figure.words(before)} in {before.label}: small numbers, far apart."
        return found(figure, message, weight)
    way = "above" if change > 0 else "below"
    message = f"{figure.words(now)} is {per_cent(change)} {way} the {figure.words(before)} of {before.label}."
    return found(figure, message, weight)
