"""Numbers and moments in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone

from core import dates


def number(value: int | float | Decimal | None, decimals: int = 0) -> str:
    """Return a number with thousands separated, rounded half away from zero; a missing one is a dash."""
    if value is None:
        return "–"
    return f"{rounded(Decimal(str(value)), decimals):,}"


def rounded(value: Decimal, decimals: int) -> Decimal:
    """Round half away from zero, as every printed figure is."""
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def moment(value: datetime) -> str:
    """Return a moment as "22 March 2018, 14:05"."""
    local = timezone.localtime(value)
    return f"{dates.in_words(local.date())}, {local:%H:%M}"


def plural(count: int, one: str, many: str = "") -> str:
    """Return a count with its word: "1 file", "2 files"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def listed(names: Iterable[str]) -> str:
    """Return names as a list in words: "a, b and c"."""
    *first, last = list(names) or [""]
    return f"{', '.join(first)} and {last}" if first else last
