"""Tells from a cell whether a crime was recorded inside the window."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from enum import IntEnum

SERIAL_BEGINS = date(1899, 12, 30)  # day 0 of spreadsheets' day numbers
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d\d?)[-/.](\d\d?)(?:[t ].*)?")
DAY_FIRST = re.compile(r"(\d\d?)[-/.](\d\d?)[-/.](\d{4}|\d\d)(?: .*)?")
NAMED_MONTH = re.compile(r"(\d\d?)[- /]([a-z]{3})[a-z]*[- /](\d{4}|\d\d)(?: .*)?")
MONTH_ONLY = re.compile(r"(\d{4})[-/](\d\d?)")
SERIAL = re.compile(r"([2-6]\d{4})(?:\.\d+)?")
REMEMBERED = 10_000  # different cells; a list with times of day has one for nearly every row


class Standing(IntEnum):
    """Where a row stands to the window."""

    INSIDE = 0
    OUTSIDE = 1
    UNDATED = 2


def days_of(text: str) -> tuple[date, date] | None:
    """Return the first and the last day a cell may mean: a day, or a whole month; nothing when it is no date.

    Read are 2017-01-31, 31/01/2017, 31 January 2017 and 31-Jan-17 (with or without a time), 2017-01, and the day
    numbers of spreadsheets (42766). The day comes before the month, and years of two figures are of this century.
    """
    text = text.strip().lower()
    try:
        if match := MONTH_ONLY.fullmatch(text):
            year, month = int(match[1]), int(match[2])
            return date(year, month, 1), date(year, month, monthrange(year, month)[1])
        day = _day(text)
    except ValueError:  # no such day in the calendar
        return None
    return (day, day) if day else None


def _day(text: str) -> date | None:
    """Return the one day a text means; raise ValueError for the 30th of February."""
    if match := YEAR_FIRST.fullmatch(text):
        return date(int(match[1]), int(match[2]), int(match[3]))
    if match := DAY_FIRST.fullmatch(text):
        return date(_year(match[3]), int(match[2]), int(match[1]))
    if match := NAMED_MONTH.fullmatch(text):
        return date(_year(match[3]), MONTHS.index(match[2]) + 1, int(match[1]))
    if match := SERIAL.fullmatch(text):
        return SERIAL_BEGINS + timedelta(days=int(match[1]))
    return None


def _year(text: str) -> int:
    """Return a year written with two or four figures."""
    return int(text) + (2000 if len(text) == 2 else 0)


class InWindow(dict[str, Standing]):
    """Cell → where it stands to the window (first and last day); without a window every row is inside.

    A month of which only a part is in the window does not tell, and counts as undated.
    """

    def __init__(self, window: tuple[date, date] | None) -> None:
        super().__init__()
        self.window = window

    def __missing__(self, text: str) -> Standing:
        standing = self.judge(text)
        if len(self) < REMEMBERED:
            self[text] = standing
        return standing

    def judge(self, text: str) -> Standing:
        """Return where a cell stands."""
        if self.window is None:
            return Standing.INSIDE
        days = days_of(text)
        if days is None:
            return Standing.UNDATED
        if days[1] < self.window[0] or days[0] > self.window[1]:
            return Standing.OUTSIDE
        is_inside = self.window[0] <= days[0] and days[1] <= self.window[1]
        return Standing.INSIDE if is_inside else Standing.UNDATED
