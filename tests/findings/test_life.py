"""What moves a finding beside follow-ups: blocked, going on, opened again, a later due date; who may, what stays."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from accounts.models import Role, User
from core import clock
from findings.actions import due_dates, moves, verifications
from findings.models import Event, EventKind, Finding, Status
from findings.rules import due
from findings.rules import moves as rules
from tests import factories
from tests.findings.test_follow_ups import close, record, verify

pytestmark = pytest.mark.django_db
WHEN = {"effective_on": date(2018, 5, 1), "effective_precision": "month"}


def block(by: User, finding: Finding, **changed: Any) -> Event:
    """Say that a finding waits for the Home Office."""
    given = {"version": None, "at": clock.now(), "inspection": None, "body": "Home Office", "reason": "A new form"}
    return moves.block(by=by, finding=finding, **{**given, **WHEN, **changed})


def resume(by: User, finding: Finding, **changed: Any) -> Event:
    """Say that it waits no longer."""
    given = {"version": None, "at": clock.now(), "inspection": None, "reason": "The form is there"}
    return moves.resume(by=by, finding=finding, **{**given, **WHEN, **changed})


def reopen(by: User, finding: Finding, **changed: Any) -> Event:
    """Open a closed finding again."""
    given = {"version": None, "at": clock.now(), "reason": "Found again on a visit"}
    return verifications.reopen(by=by, finding=finding, **{**given, **WHEN, **changed})


def extend(by: User, finding: Finding, to: date, **changed: Any) -> Event:
    """Move a due date."""
    given = {"version": None, "at": clock.now(), "reason": "The supplier is late"}
    return due_dates.extend(by=by, finding=finding, to=to, **{**given, **changed})


def due_finding(**fields: Any) -> Finding:
    """Return an open finding due on 30 June 2018."""
    made: Finding = factories.FindingFactory(due_kind="absolute", due_on=date(2018, 6, 30), **fields)
    return made


# --- blocked ---------------------------------------------------------------------------------------------------------
def test_a_blocked_finding_names_the_body_it_waits_for_and_goes_on_when_it_waits_no_longer(manager: User) -> None:
    finding = factories.FindingFactory()
    event = block(manager, finding)
    finding.refresh_from_db()
    assert (finding.status, finding.published_status) == ("blocked", "blocked")
    assert (event.body, event.narrative, event.effective_on) == ("Home Office", "A new form", date(2018, 5, 1))
    assert finding.history.first().history_change_reason == "Waits for Home Office: A new form"
    resume(manager, finding)
    finding.refresh_from_db()
    assert finding.status == "in-progress"


def test_a_blocked_finding_without_a_body_is_refused(manager: User) -> None:
    with pytest.raises(ValidationError, match="Name the body"):
        block(manager, factories.FindingFactory(), body=" ")


def test_what_an_open_inspection_says_of_a_blocked_finding_stays_with_its_team() -> None:
    finding = factories.FindingFactory()
    member = factories.AssignmentFactory(inspection__force=finding.force, inspection__open=True)
    block(member.user, finding, inspection=member.inspection)
    finding.refresh_from_db()
    assert (finding.status, finding.published_status) == ("blocked", "open")


def test_a_finding_that_waits_for_nobody_cannot_go_on(manager: User) -> None:
    with pytest.raises(ValidationError, match="not blocked"):
        resume(manager, factories.FindingFactory())


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.ADMINISTRATOR, Role.AUDITOR, Role.FORCE_CONTACT])
def test_whoever_is_not_on_an_open_inspection_of_the_force_blocks_nothing(role: Role) -> None:
    with pytest.raises(PermissionDenied):
        block(factories.user(role), factories.FindingFactory())


def test_a_closed_finding_and_a_draft_are_not_blocked(manager: User) -> None:
    for status in (Status.CLOSED_ACHIEVED, Status.DRAFT):
        with pytest.raises((PermissionDenied, ValidationError)):
            block(manager, factories.FindingFactory(status=status))


# --- opened again ----------------------------------------------------------------------------------------------------
def test_a_reopened_finding_is_open_with_its_cause_and_nothing_old_settles_it(manager: User) -> None:
    finding = factories.FindingFactory()
    second = factories.user(Role.MANAGER)
    follow_up = record(second, finding, None, basis="desk")
    verify(manager, follow_up)
    close(manager, finding)
    finding.refresh_from_db()
    assert finding.status == "closed-achieved"
    event = reopen(second, finding)
    finding.refresh_from_db()
    assert (finding.status, finding.published_status) == ("open", "open")
    assert (event.status_before, event.status_after) == ("closed-achieved", "open")
    assert verifications.settling(finding) is None
    with pytest.raises(ValidationError):
        close(manager, finding)
    with pytest.raises(ValidationError, match="Something later"):
        verify(manager, follow_up)


def test_only_what_is_closed_is_reopened_and_only_by_a_manager_who_is_free(manager: User) -> None:
    with pytest.raises(PermissionDenied):
        reopen(manager, factories.FindingFactory())
    closed = factories.FindingFactory(status=Status.CLOSED_NO_LONGER_RELEVANT)
    barred = factories.BarFactory(user__role=Role.MANAGER, force=closed.force).user
    for person in (barred, factories.user(Role.INSPECTOR), factories.user(Role.FORCE_CONTACT)):
        with pytest.raises(PermissionDenied):
            reopen(person, closed)


# --- due dates -------------------------------------------------------------------------------------------------------
def test_the_local_policing_body_has_56_days_beginning_with_the_day_of_publication() -> None:
    assert due.response_due(date(2018, 3, 22)) == date(2018, 5, 16)


@pytest.mark.parametrize(
    ("kind", "days", "on", "expected"),
    [
        ("none", None, None, None),
        ("immediate", None, None, date(2018, 3, 22)),
        ("relative", 90, None, date(2018, 6, 20)),
        ("relative", None, date(2018, 7, 1), date(2018, 7, 1)),
        ("absolute", None, date(2018, 7, 1), date(2018, 7, 1)),
    ],
)
def test_a_finding_is_due_by_its_kind_of_deadline(
    kind: str, days: int | None, on: date | None, expected: date | None
) -> None:
    assert due.due_on(kind, published_on=date(2018, 3, 22), days=days, on=on) == expected


def test_a_due_date_moves_once_with_a_reason_and_the_original_stays(manager: User) -> None:
    finding = due_finding()
    event = extend(manager, finding, date(2018, 9, 30))
    finding.refresh_from_db()
    assert finding.due_on == date(2018, 9, 30)
    assert (event.due_before, event.due_after, event.recorded_by) == (date(2018, 6, 30), date(2018, 9, 30), manager)


def test_a_second_move_says_why_one_was_not_enough(manager: User) -> None:
    finding = due_finding()
    extend(manager, finding, date(2018, 9, 30))
    with pytest.raises(ValidationError, match="why one move was not enough"):
        extend(manager, finding, date(2018, 12, 31))
    extend(manager, finding, date(2018, 12, 31), again_because="The supplier went out of business")
    first, second = finding.events.filter(kind=EventKind.EXTENSION).order_by("pk")
    assert (first.due_before, second.due_after) == (date(2018, 6, 30), date(2018, 12, 31))
    assert "The supplier went out of business" in second.narrative


def test_a_due_date_moves_only_to_a_later_day(manager: User) -> None:
    finding = due_finding()
    for day in (date(2018, 6, 30), date(2018, 6, 29)):
        with pytest.raises(ValidationError, match="must be after"):
            extend(manager, finding, day)


def test_a_date_that_was_never_set_is_not_moved(manager: User) -> None:
    with pytest.raises(ValidationError, match="No due date is set"):
        extend(manager, factories.FindingFactory(), date(2018, 9, 30))


def test_a_barred_manager_and_an_inspector_move_no_due_date() -> None:
    finding = due_finding()
    barred = factories.BarFactory(user__role=Role.MANAGER, force=finding.force).user
    for person in (barred, factories.user(Role.INSPECTOR)):
        with pytest.raises(PermissionDenied):
            extend(person, finding, date(2018, 9, 30))


def test_the_page_shows_the_original_and_how_often_it_moved(manager: User, client: Client) -> None:
    finding = due_finding()
    extend(manager, finding, date(2018, 9, 30))
    client.force_login(manager)
    page = client.get(finding.get_absolute_url()).content.decode()
    assert "30 September 2018; originally 30 June 2018, moved 1 time" in page
    assert "Due date moved from 30 June 2018 to 30 September 2018" in page
    asked = client.get(f"{finding.get_absolute_url()}extend/").content.decode()
    assert "Moved 1 times" not in asked
    assert "Moved once: originally 30 June 2018." in asked
    answer = client.post(
        f"{finding.get_absolute_url()}extend/",
        {"version": 2, "to-day": 1, "to-month": 12, "to-year": 2018, "reason": "Again", "again_because": ""},
    )
    assert answer.status_code == 422
    assert "Again" in answer.content.decode()


# --- every pair of states, through the actions -----------------------------------------------------------------------
def finding_in(status: str) -> Finding:
    """Return a finding in a state, with a follow-up that was verified, so that it may be closed as achieved."""
    finding: Finding = factories.FindingFactory(status=status)
    person = factories.user(Role.MANAGER)
    event = factories.EventFactory(finding=finding, recorded_by=person, verdict="achieved", basis="fieldwork")
    factories.EventFactory(
        finding=finding, kind=EventKind.VERIFICATION, verdict="", about=event, is_agreed=True, assurance=2
    )
    return finding


MOVERS: dict[str, Any] = {
    "block": block,
    "resume": resume,
    "reopen": reopen,
    "some progress": lambda by, one: record(by, one, None, verdict="some-progress", basis="desk"),
    "no progress": lambda by, one: record(by, one, None, verdict="no-progress", basis="desk"),
    "achieved": lambda by, one: record(by, one, None, verdict="achieved", basis="desk"),
    "close achieved": close,
    "close superseded": lambda by, one: close(
        by, one, to="closed-superseded", successor=factories.FindingFactory(force=one.force)
    ),
    "close no longer relevant": lambda by, one: close(by, one, to="closed-no-longer-relevant"),
}


@pytest.mark.parametrize("mover", MOVERS)
@pytest.mark.parametrize("status", Status.values)
def test_an_action_moves_a_finding_along_a_legal_move_or_refuses(manager: User, status: str, mover: str) -> None:
    finding = finding_in(status)
    try:
        MOVERS[mover](manager, finding)
    except (ValidationError, PermissionDenied):
        after = status
    else:
        finding.refresh_from_db()
        after = finding.status
        told = finding.events.order_by("pk").last()
        assert told is not None
        assert (told.status_before, told.status_after) == ((status, after) if after != status else ("", ""))
    finding.refresh_from_db()
    assert finding.status == after
    assert after == status or rules.may_move(status, after)
