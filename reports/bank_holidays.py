"""The bank holidays of England and Wales, as the library `holidays` knows them."""

from __future__ import annotations

from datetime import date
from functools import cache

import holidays

from reports.rules import working_days

LONGEST = 60  # working days: well under a year


@cache
def of_year(year: int) -> frozenset[date]:
    """Return the bank holidays of a year; those of Wales are those of England."""
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def deadline(sent_on: date, days: int) -> date:
    """Return the last day of a number of working days, `LONGEST` at most, from the day after the draft was sent."""
    return working_days.after(sent_on, days, of_year(sent_on.year) | of_year(sent_on.year + 1))
