"""Publishing an inspection's findings: what stands in the way, what comes out, and causes of concern sent ahead."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test import Client

from accounts.models import Role, User
from core import clock
from findings.actions import publishing
from findings.models import Acceleration, Event, EventKind, Finding, FindingKind
from inspections.models import Inspection
from tests import factories
from tests.findings.test_follow_ups import record

pytestmark = pytest.mark.django_db
OUT_ON = date(2018, 5, 30)


@pytest.fixture
def inspection() -> Inspection:
    """Return an open inspection with its lead."""
    made: Inspection = factories.InspectionFactory(open=True)
    factories.AssignmentFactory(inspection=made, role="lead")
    return made


def draft(inspection: Inspection, **fields: Any) -> Finding:
    """Return a draft of the inspection."""
    made: Finding = factories.FindingFactory(
        inspection=inspection, status="draft", raised_on=date(2018, 5, 1), **fields
    )
    return made


def concern(inspection: Inspection, **fields: Any) -> Finding:
    """Return a draft cause of concern."""
    return draft(inspection, kind=FindingKind.CAUSE_OF_CONCERN, **fields)


def recommendation(parent: Finding, **fields: Any) -> Finding:
    """Return a draft recommendation under a cause of concern."""
    assert parent.inspection is not None
    return draft(parent.inspection, kind=FindingKind.RECOMMENDATION, parent=parent, **fields)


def publish(by: User, inspection: Inspection, **changed: Any) -> Inspection:
    """Publish on 30 May 2018."""
    given = {"version": inspection.version, "published_on": OUT_ON, "at": clock.now()}
    return publishing.publish(by=by, inspection=inspection, **{**given, **changed})


def accelerate(by: User, inspection: Inspection, *findings: Finding, **changed: Any) -> Acceleration:
    """Publish causes of concern on 30 May 2018."""
    given = {"published_on": OUT_ON, "reason": "Children are at risk now", "at": clock.now()}
    return publishing.accelerate(by=by, inspection=inspection, findings=findings, **{**given, **changed})


def test_publishing_opens_the_drafts_and_starts_their_deadlines(manager: User, inspection: Inspection) -> None:
    plain = draft(inspection)
    at_once = draft(inspection, due_kind="immediate")
    in_time = draft(inspection, due_kind="relative", due_days=90)
    by_then = draft(inspection, due_kind="absolute", due_on=date(2018, 12, 31))
    publish(manager, inspection)
    inspection.refresh_from_db()
    assert (inspection.stage, inspection.published_on) == ("published", OUT_ON)
    found = Finding.objects.in_bulk([plain.pk, at_once.pk, in_time.pk, by_then.pk])
    assert {one.status for one in found.values()} == {one.published_status for one in found.values()} == {"open"}
    assert {one.raised_on for one in found.values()} == {OUT_ON}
    dues = [found[one.pk].due_on for one in (plain, at_once, in_time, by_then)]
    assert dues == [None, date(2018, 5, 30), date(2018, 8, 28), date(2018, 12, 31)]
    event = Event.objects.get(finding=plain)
    assert (event.kind, event.effective_on, event.recorded_on) == ("published", OUT_ON, date(2018, 6, 1))
    assert (event.status_before, event.status_after, event.recorded_by) == ("draft", "open", manager)
    assert plain.history.first().history_change_reason == f"{inspection.reference} published"


def test_publishing_brings_out_what_the_inspection_did_to_earlier_findings(
    manager: User, inspection: Inspection
) -> None:
    earlier = factories.FindingFactory(inspection__force=inspection.force)
    lead = inspection.assignments.get().user
    record(lead, earlier, inspection, verdict="some-progress")
    contact = factories.ForceContactFactory(force=inspection.force).user
    assert Finding.objects.visible_to(contact).get().shown_status == "open"
    publish(manager, inspection)
    assert Finding.objects.visible_to(contact).get().shown_status == "in-progress"


def test_what_another_unpublished_inspection_did_stays_unpublished(manager: User, inspection: Inspection) -> None:
    earlier = factories.FindingFactory(inspection__force=inspection.force)
    record(inspection.assignments.get().user, earlier, inspection, verdict="some-progress")
    other = factories.AssignmentFactory(inspection__force=inspection.force, inspection__open=True)
    record(other.user, earlier, other.inspection, verdict="achieved")
    publish(manager, inspection)
    earlier.refresh_from_db()
    assert (earlier.status, earlier.published_status) == ("awaiting-verification", "in-progress")


def test_a_cause_of_concern_without_a_recommendation_is_not_published(manager: User, inspection: Inspection) -> None:
    bare = concern(inspection)
    with pytest.raises(ValidationError, match="without a recommendation"):
        publish(manager, inspection)
    recommendation(bare)
    publish(manager, inspection)


def test_a_recommendation_under_a_concern_that_was_taken_back_is_not_published(
    manager: User, inspection: Inspection
) -> None:
    parent = concern(inspection)
    recommendation(parent)
    Finding.objects.filter(pk=parent.pk).update(status="closed-no-longer-relevant")
    with pytest.raises(ValidationError, match="was withdrawn"):
        publish(manager, inspection)


def test_an_earlier_finding_neither_assessed_nor_left_with_a_reason_stands_in_the_way(
    manager: User, inspection: Inspection
) -> None:
    cycle = factories.CycleFactory(first_year=inspection.cycle.first_year - 1)
    earlier = factories.FindingFactory(inspection__force=inspection.force, cycle=cycle, reference="OLD-2016-01")
    with pytest.raises(ValidationError, match="neither assessed nor left with a reason: OLD-2016-01"):
        publish(manager, inspection)
    record(inspection.assignments.get().user, earlier, inspection, verdict="not-assessed", narrative="Unit closed")
    publish(manager, inspection)


def test_only_a_manager_who_is_free_publishes_and_only_once(manager: User, inspection: Inspection) -> None:
    barred = factories.BarFactory(user__role=Role.MANAGER, force=inspection.force).user
    lead = inspection.assignments.get().user
    for person in (barred, lead, factories.user(Role.ADMINISTRATOR)):
        with pytest.raises(PermissionDenied):
            publish(person, inspection)
    with pytest.raises(ValidationError, match="today or before"):
        publish(manager, inspection, published_on=date(2018, 6, 2))
    publish(manager, inspection)
    inspection.refresh_from_db()
    with pytest.raises(PermissionDenied):
        publish(manager, inspection)


# --- ahead of the report ---------------------------------------------------------------------------------------------
def test_an_accelerated_set_goes_out_with_its_recommendations_and_the_rest_stays(
    manager: User, inspection: Inspection
) -> None:
    first, second, rest = concern(inspection), concern(inspection), draft(inspection)
    below = recommendation(first, due_kind="immediate")
    recommendation(second)
    made = accelerate(manager, inspection, first, second)
    assert made.findings.count() == 4
    contact = factories.ForceContactFactory(force=inspection.force).user
    assert Finding.objects.visible_to(contact).count() == 4
    assert rest not in Finding.objects.visible_to(contact)
    below.refresh_from_db()
    assert (below.status, below.published_status, below.due_on) == ("open", "open", OUT_ON)
    told = Event.objects.visible_to(contact).filter(finding=first)
    assert [event.kind for event in told] == [EventKind.PUBLISHED]


def test_a_concern_is_accelerated_alone_but_not_bare(manager: User, inspection: Inspection) -> None:
    bare, whole = concern(inspection), concern(inspection)
    recommendation(whole)
    with pytest.raises(ValidationError, match="Without a recommendation"):
        accelerate(manager, inspection, bare)
    with pytest.raises(ValidationError, match="Choose causes of concern"):
        accelerate(manager, inspection, draft(inspection))
    with pytest.raises(ValidationError, match="Choose causes of concern"):
        accelerate(manager, inspection)
    with pytest.raises(ValidationError, match="today or before"):
        accelerate(manager, inspection, whole, published_on=date(2018, 7, 1))
    accelerate(manager, inspection, whole)
    bare.refresh_from_db()
    assert bare.published_status == "draft"


def test_only_a_free_manager_accelerates(inspection: Inspection) -> None:
    whole = concern(inspection)
    recommendation(whole)
    with pytest.raises(PermissionDenied):
        accelerate(inspection.assignments.get().user, inspection, whole)
    with pytest.raises(PermissionDenied):
        accelerate(factories.BarFactory(user__role=Role.MANAGER, force=inspection.force).user, inspection, whole)


def test_a_manager_accelerates_on_the_page(manager: User, inspection: Inspection, client: Client) -> None:
    whole = concern(inspection, reference="BED-2018-01")
    recommendation(whole)
    client.force_login(manager)
    page = client.get(whole.get_absolute_url()).content.decode()
    address = f"/findings/accelerate/{inspection.reference}/"
    assert address in page
    day = {"published_on-day": "30", "published_on-month": "5", "published_on-year": "2018"}
    assert client.post(address, {"reason": "Risk", **day}).status_code == 422
    assert client.post(address, {"findings": "BED-2018-01", "reason": "Risk", **day}).status_code == 302
    assert "Accelerated: published on 30 May 2018" in client.get(whole.get_absolute_url()).content.decode()


# --- what the database itself holds ----------------------------------------------------------------------------------
@pytest.mark.postgres
@pytest.mark.parametrize("statement", ["update findings_event set narrative = 'x'", "delete from findings_event"])
def test_the_database_refuses_to_change_or_remove_an_event(statement: str) -> None:
    factories.EventFactory(narrative="As it was")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Event.objects.get().narrative == "As it was"


@pytest.mark.postgres
def test_the_database_keeps_the_wording_of_a_published_finding_and_lets_a_draft_s_change() -> None:
    published, unpublished = factories.FindingFactory(), factories.FindingFactory(status="draft")
    Finding.objects.filter(pk=unpublished.pk).update(wording="Better")
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        Finding.objects.filter(pk=published.pk).update(wording="Other")
