"""Recording a follow-up, verifying it and closing the finding: who may, what it moves, what it leaves alone."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.models import Role, User
from core import clock
from core.actions import Stale
from findings.actions import follow_ups, verifications
from findings.models import Event, EventKind, Finding, FindingKind, Lineage
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def finding() -> Finding:
    """Return an open finding raised on 22 March 2018."""
    return factories.FindingFactory()


@pytest.fixture
def inspection(finding: Finding) -> Any:
    """Return this year's open inspection of the force."""
    return factories.InspectionFactory(open=True, force=finding.force)


@pytest.fixture
def on_team(inspection: Any) -> User:
    """Return an inspector on the open inspection."""
    return factories.AssignmentFactory(inspection=inspection).user


def record(by: User, finding: Finding, inspection: Any, **changed: Any) -> Event:
    """Record a follow-up that found the finding achieved in May 2018."""
    given: dict[str, Any] = {
        "by": by,
        "finding": finding,
        "version": None,
        "at": clock.now(),
        "inspection": inspection,
        "verdict": "achieved",
        "basis": "fieldwork",
        "effective_on": date(2018, 5, 14),
        "effective_precision": "month",
        "narrative": "Teams are fully staffed.",
    }
    return follow_ups.record(**{**given, **changed})


def verify(by: User, event: Event, **changed: Any) -> Event:
    """Agree with a follow-up at level 2."""
    given: dict[str, Any] = {
        "by": by,
        "settler": event,
        "version": None,
        "at": clock.now(),
        "is_agreed": True,
        "assurance": 2,
        "tested_on": None,
        "narrative": "Rotas and vacancy figures read.",
    }
    return verifications.verify(**{**given, **changed})


def close(by: User, finding: Finding, **changed: Any) -> Event:
    """Close a finding as achieved."""
    given: dict[str, Any] = {
        "by": by,
        "finding": finding,
        "version": None,
        "at": clock.now(),
        "to": "closed-achieved",
        "successor": None,
        "effective_on": date(2018, 6, 1),
        "effective_precision": "day",
        "reason": "Met in full.",
    }
    return verifications.close(**{**given, **changed})


def test_an_inspector_on_the_team_records_what_was_found(on_team: User, finding: Finding, inspection: Any) -> None:
    event = record(on_team, finding, inspection)
    finding.refresh_from_db()
    assert (event.effective_on, event.effective_precision) == (date(2018, 5, 1), "month")
    assert (event.recorded_on, event.recorded_by) == (date(2018, 6, 1), on_team)
    assert (event.status_before, event.status_after) == ("open", "awaiting-verification")
    assert finding.status == "awaiting-verification"
    assert finding.version == 2


def test_what_an_unpublished_inspection_found_stays_with_its_team(
    on_team: User, finding: Finding, inspection: Any
) -> None:
    record(on_team, finding, inspection)
    contact = factories.ForceContactFactory(force=finding.force).user
    other = factories.user(Role.INSPECTOR)
    for person in (contact, other, factories.user(Role.ADMINISTRATOR)):
        assert Finding.objects.visible_to(person).get().shown_status == "open"
        assert not Event.objects.visible_to(person).exists()
    for person in (on_team, factories.user(Role.MANAGER), factories.user(Role.AUDITOR)):
        assert Finding.objects.visible_to(person).get().shown_status == "awaiting-verification"
        assert Event.objects.visible_to(person).count() == 1
    barred = factories.BarFactory(user__role=Role.MANAGER, force=finding.force).user
    assert Finding.objects.visible_to(barred).get().shown_status == "open"
    assert not Event.objects.visible_to(barred).exists()


def test_another_open_inspection_of_the_force_keeps_its_own_counsel(
    on_team: User, finding: Finding, inspection: Any
) -> None:
    record(on_team, finding, inspection)
    thematic = factories.AssignmentFactory(inspection__force=finding.force, inspection__open=True).user
    assert Finding.objects.visible_to(thematic).get().shown_status == "open"


def test_the_history_says_who_and_why(on_team: User, finding: Finding, inspection: Any) -> None:
    record(on_team, finding, inspection)
    row = finding.history.first()
    assert (row.history_user, row.history_change_reason) == (on_team, "Follow-up: achieved")
    assert timezone.localdate(row.history_date) == date(2018, 6, 1)


