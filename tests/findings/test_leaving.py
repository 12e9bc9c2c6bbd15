"""Leaving an earlier finding out of an inspection with a reason: who may, when, and where it shows."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from accounts.models import Role, User
from core import clock
from core.actions import Stale
from findings.actions import follow_ups, verifications
from findings.follow_up_gate import unassessed
from findings.models import Event, Finding
from tests import factories
from tests.findings.test_follow_ups import close, record, verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def finding() -> Finding:
    """Return an open finding of 2017."""
    held: Finding = factories.FindingFactory(reference="KEN-2017-01", force=factories.ForceFactory(slug="kent"))
    return held


@pytest.fixture
def inspection(finding: Finding) -> Any:
    """Return the force's open inspection of 2018."""
    framework = factories.FrameworkFactory(cycle=factories.CycleFactory(first_year=2018))
    return factories.InspectionFactory(reference="KEN-2018-E", open=True, force=finding.force, framework=framework)


@pytest.fixture
def on_team(inspection: Any) -> User:
    """Return an inspector on the open inspection."""
    person: User = factories.AssignmentFactory(inspection=inspection).user
    return person


def leave(by: User, finding: Finding, inspection: Any, **changed: Any) -> Event:
    """Leave a finding because its unit moves."""
    given = {"version": None, "at": clock.now(), "reason": "The unit moves in June."}
    return follow_ups.leave(by=by, finding=finding, inspection=inspection, **{**given, **changed})


def test_it_is_a_follow_up_that_says_it_was_not_assessed_and_why(
    on_team: User, finding: Finding, inspection: Any
) -> None:
    assert unassessed(inspection) == [finding]
    event = leave(on_team, finding, inspection)
    assert (event.kind, event.verdict, event.narrative) == ("follow-up", "not-assessed", "The unit moves in June.")
    assert (event.basis, str(event.effective_on), event.inspection) == ("", "2018-06-01", inspection)
    finding.refresh_from_db()
    assert (finding.status, finding.version) == ("open", 2)
    assert finding.history.first().history_change_reason == "Follow-up: left, with a reason"
    assert unassessed(inspection) == []


def test_the_reason_may_be_put_in_other_words(on_team: User, finding: Finding, inspection: Any) -> None:
    leave(on_team, finding, inspection)
    leave(on_team, finding, inspection, reason="It moves in July.")
    assert Event.objects.filter(finding=finding).count() == 2


@pytest.mark.parametrize("reason", ["", "  "])
def test_there_is_no_leaving_without_a_reason(on_team: User, finding: Finding, inspection: Any, reason: str) -> None:
    with pytest.raises(ValidationError, match="Say why"):
        leave(on_team, finding, inspection, reason=reason)


def test_what_the_inspection_has_assessed_is_not_left(on_team: User, finding: Finding, inspection: Any) -> None:
    record(on_team, finding, inspection, verdict="some-progress")
    with pytest.raises(ValidationError, match="KEN-2018-E has assessed it"):
        leave(on_team, finding, inspection)


def test_a_finding_of_the_same_cycle_is_not_on_the_list_and_not_left(on_team: User, inspection: Any) -> None:
    new = factories.FindingFactory(force=inspection.force, cycle=inspection.cycle)
    with pytest.raises(ValidationError, match="need not follow it up"):
        leave(on_team, new, inspection)


def test_a_revisit_chooses_what_it_looks_at_so_nothing_is_left(
    on_team: User, finding: Finding, inspection: Any
) -> None:
    inspection.kind = "revisit"
    inspection.save()
    with pytest.raises(ValidationError, match="need not follow it up"):
        leave(on_team, finding, inspection)


def test_a_closed_finding_another_forces_inspection_and_a_published_one_are_refused(
    manager: User, finding: Finding, inspection: Any
) -> None:
    closed = factories.FindingFactory(force=finding.force, status="closed-achieved")
    with pytest.raises(ValidationError, match="closed"):
        leave(manager, closed, inspection)
    for wrong in (factories.InspectionFactory(open=True), factories.InspectionFactory(force=finding.force)):
        with pytest.raises(ValidationError, match="open inspection of this force"):
            leave(manager, finding, wrong)


def test_others_and_the_barred_are_refused(finding: Finding, inspection: Any) -> None:
    barred = factories.BarFactory(user__role=Role.MANAGER, force=finding.force).user
    for person in (barred, *(factories.user(role) for role in Role if role != Role.MANAGER)):
        with pytest.raises(PermissionDenied):
            leave(person, finding, inspection)


def test_a_stale_form_is_refused(on_team: User, finding: Finding, inspection: Any) -> None:
    record(on_team, finding, inspection, verdict="some-progress", version=1)
    with pytest.raises(Stale):
        leave(on_team, finding, inspection, version=1)


