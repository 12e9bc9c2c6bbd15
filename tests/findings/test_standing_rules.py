"""Overdue, RAG, stale and age on a day, and a finding's past told from its events."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from findings.rules import replay, standing
from findings.rules.replay import Step

JUNE = date(2018, 6, 1)


@pytest.mark.parametrize(
    ("status", "due_on", "is_overdue"),
    [
        ("open", date(2018, 5, 31), True),
        ("open", date(2018, 6, 1), False),
        ("open", None, False),
        ("blocked", date(2018, 5, 31), True),
        ("draft", date(2018, 5, 31), False),
        ("closed-achieved", date(2018, 5, 31), False),
    ],
)
def test_a_live_finding_is_overdue_from_the_day_after_its_due_date(
    status: str, due_on: date | None, is_overdue: bool
) -> None:
    assert standing.is_overdue(status, due_on, JUNE) is is_overdue


@pytest.mark.parametrize(
    ("status", "due_on", "response", "word", "why"),
    [
        ("draft", None, "", "none", "A draft has none."),
        ("closed-achieved", date(2018, 1, 1), "", "green", "Closed as achieved."),
        ("closed-superseded", None, "", "white", "Closed otherwise: nothing is left for the force to do."),
        ("open", date(2018, 5, 30), "", "red", "Overdue by 2 days: it was due on 30 May 2018."),
        ("blocked", date(2018, 5, 31), "", "red", "Overdue by 1 day: it was due on 31 May 2018."),
        ("open", None, "not-accepted", "red", "The force does not accept it."),
        ("blocked", None, "", "white", "It waits for another body, not for the force."),
        ("awaiting-verification", None, "accepted", "amber", "Said to be done; not verified yet."),
        ("open", None, "", "amber", "Open, with no due date set."),
        ("in-progress", date(2018, 7, 1), "", "amber", "Open, due on 1 July 2018."),
    ],
)
def test_the_rag_word_says_why(status: str, due_on: date | None, response: str, word: str, why: str) -> None:
    assert standing.rag(status, due_on, response, JUNE) == (word, why)


@pytest.mark.parametrize(
    ("status", "last_word_on", "is_stale"),
    [
        ("open", None, True),
        ("open", date(2017, 11, 29), True),  # 184 days before 1 June
        ("open", date(2017, 11, 30), False),
        ("closed-achieved", None, False),
    ],
)
def test_a_live_finding_is_stale_after_half_a_year_of_silence(
    status: str, last_word_on: date | None, is_stale: bool
) -> None:
    assert standing.is_stale(status, last_word_on, JUNE) is is_stale


@pytest.mark.parametrize(
    ("raised_on", "on", "band"),
    [
        (date(2018, 6, 1), date(2018, 6, 1), "under 1 year"),
        (date(2017, 6, 2), date(2018, 6, 1), "under 1 year"),
        (date(2017, 6, 1), date(2018, 6, 1), "1 to 2 years"),
        (date(2016, 6, 1), date(2018, 6, 1), "2 to 3 years"),
        (date(2015, 6, 1), date(2018, 6, 1), "3 years or more"),
        (date(2016, 2, 29), date(2017, 2, 28), "under 1 year"),
        (date(2019, 2, 28), date(2020, 2, 29), "1 to 2 years"),
        (date(2018, 6, 2), date(2018, 6, 1), "under 1 year"),
    ],
)
def test_a_finding_is_in_the_band_of_its_whole_years(raised_on: date, on: date, band: str) -> None:
    assert standing.age_band(raised_on, on) == band


def test_a_band_is_between_two_days() -> None:
    assert standing.raised_between("under 1 year", JUNE) == (date(2017, 6, 1), None)
    assert standing.raised_between("1 to 2 years", JUNE) == (date(2016, 6, 1), date(2017, 6, 1))
    assert standing.raised_between("3 years or more", JUNE) == (None, date(2015, 6, 1))
    assert standing.years_before(date(2020, 2, 29), 1) == date(2019, 2, 28)
    assert standing.years_before(date(2020, 2, 29), 4) == date(2016, 2, 29)


@given(raised_on=st.dates(date(2012, 1, 1), date(2020, 12, 31)), on=st.dates(date(2015, 1, 1), date(2020, 12, 31)))
def test_the_days_of_a_band_are_those_whose_age_it_is(raised_on: date, on: date) -> None:
    for band in standing.AGE_BANDS:
        after, until = standing.raised_between(band, on)
        is_between = (after is None or raised_on > after) and (until is None or raised_on <= until)
        assert is_between is (standing.age_band(raised_on, on) == band)


# --- replay --------------------------------------------------------------------------------------------------
RAISED = Step(1, date(2017, 3, 2), date(2017, 3, 2), "open")
# the register dated a status before the report came out
DATED_BACK = Step(2, date(2016, 11, 3), date(2017, 3, 2), "in-progress")
# found in spring 2017, known in March 2018
SPRING = Step(3, date(2017, 3, 1), date(2018, 3, 22), "blocked")
NO_STATUS = Step(4, date(2018, 4, 1), date(2018, 4, 1))
LIFE = [SPRING, RAISED, NO_STATUS, DATED_BACK]


def test_the_status_on_a_day_is_what_was_recorded_last_of_what_had_taken_effect() -> None:
    assert replay.status_as_at(LIFE, date(2016, 11, 2)) == ""
    assert replay.status_as_at(LIFE, date(2017, 2, 28)) == "in-progress"
    assert replay.status_as_at(LIFE, date(2017, 3, 1)) == "blocked"
    assert replay.status_as_at(LIFE, date(2018, 6, 1)) == "blocked"


def test_as_known_on_a_day_what_was_recorded_later_is_not_told() -> None:
    assert replay.status_as_at(LIFE, date(2018, 6, 1), known_on=date(2018, 3, 21)) == "in-progress"
    assert replay.status_as_at(LIFE, date(2018, 6, 1), known_on=date(2018, 3, 22)) == "blocked"
    assert replay.status_as_at(LIFE, date(2018, 6, 1), known_on=date(2017, 3, 1)) == ""


def test_of_two_recorded_on_a_day_the_one_entered_last_counts() -> None:
    day = date(2018, 1, 1)
    assert replay.status_as_at([Step(2, day, day, "blocked"), Step(1, day, day, "open")], day) == "blocked"


FIRST_MOVE = Step(5, date(2018, 2, 1), date(2018, 2, 3), due_before=date(2018, 3, 1), due_after=date(2018, 6, 1))
SECOND_MOVE = Step(6, date(2018, 5, 1), date(2018, 5, 1), due_before=date(2018, 6, 1), due_after=date(2018, 9, 1))
MOVES = [SECOND_MOVE, FIRST_MOVE]


def test_the_due_date_on_a_day_is_where_it_had_been_moved_to() -> None:
    today = date(2018, 9, 1)
    assert replay.due_as_at(MOVES, today, date(2018, 1, 31)) == date(2018, 3, 1)
    assert replay.due_as_at(MOVES, today, date(2018, 2, 1)) == date(2018, 6, 1)
    assert replay.due_as_at(MOVES, today, date(2018, 2, 1), known_on=date(2018, 2, 2)) == date(2018, 3, 1)
    assert replay.due_as_at(MOVES, today, date(2018, 5, 1)) == date(2018, 9, 1)
    assert replay.first_due(MOVES, today) == date(2018, 3, 1)


def test_a_due_date_that_never_moved_always_stood_where_it_stands() -> None:
    assert replay.due_as_at([], date(2018, 9, 1), date(2018, 1, 1)) == date(2018, 9, 1)
    assert replay.due_as_at([], None, date(2018, 1, 1)) is None
    assert replay.first_due([], None) is None


@given(days=st.integers(0, 400))
def test_as_at_and_as_known_on_the_same_day_agree_where_events_are_recorded_when_they_happen(days: int) -> None:
    start = date(2017, 1, 1)
    steps = [
        Step(n, start + timedelta(50 * n), start + timedelta(50 * n), status)
        for n, status in enumerate(["open", "in-progress", "awaiting-verification", "closed-achieved"])
    ]
    on = start + timedelta(days)
    assert replay.status_as_at(steps, on) == replay.status_as_at(steps, on, known_on=on)
