"""What became of findings: rows that must and must not be found."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from accounts.models import User
from findings.models import Event, EventKind, Finding, LineageKind
from tests import factories
from tests.findings.lives import day, extended, raised, told

pytestmark = pytest.mark.django_db
TODAY = date(2018, 6, 1)


@pytest.fixture
def now(manager: User) -> Any:
    """Return findings as a manager sees them today."""
    return Finding.objects.standing(manager, TODAY)


def events(user: User, on: str = "", known_on: str = "") -> Any:
    """Return the events to go by, on a day."""
    found = Event.objects.done_before(user)
    return found.told_by(day(on), day(known_on) if known_on else None) if on else found


def references(found: Any) -> list[str]:
    """Return references in order."""
    return sorted(found.values_list("reference", flat=True))


def test_closed_within_counts_from_publication_to_the_last_closing(now: Any, manager: User) -> None:
    raised("2015-03-01", ("2016-03-01", "closed-achieved"), reference="YEAR")
    raised("2015-03-01", ("2016-03-02", "closed-superseded"), reference="DAY-MORE")
    raised("2015-03-01", ("2015-06-01", "closed-achieved"), ("2015-09-01", "open"), reference="OPEN-AGAIN")
    raised(
        "2015-03-01",
        ("2015-06-01", "closed-achieved"), ("2015-09-01", "open"), ("2017-09-01", "closed-achieved"),
        reference="CLOSED-AGAIN",
    )  # fmt: skip
    told_now = events(manager)
    assert references(now.closed_within(told_now, 12)) == ["YEAR"]
    assert references(now.closed_within(told_now, 24)) == ["DAY-MORE", "YEAR"]
    assert references(now.closed_within(told_now, 36)) == ["CLOSED-AGAIN", "DAY-MORE", "YEAR"]
    closed_on = dict(now.with_closing(told_now).values_list("reference", "closed_on"))
    assert closed_on["CLOSED-AGAIN"] == day("2017-09-01")
    assert closed_on["OPEN-AGAIN"] is None


def test_moved_and_closed_late_go_by_the_original_due_date(now: Any, manager: User) -> None:
    late = raised("2018-01-01", ("2018-05-15", "closed-achieved"), reference="LATE")
    extended(late, "2018-02-01", "2018-03-01", "2018-06-01")
    given = {"due_kind": "absolute", "due_on": day("2018-05-15")}
    raised("2018-01-01", ("2018-05-15", "closed-achieved"), reference="IN-TIME", **given)
    raised("2018-01-01", reference="OPEN", **{**given, "due_on": day("2018-02-01")})
    assert references(now.saying_if_moved(events(manager)).filter(is_moved=True)) == ["LATE"]
    assert references(now.saying_if_moved(events(manager, "2018-01-31")).filter(is_moved=True)) == []
    assert references(now.closed_late(events(manager))) == ["LATE"]
    first = dict(now.with_first_due().values_list("reference", "first_due_on"))
    assert first == {"LATE": day("2018-03-01"), "IN-TIME": day("2018-05-15"), "OPEN": day("2018-02-01")}


def test_reopened_and_ever_closed(now: Any, manager: User) -> None:
    again = raised("2017-01-01", ("2017-06-01", "closed-achieved"), reference="AGAIN")
    told(again, EventKind.REOPENED, "2018-02-01", "open")
    Finding.objects.filter(pk=again.pk).update(status="open", published_status="open")
    raised("2017-01-01", ("2017-06-01", "closed-achieved"), reference="CLOSED")
    raised("2017-01-01", reference="OPEN")
    assert references(now.saying_if_reopened(events(manager)).filter(is_reopened=True)) == ["AGAIN"]
    assert references(now.ever_closed(events(manager))) == ["AGAIN", "CLOSED"]
    then = Finding.objects.as_at(manager, day("2018-01-31"))
    assert references(then.saying_if_reopened(events(manager, "2018-01-31")).filter(is_reopened=True)) == []


def levels(user: User, on: str = "") -> dict[str, int | None]:
    """Return the levels by reference."""
    found = Finding.objects.as_at(user, day(on)) if on else Finding.objects.standing(user, TODAY)
    return dict(found.with_level(events(user, on)).values_list("reference", "level"))


def test_a_level_is_that_of_the_agreement_with_the_last_word(manager: User) -> None:
    finding = raised("2017-01-01", reference="A")
    assert levels(manager) == {"A": None}
    first = told(finding, EventKind.FOLLOW_UP, "2017-06-01", verdict="achieved")
    assert levels(manager) == {"A": None}
    told(finding, EventKind.VERIFICATION, "2017-07-01", about=first, is_agreed=True, assurance=2)
    assert levels(manager) == {"A": 2}
    told(finding, EventKind.NOTE, "2017-07-02", narrative="Filed.")
    assert levels(manager) == {"A": 2}
    second = told(finding, EventKind.DECLARATION, "2017-08-01")
    assert levels(manager) == {"A": None}
    told(finding, EventKind.VERIFICATION, "2017-09-01", about=second, is_agreed=False, assurance=1)
    assert levels(manager) == {"A": None}
    assert levels(manager, "2017-07-15") == {"A": 2}


def test_an_agreement_without_a_level_is_level_0_and_reopening_takes_it_back(manager: User) -> None:
    finding = raised("2017-01-01", ("2017-08-01", "closed-achieved"), reference="A")
    told(
        finding, EventKind.VERIFICATION, "2017-08-01", is_agreed=True,
        about=told(finding, EventKind.FOLLOW_UP, "2017-08-01", verdict="achieved"),
    )  # fmt: skip
    assert levels(manager) == {"A": 0}
    told(finding, EventKind.REOPENED, "2017-09-01", "open")
    assert levels(manager) == {"A": None}


def test_a_repeat_is_the_later_of_two_that_are_linked_so(now: Any) -> None:
    link = factories.LineageFactory(earlier__reference="EARLIER", later__reference="LATER")
    factories.LineageFactory(earlier=link.later, later__reference="ESCALATED", kind=LineageKind.ESCALATED)
    assert references(now.saying_if_repeat().filter(is_repeat=True)) == ["LATER"]


def test_found_still_open_in_a_cycle_is_looked_at_and_left_open(now: Any, manager: User) -> None:
    cycle = factories.CycleFactory(first_year=2017)
    framework = factories.FrameworkFactory(cycle=cycle)
    inspection = factories.InspectionFactory(framework=framework)
    given = {"inspection": inspection}

    looked = raised("2016-02-18", reference="LOOKED-AT")
    told(looked, EventKind.FOLLOW_UP, "2018-03-01", **given)
    moved = raised("2016-02-18", reference="MOVED")
    told(moved, EventKind.FOLLOW_UP, "2018-03-01", "in-progress", **given)
    told(moved, EventKind.CLOSURE, "2018-05-01", "closed-achieved")  # later, in no inspection
    register = raised("2016-02-18", reference="REGISTER")
    told(register, EventKind.STATUS, "2018-03-01", "open", **given)
    closed = raised("2016-02-18", reference="CLOSED-IN-IT")
    told(closed, EventKind.FOLLOW_UP, "2018-03-01", **given)
    told(closed, EventKind.CLOSURE, "2018-03-22", "closed-superseded", **given)
    before = raised("2016-02-18", ("2017-01-01", "closed-achieved"), reference="CLOSED-BEFORE")
    told(before, EventKind.FOLLOW_UP, "2018-03-01", **given)
    left = raised("2016-02-18", reference="NOT-ASSESSED")
    told(left, EventKind.FOLLOW_UP, "2018-03-01", verdict="not-assessed", **given)
    raised("2016-02-18", reference="NOBODY-LOOKED")
    elsewhere = raised("2016-02-18", reference="ANOTHER-CYCLE")
    other = factories.InspectionFactory(
        framework=factories.FrameworkFactory(cycle=factories.CycleFactory(first_year=2016))
    )
    told(elsewhere, EventKind.FOLLOW_UP, "2018-03-01", inspection=other)
    factories.FindingFactory(reference="RAISED-IN-IT", inspection=inspection)

    of_no_inspection = raised("2016-02-18", reference="LOADED")
    told(of_no_inspection, EventKind.STATUS, "2017-01-01", "open", recorded="2017-12-12")
    year_before = raised("2016-02-18", reference="LOADED-OF-2016")
    told(year_before, EventKind.STATUS, "2016-12-31", "open")

    found = references(now.still_open_in(events(manager), cycle.slug))
    assert found == ["LOADED", "LOOKED-AT", "MOVED", "REGISTER"]
    assert references(now.still_open_in(events(manager, "2018-02-28"), cycle.slug)) == ["LOADED"]
