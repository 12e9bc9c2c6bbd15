"""How findings stood on a past day: rows that must and must not be found, and what each person may know of them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from accounts.models import Role, User
from findings.models import Event, EventKind, Finding
from tests import factories
from tests.findings.lives import day, extended, raised, told

pytestmark = pytest.mark.django_db
TODAY = date(2018, 6, 1)


def as_at(user: User, on: str, known_on: str = "") -> dict[str, str]:
    """Return the statuses on a day, by reference."""
    found = Finding.objects.as_at(user, day(on), day(known_on) if known_on else None)
    return dict(found.values_list("reference", "shown_status"))


def test_a_finding_is_there_from_the_day_it_was_raised_with_the_status_of_each_day(manager: User) -> None:
    raised("2017-03-02", ("2017-09-01", "in-progress"), ("2018-05-01", "closed-superseded"), reference="A")
    assert as_at(manager, "2017-03-01") == {}
    assert as_at(manager, "2017-03-02") == {"A": "open"}
    assert as_at(manager, "2017-08-31") == {"A": "open"}
    assert as_at(manager, "2017-09-01") == {"A": "in-progress"}
    assert as_at(manager, "2018-06-01") == {"A": "closed-superseded"}


def test_what_was_recorded_later_is_told_of_its_day_unless_one_asks_what_was_known(manager: User) -> None:
    finding = raised("2017-03-02", reference="A")
    told(finding, EventKind.FOLLOW_UP, "2017-03-05", "in-progress", recorded="2018-03-22")
    assert as_at(manager, "2017-06-01") == {"A": "in-progress"}
    assert as_at(manager, "2017-06-01", "2018-03-21") == {"A": "open"}
    assert as_at(manager, "2017-06-01", "2018-03-22") == {"A": "in-progress"}


def test_a_finding_whose_raising_was_recorded_later_was_not_known(manager: User) -> None:
    finding = factories.FindingFactory(reference="A", raised_on=day("2017-03-02"))
    told(finding, EventKind.STATUS, "2017-03-02", "in-progress")  # a register knew of it before its report came out
    told(finding, EventKind.RAISED, "2017-03-02", "open", recorded="2018-01-10")
    assert as_at(manager, "2018-01-09") == {"A": "open"}
    assert as_at(manager, "2018-01-09", "2018-01-09") == {}
    assert as_at(manager, "2018-01-10", "2018-01-10") == {"A": "open"}


def test_a_draft_is_out_from_its_publication(manager: User) -> None:
    finding = factories.FindingFactory(reference="A", raised_on=day("2018-01-10"), status="open")
    told(finding, EventKind.RAISED, "2018-01-10", "draft")
    told(finding, EventKind.PUBLISHED, "2018-03-22", "open")
    assert as_at(manager, "2018-03-21") == {}
    assert as_at(manager, "2018-03-22") == {"A": "open"}


def test_a_finding_of_which_no_event_tells_a_status_is_not_told_of(manager: User) -> None:
    factories.FindingFactory(raised_on=day("2017-03-02"))
    assert as_at(manager, "2018-06-01") == {}


def test_as_at_today_is_how_it_stands_for_a_manager(manager: User) -> None:
    raised("2016-02-18", ("2017-03-02", "closed-superseded"), reference="A")
    raised("2017-03-02", ("2018-03-15", "in-progress"), reference="B")
    now = dict(Finding.objects.standing(manager, TODAY).values_list("reference", "shown_status"))
    assert as_at(manager, "2018-06-01") == now == {"A": "closed-superseded", "B": "in-progress"}


def due_dates(user: User, on: str, known_on: str = "") -> dict[str, date | None]:
    """Return the due dates on a day, by reference."""
    found = Finding.objects.as_at(user, day(on), day(known_on) if known_on else None)
    return dict(found.values_list("reference", "shown_due_on"))


def test_a_due_date_stands_where_it_stood(manager: User) -> None:
    moved = raised("2018-01-01", reference="A")
    extended(moved, "2018-02-01", "2018-03-01", "2018-06-01", recorded="2018-02-03")
    extended(moved, "2018-05-01", "2018-06-01", "2018-09-01")
    raised("2018-01-01", reference="B", due_kind="absolute", due_on=day("2018-04-01"))
    raised("2018-01-01", reference="C")
    still = {"B": day("2018-04-01"), "C": None}
    assert due_dates(manager, "2018-01-31") == {"A": day("2018-03-01"), **still}
    assert due_dates(manager, "2018-02-02") == {"A": day("2018-06-01"), **still}
    assert due_dates(manager, "2018-02-02", "2018-02-02") == {"A": day("2018-03-01"), **still}
    assert due_dates(manager, "2018-06-01") == {"A": day("2018-09-01"), **still}


def test_a_finding_whose_first_date_was_none_had_none_before_it_was_given_one(manager: User) -> None:
    finding = raised("2018-01-01", reference="A")
    told(finding, EventKind.EXTENSION, "2018-05-01", due_before=None, due_after=day("2018-09-01"))
    Finding.objects.filter(pk=finding.pk).update(due_kind="absolute", due_on=day("2018-09-01"))
    assert due_dates(manager, "2018-04-30") == {"A": None}


# --- who knows what ------------------------------------------------------------------------------------------
@pytest.fixture
def followed_up() -> tuple[Finding, Event]:
    """Return a finding that an inspection under way found done; nobody outside may know yet."""
    finding = raised("2017-03-02", reference="A")
    inspection = factories.InspectionFactory(open=True, force=finding.force)
    event = told(finding, EventKind.FOLLOW_UP, "2018-05-01", "awaiting-verification", inspection=inspection)
    Finding.objects.filter(pk=finding.pk).update(status="awaiting-verification")
    return finding, event


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.MANAGER, "awaiting-verification"),
        (Role.AUDITOR, "awaiting-verification"),
        (Role.INSPECTOR, "open"),
        (Role.ADMINISTRATOR, "open"),
        (Role.FORCE_CONTACT, "open"),
    ],
)
def test_what_an_unpublished_inspection_did_is_for_those_who_may_know(
    followed_up: tuple[Finding, Event], role: Role, status: str
) -> None:
    assert as_at(factories.user(role), "2018-06-01") == {"A": status}


def test_the_team_knows_what_it_did_and_a_barred_manager_does_not(followed_up: tuple[Finding, Event]) -> None:
    finding, event = followed_up
    member = factories.AssignmentFactory(inspection=event.inspection).user
    assert as_at(member, "2018-06-01") == {"A": "awaiting-verification"}
    barred = factories.user(Role.MANAGER)
    factories.BarFactory(user=barred, force=finding.force)
    assert as_at(barred, "2018-06-01") == {"A": "open"}


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.FORCE_CONTACT])
def test_the_status_a_force_declared_is_public_as_it_is_today_though_its_words_are_not(role: Role) -> None:
    finding = raised("2017-03-02", reference="A")
    told(finding, EventKind.DECLARATION, "2018-05-01", "awaiting-verification")
    Finding.objects.update(status="awaiting-verification", published_status="awaiting-verification")
    person = factories.user(role)
    assert as_at(person, "2018-06-01") == {"A": "awaiting-verification"}
    assert Finding.objects.standing(person, TODAY).get().shown_status == "awaiting-verification"


# --- the force's answer --------------------------------------------------------------------------------------
@pytest.fixture
def refused() -> Finding:
    """Return a finding its force does not accept since May."""
    finding = raised("2018-03-22", reference="A", response="not-accepted")
    told(finding, EventKind.RESPONSE, "2018-05-01", recorded="2018-05-03")
    return finding


def red(user: User, on: str = "", known_on: str = "") -> list[str]:
    """Return the findings that are red."""
    if not on:
        found = Finding.objects.standing(user, TODAY).with_rag("red", TODAY)
    else:
        found = Finding.objects.as_at(user, day(on), day(known_on) if known_on else None).with_rag("red", day(on))
    return list(found.values_list("reference", flat=True))


def test_not_accepted_is_red_from_the_day_the_force_said_so(refused: Finding, manager: User) -> None:
    assert red(manager) == ["A"]
    assert red(manager, "2018-04-30") == []
    assert red(manager, "2018-05-01") == ["A"]
    assert red(manager, "2018-05-01", "2018-05-02") == []


def test_not_accepted_is_known_to_the_force_itself_and_inside(refused: Finding, auditor: User) -> None:
    own = factories.ForceContactFactory(force=refused.force).user
    barred = factories.BarFactory(force=refused.force, user=factories.user(Role.MANAGER)).user
    told_to = [own, auditor, factories.user(Role.INSPECTOR)]
    kept_from = [factories.ForceContactFactory().user, factories.user(Role.ADMINISTRATOR), barred]
    assert [red(person) for person in told_to] == [["A"]] * 3
    assert [red(person) for person in kept_from] == [[]] * 3
    assert [red(person, "2018-06-01") for person in kept_from] == [[]] * 3


# --- words to choose by --------------------------------------------------------------------------------------
def test_rag_age_and_overdue_choose_as_the_rules_say(manager: User) -> None:
    from findings.rules import standing

    for number, status in enumerate(
        ["open", "blocked", "awaiting-verification", "closed-achieved", "closed-superseded"]
    ):
        for due in (None, "2018-05-31", "2018-06-01"):
            for response in ("", "not-accepted"):
                factories.FindingFactory(
                    status=status,
                    response=response,
                    raised_on=date(2014 + number, 6, 2 - number % 2),
                    **({"due_kind": "absolute", "due_on": day(due)} if due else {}),
                )
    rows = list(Finding.objects.standing(manager, TODAY))
    for word in standing.RAG_WORDS:
        expected = {f.pk for f in rows if standing.rag(f.status, f.due_on, f.response, TODAY).word == word}
        found = Finding.objects.standing(manager, TODAY).with_rag(word, TODAY)
        assert set(found.values_list("pk", flat=True)) == expected != set()
    for band in standing.AGE_BANDS:
        expected = {f.pk for f in rows if standing.age_band(f.raised_on, TODAY) == band}
        assert set(Finding.objects.standing(manager, TODAY).aged(band, TODAY).values_list("pk", flat=True)) == expected
    late = {f.pk for f in rows if standing.is_overdue(f.status, f.due_on, TODAY)}
    assert set(Finding.objects.standing(manager, TODAY).past_due(TODAY).values_list("pk", flat=True)) == late != set()


def references(found: Any) -> list[str]:
    """Return references in order."""
    return sorted(found.values_list("reference", flat=True))


def test_stale_is_live_and_silent_for_half_a_year_as_far_as_one_may_read(manager: User) -> None:
    silent = raised("2017-03-02", reference="SILENT")
    raised("2017-03-02", ("2017-11-30", "in-progress"), reference="JUST-HEARD")
    raised("2017-03-02", ("2017-11-29", "in-progress"), reference="TOO-LONG-AGO")
    raised("2017-03-02", ("2017-10-01", "closed-achieved"), reference="CLOSED")
    assert references(Finding.objects.standing(manager, TODAY).stale(manager, TODAY)) == ["SILENT", "TOO-LONG-AGO"]
    told(silent, EventKind.UPDATE, "2018-05-30", narrative="We have begun.")
    assert references(Finding.objects.standing(manager, TODAY).stale(manager, TODAY)) == ["TOO-LONG-AGO"]
    outside = factories.ForceContactFactory().user
    assert "SILENT" in references(Finding.objects.standing(outside, TODAY).stale(outside, TODAY))


def test_stale_on_a_past_day_knows_nothing_of_later_words(manager: User) -> None:
    finding = raised("2016-03-02", reference="A")
    told(finding, EventKind.FOLLOW_UP, "2016-12-20", recorded="2017-06-02")
    on = day("2017-06-01")
    assert references(Finding.objects.as_at(manager, on).stale(manager, on)) == ["A"]
    later = day("2017-06-02")
    assert references(Finding.objects.as_at(manager, later).stale(manager, later)) == []
    assert references(Finding.objects.as_at(manager, later, on).stale(manager, later, on)) == ["A"]