def test_a_manager_may_record_between_inspections_and_an_inspector_may_not(
    manager: User, on_team: User, finding: Finding
) -> None:
    record(manager, finding, None, verdict="some-progress")
    finding.refresh_from_db()
    assert (finding.status, finding.published_status) == ("in-progress", "in-progress")
    with pytest.raises(ValidationError, match="Choose the inspection"):
        record(on_team, finding, None)


def test_an_inspector_off_the_team_is_refused(finding: Finding, inspection: Any) -> None:
    with pytest.raises(PermissionDenied):
        record(factories.user(Role.INSPECTOR), finding, inspection)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.FORCE_CONTACT, Role.AUDITOR])
def test_other_roles_are_refused(role: Role, finding: Finding, inspection: Any) -> None:
    with pytest.raises(PermissionDenied):
        record(factories.user(role), finding, inspection)


def test_a_barred_manager_is_refused(finding: Finding, inspection: Any) -> None:
    barred = factories.BarFactory(user__role=Role.MANAGER, force=finding.force).user
    with pytest.raises(PermissionDenied):
        record(barred, finding, inspection)


def test_the_inspection_must_be_open_and_of_the_force(manager: User, finding: Finding) -> None:
    elsewhere = factories.InspectionFactory(open=True)
    published = factories.InspectionFactory(force=finding.force)
    for wrong in (elsewhere, published):
        with pytest.raises(ValidationError, match="open inspection of this force"):
            record(manager, finding, wrong)


def test_nothing_takes_effect_before_the_finding_was_raised_or_after_today(
    manager: User, finding: Finding, inspection: Any
) -> None:
    with pytest.raises(ValidationError, match="before the finding was raised"):
        record(manager, finding, inspection, effective_on=date(2018, 2, 1))
    with pytest.raises(ValidationError, match="This is after today"):
        record(manager, finding, inspection, effective_on=date(2018, 7, 1))
    season = record(manager, finding, inspection, effective_on=date(2018, 4, 1), effective_precision="season")
    assert season.effective_on == date(2018, 3, 1)


def test_a_stale_form_is_refused_with_what_changed(manager: User, finding: Finding, inspection: Any) -> None:
    record(manager, finding, inspection, version=1, verdict="some-progress")
    with pytest.raises(Stale) as refused:
        record(manager, finding, inspection, version=1)
    changed = {(change.field, change.before, change.after) for change in refused.value.changes}
    assert ("status", "Open", "In progress") in changed
    assert Event.objects.count() == 1


def test_events_are_never_changed_or_removed(manager: User, finding: Finding, inspection: Any) -> None:
    event = record(manager, finding, inspection)
    event.narrative = "Something else"
    with pytest.raises(TypeError):
        event.save()
    with pytest.raises(TypeError):
        event.delete()
    with pytest.raises(TypeError):
        Event.objects.all().update(narrative="x")
    with pytest.raises(TypeError):
        Event.objects.all().delete()


def test_nobody_verifies_their_own_entry(manager: User, finding: Finding, inspection: Any) -> None:
    event = record(manager, finding, inspection)
    with pytest.raises(ValidationError, match="another manager verifies it"):
        verify(manager, event)


def test_a_follow_up_is_verified_once(manager: User, on_team: User, finding: Finding, inspection: Any) -> None:
    event = record(on_team, finding, inspection)
    verify(manager, event)
    with pytest.raises(ValidationError, match="verified this follow-up already"):
        verify(factories.user(Role.MANAGER), event)


def test_only_the_latest_follow_up_is_verified(manager: User, on_team: User, finding: Finding, inspection: Any) -> None:
    earlier = record(on_team, finding, inspection)
    record(on_team, finding, inspection, verdict="no-progress")
    with pytest.raises(ValidationError, match="Something later"):
        verify(manager, earlier)


def test_a_manager_who_disagrees_sends_it_back(manager: User, on_team: User, finding: Finding, inspection: Any) -> None:
    verify(manager, record(on_team, finding, inspection), is_agreed=False)
    finding.refresh_from_db()
    assert finding.status == "in-progress"


