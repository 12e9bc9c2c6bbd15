"""Counting: every figure counts what it asks the register for, and every sum is whole."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from findings.rules.figures import Figure, Numbers, Year
from findings.rules.numbers import Fact, is_closed_within, numbers

JUNE = date(2018, 6, 1)
STATUSES = ["draft", "open", "in-progress", "blocked", "awaiting-verification", "closed-achieved", "closed-superseded"]
KINDS = ["area-for-improvement", "cause-of-concern"]


def fact(**changed: Any) -> Fact:
    """Return an open area for improvement of Kent, published on 22 March 2018."""
    given: dict[str, Any] = {
        "force": "kent", "theme": "prevention", "kind": "area-for-improvement", "status": "open",
        "raised_on": date(2018, 3, 22),
    }  # fmt: skip
    return Fact(**{**given, **changed})


def count(*facts: Fact, on: date = JUNE) -> Numbers:
    """Count facts."""
    return numbers(facts, on, statuses=STATUSES, kinds=KINDS)


def told(figure: Figure) -> tuple[int, int | None]:
    """Return a count and of how many."""
    return figure.count, figure.of


FACTS = [
    fact(due_on=date(2018, 5, 31)),
    fact(due_on=JUNE, is_silent=True),
    fact(force="essex", theme="", status="blocked", kind="cause-of-concern"),
    fact(force="essex", status="closed-achieved", is_silent=True, due_on=date(2018, 5, 1)),
    fact(force="dorset", status="closed-superseded", raised_on=date(2016, 3, 1)),
]


def test_open_and_closed_make_all() -> None:
    found = count(*FACTS)
    assert (found.everything.count, found.open.count, told(found.closed)) == (5, 3, (2, 5))
    assert (told(found.overdue), told(found.stale)) == ((1, 3), (1, 3))  # the closed one is neither


def test_every_breakdown_sums_to_the_totals() -> None:
    found = count(*FACTS)
    for part in (found.by_status, found.by_kind, found.by_age, found.by_force, found.by_theme):
        assert part.sums == [3, 1, 1] == [figure.count for figure in part.totals]


def test_a_breakdown_has_a_line_for_every_value_even_where_nothing_is_open() -> None:
    found = count(*FACTS)
    lines = {line.value: [figure.count for figure in line.figures] for line in found.by_force.lines}
    assert lines == {"dorset": [0, 0, 0], "essex": [1, 0, 0], "kent": [2, 1, 1]}
    assert [line.value for line in found.by_status.lines] == ["open", "in-progress", "blocked", "awaiting-verification"]
    assert [line.value for line in found.by_theme.lines] == ["prevention", "none"]
    assert [line.value for line in count(fact()).by_theme.lines] == ["prevention"]
    assert [line.figures[0].count for line in found.by_age.lines] == [3, 0, 0, 0]


def test_a_value_nobody_listed_is_counted_after_the_listed_ones() -> None:
    lines = count(fact(kind="promising-practice")).by_kind.lines
    assert [(line.value, line.figures[0].count) for line in lines][-1] == ("promising-practice", 1)


def test_a_figure_asks_the_register_for_what_it_counts() -> None:
    found = count(*FACTS)
    opened, overdue, stale = found.by_force.lines[2].figures
    assert opened.asks == {"force": "kent", "status": "not-closed"}
    assert overdue.asks == {"force": "kent", "due": "overdue"}
    assert stale.asks == {"force": "kent", "stale": "yes"}
    assert found.by_status.lines[2].figures[0].asks == {"status": "blocked"}
    assert found.by_age.lines[1].figures[0].asks == {"age": "1-to-2-years", "status": "not-closed"}


def test_due_dates_that_moved_are_counted_with_how_far() -> None:
    moved = {"is_moved": True, "first_due_on": date(2018, 3, 1)}
    found = count(
        fact(due_on=date(2018, 3, 11), **moved),
        fact(due_on=date(2018, 4, 1), **moved),
        fact(due_on=date(2018, 4, 30), **moved),
        fact(due_on=date(2018, 9, 1), first_due_on=date(2018, 9, 1)),
        fact(),
    )
    slipped = found.slippage
    assert told(slipped.moved) == (3, 4)
    assert (slipped.median_days, slipped.longest_days) == (31, 60)
    between = count(fact(due_on=date(2018, 3, 2), **moved), fact(due_on=date(2018, 3, 3), **moved))
    assert between.slippage.median_days == 1.5
    assert (count().slippage.median_days, count().slippage.longest_days) == (None, None)


@pytest.mark.parametrize(("closed_on", "late"), [(date(2018, 3, 1), 0), (date(2018, 3, 2), 1), (None, 0)])
def test_closed_late_is_after_the_original_date_whatever_it_was_moved_to(closed_on: date | None, late: int) -> None:
    closed = fact(
        status="closed-achieved", closed_on=closed_on, is_moved=True, first_due_on=date(2018, 3, 1), due_on=JUNE
    )
    assert told(count(closed, fact(due_on=JUNE)).slippage.closed_late) == (late, 1)


@pytest.mark.parametrize(
    ("raised_on", "closed_on", "months", "is_within"),
    [
        (date(2016, 3, 22), date(2017, 3, 22), 12, True),
        (date(2016, 3, 22), date(2017, 3, 23), 12, False),
        (date(2016, 3, 22), date(2017, 3, 23), 24, True),
        (date(2016, 2, 29), date(2017, 2, 28), 12, True),
        (date(2016, 2, 29), date(2017, 3, 1), 12, False),
        (date(2016, 3, 22), date(2016, 3, 1), 12, True),  # the register dates some closings before the report
        (date(2016, 3, 22), None, 36, False),
    ],
)
def test_closed_within_counts_the_day_itself(
    raised_on: date, closed_on: date | None, months: int, is_within: bool
) -> None:
    assert is_closed_within(raised_on, closed_on, months) is is_within


def closed_of(year: Year) -> list[int | None]:
    """Return what was closed within 12, 24 and 36 months; None too early."""
    return [figure and figure.count for figure in year.closed.values()]


def test_what_was_closed_of_a_year_is_told_once_its_youngest_finding_is_old_enough() -> None:
    facts = [
        fact(raised_on=date(2016, 2, 18), status="closed-achieved", closed_on=date(2016, 12, 1)),
        fact(raised_on=date(2016, 2, 18), status="closed-achieved", closed_on=date(2017, 12, 1)),
        fact(raised_on=date(2016, 2, 18), closed_on=date(2016, 12, 1)),  # opened again
        fact(raised_on=date(2017, 3, 2)),
        fact(raised_on=date(2017, 7, 1)),
    ]
    first, second = count(*facts).years
    assert (first.year, first.raised.count, closed_of(first)) == (2016, 3, [1, 2, None])
    assert (second.year, second.raised.count, closed_of(second)) == (2017, 2, [None, None, None])
    assert closed_of(count(*facts, on=date(2018, 7, 1)).years[1]) == [0, None, None]
    assert closed_of(count(*facts, on=date(2020, 7, 1)).years[1]) == [0, 0, 0]


def test_a_percentage_is_said_from_thirty_on() -> None:
    facts = [fact(status="closed-achieved", level=2)] * 10 + [fact(status="closed-achieved")] * 19
    assert count(*facts).outcomes.verified.percent == ""
    assert count(*facts, fact(status="closed-achieved")).outcomes.verified.percent == "33%"
    assert count(*facts).everything.percent == ""


def test_reopened_ones_are_of_those_ever_closed() -> None:
    found = count(
        fact(is_reopened=True), fact(status="closed-achieved", is_reopened=True), fact(status="closed-achieved"), fact()
    )
    assert told(found.outcomes.reopened) == (2, 3)


def test_what_repeats_an_earlier_finding_is_of_all() -> None:
    assert told(count(fact(is_repeat=True), fact()).outcomes.repeats) == (1, 2)


def test_closures_are_verified_at_a_level_or_not_verified() -> None:
    closed = [fact(status="closed-achieved", level=level) for level in (3, 3, 2, None)]
    ends = count(*closed, fact(level=1)).outcomes
    assert {figure.value: figure.count for figure in ends.levels} == {"3": 2, "2": 1, "1": 0}
    assert (told(ends.verified), told(ends.unverified)) == ((3, 4), (1, 4))
    unsaid = count(fact(status="closed-achieved", level=0)).outcomes
    assert {figure.value: figure.count for figure in unsaid.levels} == {"3": 0, "2": 0, "1": 0, "0": 1}


def test_how_they_ended_sums_to_the_closed() -> None:
    found = count(*FACTS)
    assert [(figure.value, figure.count) for figure in found.endings] == [
        ("closed-achieved", 1),
        ("closed-superseded", 1),
    ]


def test_of_nothing_nothing_is_counted() -> None:
    found = count()
    assert {figure.count for figure in found.figures()} == {0}
    assert found.years == []
    assert found.by_force.lines == []
