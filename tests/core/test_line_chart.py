"""The line chart: gaps stay gaps, marks keep their words, the scale holds every value."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from core.line_chart import Line, LineChart, Mark, Point, line_chart, span_of


def points(*values: float | None) -> list[Point]:
    return [
        Point(date(2010 + i, 6, 30), f"Jun {2010 + i}", value, "" if value is None else f"{value:g}")
        for i, value in enumerate(values)
    ]


def chart(*values: float | None, marks: tuple[Mark, ...] = ()) -> LineChart:
    return line_chart([Line("Kent", points(*values), is_main=True)], title="Crime", marks=marks)


def test_a_gap_ends_the_stroke_and_begins_another() -> None:
    (line,) = chart(10, 20, None, 30, 40).lines
    assert [letter for letter in line.path if letter in "LM"] == ["M", "L", "M", "L"]
    assert len(line.dots) == 4


def test_days_are_as_far_apart_as_they_are() -> None:
    uneven = [Point(date(2010, 1, 1), "a", 1), Point(date(2011, 1, 1), "b", 1), Point(date(2014, 1, 1), "c", 1)]
    (line,) = line_chart([Line("Kent", uneven)], title="Crime").lines
    first, second, third = (x for x, _, _ in line.dots)
    assert third - second == pytest.approx(3 * (second - first), rel=0.01)


@pytest.mark.parametrize(
    ("values", "span"),
    [
        ([10, 76.38], (0, 20, 80)),
        ([0.2, 0.9], (0, 0.2, 1)),
        ([1_200, 4_900], (0, 1000, 5000)),
        ([-23, 10], (-30, 10, 10)),
        ([0, 0], (0, 1, 1)),
        ([], (0, 1, 1)),
    ],
)
def test_the_scale_has_round_numbers_that_hold_every_value(values: list[float], span: tuple[float, ...]) -> None:
    assert span_of(values) == pytest.approx(span)


def test_a_mark_crosses_at_its_day_and_long_words_are_cut() -> None:
    words = "1 July 2011: " + "counted otherwise " * 9
    (mark,) = chart(10, 20, 30, marks=(Mark(date(2011, 7, 1), words),)).marks
    assert mark.text.endswith("…")
    assert words in chart(10, 20, marks=(Mark(date(2011, 1, 1), words),)).description


def test_the_chart_says_what_it_shows() -> None:
    assert chart(10, None, 30).description == "Kent: 10 in Jun 2010, 30 in Jun 2012; 1 without a value."
    assert chart(None).description == "Kent: no value."
    assert chart(10).description == "Kent: 10 in Jun 2010."
    assert line_chart([], title="Nothing").ticks == []


def test_a_ring_is_explained_only_where_there_is_one() -> None:
    ringed = [Point(date(2010, 6, 30), "Jun 2010", 1, is_ringed=True)]
    assert line_chart([Line("Kent", ringed)], title="Crime", ringed="Revised").ringed == "Revised"
    assert line_chart([Line("Kent", points(1, 2))], title="Crime", ringed="Revised").ringed == ""


def test_names_of_days_never_touch() -> None:
    ticks = chart(*range(30)).ticks
    assert ticks[-1][1] == "Jun 2039"
    assert all(b - a >= 70 for (a, _), (b, _) in pairwise(ticks))
