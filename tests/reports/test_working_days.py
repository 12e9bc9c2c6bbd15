"""Deadlines in working days, worked out on a wall calendar."""

from __future__ import annotations

from datetime import date

import pytest

from reports import bank_holidays
from reports.rules import checks, working_days

EASTER_2018 = {date(2018, 3, 30), date(2018, 4, 2)}


@pytest.mark.parametrize(
    ("sent_on", "days", "due_on"),
    [
        (date(2018, 5, 31), 10, date(2018, 6, 14)),  # Thursday: two weeks without a bank holiday
        (date(2018, 6, 1), 10, date(2018, 6, 15)),  # Friday
        (date(2018, 6, 2), 1, date(2018, 6, 4)),  # Saturday: Monday is the first working day
        (date(2018, 3, 22), 10, date(2018, 4, 9)),  # Good Friday 30 March, Easter Monday 2 April
        (date(2018, 3, 29), 1, date(2018, 4, 3)),  # the day before Good Friday
        (date(2017, 12, 22), 3, date(2017, 12, 29)),  # Christmas on a Monday: 27, 28, 29 December
        (date(2017, 12, 29), 2, date(2018, 1, 3)),  # over New Year: 2 and 3 January
        (date(2016, 12, 23), 2, date(2016, 12, 29)),  # Christmas Day on a Sunday: 26 and the Tuesday after are off
        (date(2022, 6, 1), 1, date(2022, 6, 6)),  # the Jubilee: 2 and 3 June 2022 were bank holidays
        (date(2018, 11, 29), 10, date(2018, 12, 13)),  # St Andrew's Day is one in Scotland only
        (date(2018, 3, 16), 1, date(2018, 3, 19)),  # St Patrick's Day in Northern Ireland only
    ],
)
def test_a_deadline_leaves_out_weekends_and_the_bank_holidays_of_england_and_wales(
    sent_on: date, days: int, due_on: date
) -> None:
    assert bank_holidays.deadline(sent_on, days) == due_on


def test_the_rule_asks_no_library_what_a_bank_holiday_is() -> None:
    assert working_days.after(date(2018, 3, 22), 10, EASTER_2018) == date(2018, 4, 9)
    assert working_days.after(date(2018, 3, 22), 10, set()) == date(2018, 4, 5)
    assert working_days.after(date(2018, 3, 22), 0, set()) == date(2018, 3, 22)
    assert not working_days.is_working(date(2018, 3, 31), set())


def test_leave_moves_the_last_day_and_never_brings_it_nearer() -> None:
    due = date(2018, 6, 14)
    assert checks.last_day(due, None) == due
    assert checks.last_day(due, date(2018, 6, 20)) == date(2018, 6, 20)
    assert checks.last_day(due, date(2018, 6, 1)) == due
    assert [checks.is_late(day, due) for day in (due, date(2018, 6, 15))] == [False, True]
