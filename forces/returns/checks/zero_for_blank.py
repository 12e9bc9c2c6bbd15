"""A zero is a count, not a cell that should have been left empty."""

from __future__ import annotations

import re
from decimal import Decimal

from core.words import number
from forces.returns.checked import CheckedFigure, Found, found

OF = "figure"
NAME = "zero-for-blank"
TITLE = "Zero where nothing was meant"
LIMIT = Decimal(10)
LIMIT_IN = "the least last year’s count was"
WHAT = "Asks about a zero where last year’s count was well above it, or where the note says that nothing is held."
INSTEAD_OF = {"change-on-last-year", "far-from-others"}
KNOWN = "recorded|available|held|known|collected|supplied|provided"
NOTHING = re.compile(rf"\b(missing|unable|unavailable|no data|n/a|not (?:yet )?(?:{KNOWN}))\b", re.IGNORECASE)


def check(figure: CheckedFigure, limit: Decimal) -> Found | None:
    """Look at last year's count, and at what is written beside the zero."""
    if figure.now.numerator != 0:
        return None
    told = NOTHING.search(figure.said)
    if told:
        message = f"The count is 0, and the note says “{told[0]}”. If nothing is held, leave it empty as not supplied."
        return found(figure, message, 3)
    before = figure.before
    if before is None or before.numerator is None or before.numerator < limit:
        return None
    message = (
        f"The count is 0; it was {number(before.numerator)} in {before.label}. "
        "Is it nought, or is it not known? If it is not known, leave it empty as not supplied."
    )
    return found(figure, message, Decimal(before.numerator) / max(limit, Decimal(1)))
