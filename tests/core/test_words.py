"""Numbers and moments in words."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from core.words import moment, number, plural


@pytest.mark.parametrize(
    ("value", "decimals", "words"),
    [
        (61405, 0, "61,405"),
        (Decimal("56.25"), 1, "56.3"),
        (Decimal("-0.25"), 1, "-0.3"),
        (0.5, 0, "1"),
        (1.005, 2, "1.01"),
        (0, 1, "0.0"),
        (None, 0, "–"),
    ],
)
def test_a_number_is_rounded_half_away_from_zero(value: float | None, decimals: int, words: str) -> None:
    assert number(value, decimals) == words


def test_a_moment_is_in_london_time() -> None:
    assert moment(datetime(2018, 6, 1, 13, 5, tzinfo=UTC)) == "1 June 2018, 14:05"
    assert moment(datetime(2018, 1, 1, 0, 5, tzinfo=UTC)) == "1 January 2018, 00:05"


@pytest.mark.parametrize(("count", "words"), [(0, "0 files"), (1, "1 file"), (2, "2 files"), (1200, "1,200 files")])
def test_a_count_has_its_word(count: int, words: str) -> None:
    assert plural(count, "file") == words


def test_a_word_with_an_odd_plural_is_given_it() -> None:
    assert (plural(2, "query", "queries"), plural(1, "query", "queries")) == ("2 queries", "1 query")
