"""Dates that are known to the day, the month, the season or only the year."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models


class Precision(models.TextChoices):
    """How exactly a date is known; the date held is the first day of its period."""

    DAY = "day", "Day"
    MONTH = "month", "Month"
    SEASON = "season", "Season"
    YEAR = "year", "Year"


SEASONS = {3: "spring", 6: "summer", 9: "autumn", 12: "winter"}


def in_words(day: date | None, precision: str = Precision.DAY) -> str:
    """Return a date as people write it, no more exact than it is known: "22 March 2018", "spring 2017", "2017"."""
    if day is None:
        return "–"
    if precision == Precision.DAY:
        return f"{day.day} {day:%B %Y}"
    if precision == Precision.MONTH:
        return f"{day:%B %Y}"
    if precision == Precision.SEASON:
        return f"{season_of(day)} {day.year}"
    return str(day.year)


def season_of(day: date) -> str:
    """Return the season a day is in: winter is December to February, named for the year of its December."""
    return SEASONS[max((month for month in SEASONS if month <= day.month), default=12)]


def first_day(day: date, precision: str) -> date:
    """Return the first day of the period a date stands for."""
    if precision == Precision.DAY:
        return day
    if precision == Precision.MONTH:
        return day.replace(day=1)
    if precision == Precision.YEAR:
        return day.replace(month=1, day=1)
    if day.month < 3:
        return date(day.year - 1, 12, 1)
    return date(day.year, day.month - day.month % 3, 1)


def last_day(day: date, precision: str) -> date:
    """Return the last day of the period a date stands for."""
    months = {Precision.MONTH: 1, Precision.SEASON: 3, Precision.YEAR: 12}.get(Precision(precision), 0)
    start = first_day(day, precision)
    if not months:
        return start
    month = start.month - 1 + months
    return date(start.year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