def test_level_3_needs_the_day_it_was_tested(manager: User, on_team: User, finding: Finding, inspection: Any) -> None:
    event = record(on_team, finding, inspection)
    with pytest.raises(ValidationError, match="day it was tested"):
        verify(manager, event, assurance=3)
    with pytest.raises(ValidationError, match="in the future"):
        verify(manager, event, assurance=3, tested_on=date(2018, 6, 2))


def test_a_verified_finding_closes(manager: User, on_team: User, finding: Finding, inspection: Any) -> None:
    verify(manager, record(on_team, finding, inspection))
    event = close(manager, finding)
    finding.refresh_from_db()
    assert (finding.status, finding.published_status) == ("closed-achieved", "open")
    assert (event.kind, event.status_before, event.inspection) == (
        EventKind.CLOSURE,
        "awaiting-verification",
        inspection,
    )
    with pytest.raises(ValidationError, match="closed"):
        record(on_team, finding, inspection)
    with pytest.raises((ValidationError, PermissionDenied)):
        close(manager, finding)


def test_an_unverified_finding_does_not_close_as_achieved(
    manager: User, on_team: User, finding: Finding, inspection: Any
) -> None:
    record(on_team, finding, inspection)
    with pytest.raises(ValidationError, match="has been verified"):
        close(manager, finding)
    assert Finding.objects.get().status == "awaiting-verification"


def test_a_cause_of_concern_needs_level_3_and_a_second_manager(on_team: User, inspection: Any) -> None:
    concern = factories.FindingFactory(force=inspection.force, kind=FindingKind.CAUSE_OF_CONCERN)
    first, second = factories.user(Role.MANAGER), factories.user(Role.MANAGER)
    verify(
        first,
        record(on_team, concern, inspection, verdict="no-longer-a-concern"),
        assurance=3,
        tested_on=date(2018, 5, 20),
    )
    with pytest.raises(ValidationError, match="second manager"):
        close(first, concern)
    close(second, concern)
    concern.refresh_from_db()
    assert concern.status == "closed-achieved"


def test_a_cause_of_concern_at_level_2_stays_open(on_team: User, manager: User, inspection: Any) -> None:
    concern = factories.FindingFactory(force=inspection.force, kind=FindingKind.CAUSE_OF_CONCERN)
    factories.FindingFactory(force=inspection.force, kind=FindingKind.RECOMMENDATION, parent=concern)
    verify(manager, record(on_team, concern, inspection))
    with pytest.raises(ValidationError) as refused:
        close(factories.user(Role.MANAGER), concern)
    assert refused.value.messages == [
        "A cause of concern closes only on a follow-up verified at level 3, tested in fieldwork.",
        "1 recommendation is still open.",
    ]


def test_superseded_leaves_a_thread_to_the_successor(manager: User, finding: Finding) -> None:
    successor = factories.FindingFactory(force=finding.force)
    close(manager, finding, to="closed-superseded", successor=successor, reason="Taken further.")
    link = Lineage.objects.get()
    assert (link.earlier, link.later, link.kind) == (finding, successor, "superseded")


def test_an_open_finding_is_not_closed_as_achieved(manager: User, finding: Finding) -> None:
    with pytest.raises(ValidationError, match="cannot be closed this way"):
        close(manager, finding)


def test_nothing_closes_before_it_was_raised(manager: User, finding: Finding) -> None:
    with pytest.raises(ValidationError, match="before the finding was raised"):
        close(manager, finding, to="closed-no-longer-relevant", effective_on=date(2018, 3, 1))


def test_a_barred_manager_neither_verifies_nor_closes(on_team: User, finding: Finding, inspection: Any) -> None:
    event = record(on_team, finding, inspection)
    barred = factories.BarFactory(user__role=Role.MANAGER, force=finding.force).user
    with pytest.raises(PermissionDenied):
        verify(barred, event)
    with pytest.raises(PermissionDenied):
        close(barred, finding)


def test_a_closed_finding_is_not_verified(on_team: User, manager: User, finding: Finding, inspection: Any) -> None:
    event = record(on_team, finding, inspection)
    close(manager, finding, to="closed-no-longer-relevant")
    with pytest.raises(ValidationError, match="This finding is closed"):
        verify(factories.user(Role.MANAGER), event)


def test_an_unknown_way_of_closing_is_refused(manager: User, finding: Finding) -> None:
    with pytest.raises(ValidationError, match="cannot be closed this way"):
        close(manager, finding, to="open")
