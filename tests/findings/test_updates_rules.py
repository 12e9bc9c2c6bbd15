"""What an update may say of itself, the rounds of a year, and where a body's response is."""

from __future__ import annotations

from datetime import date

import pytest

from findings.rules import body_responses, due, updates

TODAY = date(2018, 6, 1)


@pytest.mark.parametrize(
    ("rag", "is_done", "due_on", "fields"),
    [
        ("amber", False, None, set()),
        ("green", True, None, set()),
        ("green", False, None, set()),
        ("red", True, None, {"rag"}),
        ("green", True, date(2018, 7, 1), {"own_due"}),
        ("white", True, date(2018, 5, 1), {"rag", "own_due"}),
        ("amber", False, date(2018, 6, 1), set()),
        ("amber", False, date(2018, 5, 31), {"own_due"}),
    ],
)
def test_an_update_does_not_contradict_itself(rag: str, is_done: bool, due_on: date | None, fields: set[str]) -> None:
    assert set(updates.contradictions(rag=rag, is_done=is_done, due_on=due_on, on=TODAY)) == fields


@pytest.mark.parametrize(
    ("day", "quarter"),
    [
        (date(2018, 1, 1), ("Winter 2018 updates", date(2018, 1, 1), date(2018, 3, 31))),
        (date(2018, 6, 30), ("Spring 2018 updates", date(2018, 4, 1), date(2018, 6, 30))),
        (date(2018, 9, 15), ("Summer 2018 updates", date(2018, 7, 1), date(2018, 9, 30))),
        (date(2018, 12, 31), ("Autumn 2018 updates", date(2018, 10, 1), date(2018, 12, 31))),
    ],
)
def test_a_quarter_runs_from_its_first_day_to_its_last(day: date, quarter: tuple[str, date, date]) -> None:
    assert updates.quarter_of(day) == quarter


@pytest.mark.parametrize(
    ("latest", "title"),
    [
        (None, "Spring 2018 updates"),
        (date(2018, 4, 1), "Summer 2018 updates"),
        (date(2018, 1, 10), "Spring 2018 updates"),
        (date(2016, 4, 1), "Spring 2018 updates"),
        (date(2018, 10, 1), "Winter 2019 updates"),
    ],
)
def test_the_next_quarter_is_suggested(latest: date | None, title: str) -> None:
    assert updates.suggested(latest, TODAY).title == title


@pytest.mark.parametrize(
    ("opens_on", "closes_on", "word"),
    [
        (date(2018, 6, 2), date(2018, 6, 30), "not open yet"),
        (date(2018, 6, 1), date(2018, 6, 30), "open"),
        (date(2018, 4, 1), date(2018, 6, 1), "open"),
        (date(2018, 4, 1), date(2018, 5, 31), "closed"),
    ],
)
def test_a_round_is_open_on_its_first_and_last_day(opens_on: date, closes_on: date, word: str) -> None:
    assert updates.round_state(opens_on, closes_on, TODAY).word == word


@pytest.mark.parametrize(
    ("given", "asked", "closes_on", "word"),
    [
        (0, 0, date(2018, 6, 30), "none asked for"),
        (3, 14, date(2018, 6, 30), "still to give"),
        (3, 14, date(2018, 6, 1), "still to give"),
        (3, 14, date(2018, 5, 31), "late"),
        (14, 14, date(2018, 5, 31), "all given"),
    ],
)
def test_a_force_is_late_once_the_round_has_closed(given: int, asked: int, closes_on: date, word: str) -> None:
    assert updates.force_state(given=given, asked=asked, closes_on=closes_on, on=TODAY).word == word


def test_the_response_to_a_report_of_22_march_2018_is_due_on_16_may() -> None:
    assert due.response_due(date(2018, 3, 22)) == date(2018, 5, 16)


@pytest.mark.parametrize(
    ("received_on", "published_on", "on", "state"),
    [
        (None, None, date(2018, 5, 16), "awaited"),
        (None, None, date(2018, 5, 17), "overdue"),
        (date(2018, 5, 20), None, date(2018, 6, 1), "received"),
        (date(2018, 5, 2), date(2018, 5, 4), date(2018, 6, 1), "published"),
        (None, date(2018, 5, 4), date(2018, 6, 1), "published"),
    ],
)
def test_a_response_is_overdue_from_the_day_after_its_last(
    received_on: date | None, published_on: date | None, on: date, state: str
) -> None:
    due_on = date(2018, 5, 16)
    found = body_responses.state(received_on=received_on, published_on=published_on, due_on=due_on, on=on)
    assert found == state


@pytest.mark.parametrize(
    ("published_on", "days"), [(None, 0), (date(2018, 5, 16), 0), (date(2018, 5, 18), 2), (date(2018, 4, 1), 0)]
)
def test_a_response_that_came_out_late_says_by_how_much(published_on: date | None, days: int) -> None:
    assert body_responses.days_late(published_on=published_on, due_on=date(2018, 5, 16)) == days