def test_leaving_it_undoes_nothing_that_was_found_before(
    manager: User, on_team: User, finding: Finding, inspection: Any
) -> None:
    elsewhere = factories.InspectionFactory(open=True, force=finding.force, framework=None, cycle=inspection.cycle)
    found = record(factories.AssignmentFactory(inspection=elsewhere).user, finding, elsewhere)
    left = leave(on_team, finding, inspection)
    with pytest.raises(ValidationError, match="Something later"):  # it is no verdict, so nobody verifies it
        verify(manager, left)
    assert verifications.settling(finding) == found
    verify(manager, found)
    close(manager, finding)
    finding.refresh_from_db()
    assert finding.status == "closed-achieved"


def test_the_page_asks_for_the_reason_alone_and_the_list_says_so(
    on_team: User, finding: Finding, inspection: Any, client: Client
) -> None:
    other = factories.FindingFactory(reference="KEN-2017-02", force=finding.force)
    factories.FindingFactory(reference="KEN-2017-03", force=finding.force)
    record(on_team, other, inspection, verdict="some-progress")
    client.force_login(on_team)
    page = client.get("/inspections/KEN-2018-E/").content.decode()
    url = "/findings/KEN-2017-01/leave/KEN-2018-E/"
    assert f'href="{url}"' in page
    assert "/findings/KEN-2017-02/leave/" not in page  # it is assessed
    assert "The report prints it, and the force reads it." in client.get(url).content.decode()
    empty = client.post(url, {"version": "1", "reason": ""})
    assert empty.status_code == 422
    assert "Answer the question: Why does this inspection not look at it?" in empty.content.decode()
    left = client.post(url, {"version": "1", "reason": "The unit moves in June."})
    assert left.headers["Location"] == "/inspections/KEN-2018-E/#follow-up"
    page = client.get("/inspections/KEN-2018-E/").content.decode()
    assert "2 of 3 earlier findings followed up: 1 assessed, 1 left with a reason" in page
    assert page.index("Not assessed yet") < page.index("Left with a reason: The unit moves in June.")
    assert "Assessed: some progress" in page
    assert "2 of 3 followed up" in page
    assert "Change the reason" in page


def test_a_stale_page_keeps_the_reason_that_was_typed(
    on_team: User, finding: Finding, inspection: Any, client: Client
) -> None:
    client.force_login(on_team)
    finding.owner, finding.version = "Head of custody", 2
    finding.save()
    url = "/findings/KEN-2017-01/leave/KEN-2018-E/"
    stale = client.post(url, {"version": "1", "reason": "The unit moves in June."})
    assert stale.status_code == 409
    assert "The unit moves in June." in stale.content.decode()
    assert client.post(url, {"version": "2", "reason": "The unit moves in June."}).status_code == 302


def test_the_page_is_for_an_open_inspection_of_the_force_and_an_open_finding(
    manager: User, finding: Finding, inspection: Any, client: Client
) -> None:
    factories.InspectionFactory(reference="SUS-2018-E", open=True)
    factories.InspectionFactory(reference="KEN-2017-E", force=finding.force)
    client.force_login(manager)
    for wrong in ("SUS-2018-E", "KEN-2017-E", "NONE"):
        assert client.get(f"/findings/KEN-2017-01/leave/{wrong}/").status_code == 404
    Finding.objects.update(status="closed-achieved", published_status="closed-achieved")
    assert client.get("/findings/KEN-2017-01/leave/KEN-2018-E/").status_code == 403


def cells(client: Client) -> list[str]:
    """Return the row of the force's grid as a file gives it."""
    response = client.get("/forces/kent/follow-up/?format=csv")
    lines = b"".join(response.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    return lines[1].split(",")[4:] if '"' not in lines[1] else lines[1].split(",", 4)[4].strip().split(",", 1)


def test_the_grid_tells_left_with_a_reason_from_nobody_having_looked(
    on_team: User, manager: User, finding: Finding, inspection: Any, client: Client
) -> None:
    client.force_login(manager)
    assert cells(client) == ["raised", "not assessed yet"]
    leave(on_team, finding, inspection)
    assert cells(client) == ["raised", '"left, with a reason"']
    event = Event.objects.get()
    page = client.get("/forces/kent/follow-up/").content.decode()
    assert f'<a class="govuk-link" href="/findings/KEN-2017-01/#event-{event.pk}">Left, with a reason</a>' in page
    inspection.stage = "published"
    inspection.save()
    assert cells(client) == ["raised", '"left, with a reason"']


def test_not_assessed_without_a_reason_is_nobody_having_looked(
    manager: User, finding: Finding, inspection: Any, client: Client
) -> None:
    factories.EventFactory(finding=finding, inspection=inspection, verdict="not-assessed", narrative="")
    client.force_login(manager)
    assert cells(client) == ["raised", "not assessed yet"]
    inspection.stage = "published"
    inspection.save()
    assert cells(client) == ["raised", "not assessed this year"]
