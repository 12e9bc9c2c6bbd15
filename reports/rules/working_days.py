"""Deadlines in working days: neither weekends nor bank holidays count. The bank holidays are handed in."""

from __future__ import annotations

from collections.abc import Set
from datetime import date, timedelta

SATURDAY = 5
A_DAY = timedelta(days=1)


def is_working(day: date, bank_holidays: Set[date]) -> bool:
    """Say whether people work on a day."""
    return day.weekday() < SATURDAY and day not in bank_holidays


def after(start: date, count: int, bank_holidays: Set[date]) -> date:
    """Return the last of `count` working days after a day, which does not count itself."""
    day = start
    while count > 0:
        day += A_DAY
        count -= is_working(day, bank_holidays)
    return day
