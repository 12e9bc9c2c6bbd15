"""How a period follows from its kind and its last day: when it begins, what it is called. No ORM, no clock."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from core.dates import in_words

MONTHS = {"year-to": 12, "quarter": 3}


def begins(kind: str, ends_on: date) -> date:
    """Return the first day of a period of a kind."""
    months = MONTHS.get(kind, 0)
    if not months:
        return ends_on
    after = ends_on + timedelta(days=1)
    month = after.year * 12 + after.month - 1 - months
    year, month = month // 12, month % 12 + 1
    if after.day <= monthrange(year, month)[1]:
        return date(year, month, after.day)
    return date(year + month // 12, month % 12 + 1, 1)  # the twelve months to 28 February 2020 begin on 1 March 2019


def label(kind: str, ends_on: date) -> str:
    """Return what a period is called: "12 months to 31 March 2019", "As at 1 July 2018", "April to June 2018"."""
    if kind == "year-to":
        return f"12 months to {in_words(ends_on)}"
    if kind == "as-at":
        return f"As at {in_words(ends_on)}"
    starts_on = begins(kind, ends_on)
    if starts_on.day != 1:
        return f"{in_words(starts_on)} to {in_words(ends_on)}"
    return f"{starts_on:%B}{'' if starts_on.year == ends_on.year else f' {starts_on.year}'} to {ends_on:%B %Y}"


def slug(kind: str, ends_on: date) -> str:
    """Return the name of a period in addresses and files: ye-2019-03, at-2018-07-01, qe-2018-06."""
    is_month = kind != "as-at" and (ends_on + timedelta(days=1)).day == 1
    return (
        f"{ {'year-to': 'ye', 'as-at': 'at', 'quarter': 'qe'}[kind] }-{ends_on:{'%Y-%m' if is_month else '%Y-%m-%d'}}"
    )
