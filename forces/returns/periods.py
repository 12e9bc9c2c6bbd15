"""Which stretch of time a published table means: "2016/17", or a year and a quarter of it."""

from __future__ import annotations

import re
from datetime import date

FINANCIAL_YEAR = re.compile(r"(\d{4})\s*[/–-]\s*(\d{4}|\d{2})")
QUARTER = re.compile(r"(?:q|quarter)?\s*([1-4])", re.IGNORECASE)
MID_YEAR = re.compile(r"(?:mid[- ]?)?(\d{4})", re.IGNORECASE)
STARTS = {1: (0, 4), 2: (0, 7), 3: (0, 10), 4: (1, 1)}  # quarter of a financial year → years on, month
ENDS = {1: (0, 6, 30), 2: (0, 9, 30), 3: (0, 12, 31), 4: (1, 3, 31)}

Days = tuple[date, date]


def days_of(texts: tuple[str, ...]) -> Days | None:
    """Return the first and last day that the cells of a period mean; none when they are no year and quarter."""
    first = first_year(texts[0])
    if first is None:
        return None
    if len(texts) == 1:
        return date(first, 4, 1), date(first + 1, 3, 31)
    match = QUARTER.fullmatch(texts[1])
    if match is None:
        return None
    quarter = int(match[1])
    on, month = STARTS[quarter]
    to, last_month, last_day = ENDS[quarter]
    return date(first + on, month, 1), date(first + to, last_month, last_day)


def first_year(text: str) -> int | None:
    """Return the year in which a financial year such as 2016/17 begins; none when its two years do not follow."""
    match = FINANCIAL_YEAR.fullmatch(text)
    if match is None:
        return None
    first, second = int(match[1]), int(match[2])
    follows = second == first + 1 if len(match[2]) == 4 else second == (first + 1) % 100
    return first if follows and 1900 <= first < 2200 else None


def mid_year(text: str) -> int | None:
    """Return the year of a mid-year estimate."""
    match = MID_YEAR.fullmatch(text)
    return int(match[1]) if match and 1900 <= int(match[1]) < 2200 else None
