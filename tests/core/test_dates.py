"""Dates that are not known to the day."""

from __future__ import annotations

from datetime import date

import pytest

from core.dates import Precision, first_day, in_words, last_day, season_of


@pytest.mark.parametrize(
    ("day", "precision", "words"),
    [
        (date(2018, 3, 22), Precision.DAY, "22 March 2018"),
        (date(2018, 3, 2), Precision.DAY, "2 March 2018"),
        (date(2017, 10, 1), Precision.MONTH, "October 2017"),
        (date(2017, 3, 1), Precision.SEASON, "spring 2017"),
        (date(2017, 6, 1), Precision.SEASON, "summer 2017"),
        (date(2017, 9, 1), Precision.SEASON, "autumn 2017"),
        (date(2017, 12, 1), Precision.SEASON, "winter 2017"),
        (date(2016, 1, 1), Precision.YEAR, "2016"),
        (None, Precision.DAY, "–"),
    ],
)
def test_a_date_is_written_no_more_exactly_than_it_is_known(day: date | None, precision: str, words: str) -> None:
    assert in_words(day, precision) == words


@pytest.mark.parametrize(
    ("day", "precision", "first"),
    [
        (date(2017, 5, 31), Precision.DAY, date(2017, 5, 31)),
        (date(2017, 5, 31), Precision.MONTH, date(2017, 5, 1)),
        (date(2017, 5, 31), Precision.SEASON, date(2017, 3, 1)),
        (date(2017, 11, 30), Precision.SEASON, date(2017, 9, 1)),
        (date(2017, 12, 31), Precision.SEASON, date(2017, 12, 1)),
        (date(2018, 1, 15), Precision.SEASON, date(2017, 12, 1)),
        (date(2018, 2, 28), Precision.SEASON, date(2017, 12, 1)),
        (date(2017, 5, 31), Precision.YEAR, date(2017, 1, 1)),
    ],
)
def test_a_date_is_held_as_the_first_day_of_its_period(day: date, precision: str, first: date) -> None:
    assert first_day(day, precision) == first


def test_january_is_in_winter() -> None:
    assert [season_of(date(2017, month, 15)) for month in (1, 2, 3, 5, 6, 12)] == [
        "winter", "winter", "spring", "spring", "summer", "winter",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("day", "precision", "last"),
    [
        (date(2018, 3, 22), Precision.DAY, date(2018, 3, 22)),
        (date(2018, 2, 1), Precision.MONTH, date(2018, 2, 28)),
        (date(2016, 2, 10), Precision.MONTH, date(2016, 2, 29)),
        (date(2017, 12, 5), Precision.MONTH, date(2017, 12, 31)),
        (date(2017, 3, 1), Precision.SEASON, date(2017, 5, 31)),
        (date(2017, 12, 1), Precision.SEASON, date(2018, 2, 28)),
        (date(2018, 1, 20), Precision.SEASON, date(2018, 2, 28)),
        (date(2017, 6, 3), Precision.YEAR, date(2017, 12, 31)),
    ],
)
def test_a_period_ends_on_its_last_day(day: date, precision: str, last: date) -> None:
    assert last_day(day, precision) == last
