"""Who is told what about findings on 1 June 2018: by role, bar, leaver, recorder, and what is not published yet."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import digests
from accounts.models import Role, User
from core import notices
from core.models import Notice
from findings.models import EventKind, Finding, ForceResponse, Status
from findings.notices import by_managers, by_those_concerned, is_open_to, open_to
from forces.models import Bar, ForceContact
from inspections.models import Stage
from tests import factories
from tests import world as worlds
from tests.findings.test_follow_ups import close, record, verify

pytestmark = pytest.mark.django_db
TODAY = date(2018, 6, 1)
AT = datetime(2018, 6, 1, 6, 0, tzinfo=UTC)


def told(person: User, on: date = TODAY) -> list[str]:
    """Return the keys of what a person is told on a day, asked as a worker does: of a person fetched anew."""
    person = User.objects.get(pk=person.pk)
    return [note.key for kind in notices.KINDS.values() for note in kind.tell(person, on)]


def readable(person: User) -> list[str]:
    """Return the keys of the notices a person may read."""
    return sorted(notices.readable_by(User.objects.get(pk=person.pk)).values_list("key", flat=True))


def due(on: date | None, **fields: Any) -> Finding:
    """Return an open finding that is due on a day."""
    finding: Finding = factories.FindingFactory(due_kind="absolute" if on else "none", due_on=on, **fields)
    return finding


@pytest.fixture
def lead() -> User:
    """Return an inspector who leads findings, and is on no team."""
    return factories.user(Role.INSPECTOR)


@pytest.fixture
def overdue(lead: User) -> Finding:
    """Return a finding that was due yesterday."""
    return due(date(2018, 5, 31), reference="BED-2017-01", lead=lead, title="Local teams")


@pytest.fixture
def contact(overdue: Finding) -> User:
    """Return a contact of its force."""
    return factories.ForceContactFactory(force=overdue.force).user


@pytest.fixture
def inspection(overdue: Finding) -> Any:
    """Return an open inspection of its force."""
    return factories.InspectionFactory(open=True, force=overdue.force)


@pytest.fixture
def on_team(inspection: Any) -> User:
    """Return an inspector on it."""
    return factories.AssignmentFactory(inspection=inspection).user


# --- due dates -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("on", "kinds"),
    [
        (None, []),
        (date(2018, 5, 31), ["overdue"]),
        (date(2018, 6, 1), ["due"]),
        (date(2018, 7, 1), ["due"]),  # 30 days from 1 June
        (date(2018, 7, 2), []),
    ],
)
def test_a_lead_and_a_contact_are_told_of_a_date_that_passed_or_comes_within_30_days(
    lead: User, on: date | None, kinds: list[str]
) -> None:
    finding = due(on, reference="BED-2017-02", lead=lead)
    contact = factories.ForceContactFactory(force=finding.force).user
    expected = [f"{kind}:BED-2017-02:{on}" for kind in kinds]
    assert told(lead) == told(contact) == expected


def test_what_is_told_says_which_finding_whose_and_since_when(overdue: Finding, lead: User) -> None:
    digests.send(TODAY, AT)
    notice = Notice.objects.get(owner=lead)
    force = overdue.force.name
    assert notice.text == f"BED-2017-01 ({force}) was due on 31 May 2018 and is not closed: Local teams"
    assert notice.address == "/findings/BED-2017-01/"


@pytest.mark.parametrize("status", [Status.DRAFT, Status.CLOSED_ACHIEVED, Status.CLOSED_SUPERSEDED])
def test_a_draft_or_closed_finding_is_not_told(lead: User, status: str) -> None:
    finding = due(date(2018, 5, 1), lead=lead, status=status)
    assert told(lead) == told(factories.ForceContactFactory(force=finding.force).user) == []


def test_it_is_told_while_it_waits_for_a_manager_or_for_another_body(lead: User) -> None:
    for status in (Status.IN_PROGRESS, Status.BLOCKED, Status.AWAITING_VERIFICATION):
        due(date(2018, 5, 1), lead=lead, status=status)
    assert len(told(lead)) == 3


def test_nobody_else_is_told_of_a_due_date(overdue: Finding) -> None:
    others = [factories.user(role) for role in Role]
    elsewhere = factories.ForceContactFactory().user
    assert [told(person) for person in [*others, elsewhere]] == [[]] * 6


def test_a_lead_who_became_an_administrator_is_told_nothing(overdue: Finding) -> None:
    overdue.lead = factories.user(Role.ADMINISTRATOR)
    overdue.save()
    assert told(overdue.lead) == []


def test_a_moved_due_date_is_told_anew(overdue: Finding, lead: User) -> None:
    digests.send(TODAY, AT)
    Notice.objects.update(read_at=AT)
    Finding.objects.update(due_on=date(2018, 6, 20))
    digests.send(TODAY, AT)
    assert readable(lead) == ["due:BED-2017-01:2018-06-20", "overdue:BED-2017-01:2018-05-31"]


def test_a_date_that_comes_nearer_and_passes_is_told_twice_in_all(lead: User) -> None:
    due(date(2018, 6, 3), reference="BED-2017-02", lead=lead)
    for day in range(8):
        digests.send(TODAY + timedelta(days=day), AT)
    assert readable(lead) == ["overdue:BED-2017-02:2018-06-03"]  # the unread word that it comes went when it had come


def test_settled_things_are_taken_back_unread(overdue: Finding, lead: User, contact: User) -> None:
    digests.send(TODAY, AT)
    assert len(readable(lead)) == len(readable(contact)) == 1
    close(factories.user(Role.MANAGER), overdue, to="closed-no-longer-relevant")
    assert digests.send(TODAY, AT).withdrawn == 2
    assert readable(lead) == readable(contact) == []


# --- what is not published yet -------------------------------------------------------------------------------
def test_what_an_open_inspection_did_is_not_told_to_those_who_may_not_know_it(
    overdue: Finding, lead: User, contact: User, inspection: Any, on_team: User
) -> None:
    digests.send(TODAY, AT)
    record(on_team, overdue, inspection)
    manager = factories.user(Role.MANAGER)
    verify(manager, overdue.events.get())
    closer = factories.user(Role.MANAGER)
    close(closer, overdue)
    overdue.refresh_from_db()
    assert (overdue.status, overdue.published_status) == ("closed-achieved", "open")
    digests.send(TODAY, AT)
    # for the lead, who is on no team, and for the force it is open and overdue: a word taken back would tell them more
    assert readable(lead) == readable(contact) == ["overdue:BED-2017-01:2018-05-31"]
    factories.AssignmentFactory(inspection=inspection, user=lead)
    digests.send(TODAY, AT)
    assert readable(lead) == []
    inspection.stage, inspection.published_on = Stage.PUBLISHED, TODAY
    inspection.save()
    Finding.objects.update(published_status="closed-achieved")
    digests.send(TODAY, AT)
    assert readable(contact) == []


def test_what_waits_to_be_verified_is_told_to_managers_and_to_nobody_else(
    overdue: Finding, lead: User, contact: User, inspection: Any, on_team: User
) -> None:
    event = record(on_team, overdue, inspection)
    managers = [factories.user(Role.MANAGER) for _ in range(2)]
    key = f"verification:BED-2017-01:{event.pk}"
    assert [told(manager) for manager in managers] == [[key], [key]]
    others = [on_team, lead, contact, factories.user(Role.ADMINISTRATOR), factories.user(Role.AUDITOR)]
    digests.send(TODAY, AT)
    assert [any(k.startswith("verification") for k in readable(person)) for person in others] == [False] * 5


def test_told_and_read_is_never_more_than_the_finding_page_shows() -> None:
    world = worlds.build()  # its own: the other tests of this module know no world
    waiting = {"manager", "manager leading"}
    keys = {name: told(person.user) for name, person in world.people.items()}
    assert {name for name, found in keys.items() if any(k.startswith("verification:FIR-2017-01") for k in found)} == {
        "manager"
    }  # who leads it
    Finding.objects.update(lead=None)
    keys = {name: told(person.user) for name, person in world.people.items()}
    told_of_first = {name for name, found in keys.items() if any("FIR-2017-01" in key for key in found)}
    assert told_of_first == waiting
    of_findings = {key.split(":")[1] for found in keys.values() for key in found if "-2017-" in key}
    assert of_findings == {"FIR-2017-01", "SEC-2017-01"}


# --- verification --------------------------------------------------------------------------------------------
@pytest.fixture
def waiting(on_team: User, overdue: Finding, inspection: Any) -> str:
    """Return the key of a finding without lead that waits to be verified."""
    Finding.objects.update(lead=None, due_on=None, due_kind="none")
    return f"verification:BED-2017-01:{record(on_team, overdue, inspection).pk}"


def test_the_lead_alone_is_told_where_a_manager_leads(waiting: str) -> None:
    leading, other = factories.user(Role.MANAGER), factories.user(Role.MANAGER)
    Finding.objects.update(lead=leading)
    assert (told(leading), told(other)) == ([waiting], [])


@pytest.mark.parametrize("why", ["inspector", "left", "barred", "recorded it"])
def test_every_manager_is_told_where_the_lead_may_not_verify(overdue: Finding, inspection: Any, why: str) -> None:
    leading = factories.user(Role.INSPECTOR if why == "inspector" else Role.MANAGER)
    Finding.objects.update(lead=leading, due_on=None, due_kind="none")
    by = leading if why == "recorded it" else factories.AssignmentFactory(inspection=inspection).user
    key = f"verification:BED-2017-01:{record(by, overdue, inspection).pk}"
    if why == "left":
        User.objects.filter(pk=leading.pk).update(is_active=False)
    if why == "barred":
        factories.BarFactory(user=leading, force=overdue.force)
    managers = [factories.user(Role.MANAGER) for _ in range(2)]
    digests.send(TODAY, AT)
    assert [readable(person) for person in [*managers, leading]] == [[key], [key], []]


def test_whoever_recorded_it_is_not_told(overdue: Finding, inspection: Any) -> None:
    Finding.objects.update(lead=None, due_on=None, due_kind="none")
    recorder, other = factories.user(Role.MANAGER), factories.user(Role.MANAGER)
    event = record(recorder, overdue, inspection)
    assert (told(recorder), told(other)) == ([], [f"verification:BED-2017-01:{event.pk}"])


def test_a_barred_manager_is_not_told(waiting: str, overdue: Finding) -> None:
    barred = factories.user(Role.MANAGER)
    assert told(barred) == [waiting]
    factories.BarFactory(user=barred, force=overdue.force)
    assert told(barred) == []


def test_once_verified_it_waits_no_more_and_a_new_word_is_told_anew(
    waiting: str, overdue: Finding, inspection: Any, on_team: User
) -> None:
    manager = factories.user(Role.MANAGER)
    digests.send(TODAY, AT)
    verify(factories.user(Role.MANAGER), overdue.events.get(), is_agreed=False)
    assert told(manager) == []
    digests.send(TODAY, AT)
    assert readable(manager) == []
    again = record(on_team, overdue, inspection, effective_precision="day", effective_on=TODAY)
    assert told(manager) == [f"verification:BED-2017-01:{again.pk}"]
    verify(factories.user(Role.MANAGER), again)
    overdue.refresh_from_db()
    assert overdue.status == Status.AWAITING_VERIFICATION  # for closing, which is another thing
    assert told(manager) == []


def test_that_it_was_not_assessed_says_nothing_and_what_was_found_before_still_waits(
    waiting: str, overdue: Finding, inspection: Any
) -> None:
    recorder = factories.user(Role.MANAGER)
    record(recorder, overdue, inspection, verdict="not-assessed", effective_precision="day", effective_on=TODAY)
    assert told(recorder) == [waiting]


def test_the_forces_declaration_is_told_and_what_went_before_a_reopening_is_not(overdue: Finding) -> None:
    manager = factories.user(Role.MANAGER)
    Finding.objects.update(status=Status.AWAITING_VERIFICATION, published_status=Status.AWAITING_VERIFICATION)
    assert told(manager) == []  # there is nothing to verify
    contact = factories.ForceContactFactory(force=overdue.force).user
    declared = factories.EventFactory(
        finding=overdue, kind=EventKind.DECLARATION, verdict="", recorded_by=contact, status_after=overdue.status
    )
    assert told(manager) == [f"verification:BED-2017-01:{declared.pk}"]
    factories.EventFactory(finding=overdue, kind=EventKind.REOPENED, verdict="", status_after=Status.OPEN)
    assert told(manager) == []


# --- not accepted --------------------------------------------------------------------------------------------
@pytest.fixture
def refused(overdue: Finding, contact: User) -> str:
    """Return the key of a finding without a lead that its force does not accept."""
    Finding.objects.update(lead=None, due_on=None, due_kind="none", response="not-accepted")
    event = factories.EventFactory(
        finding=overdue, kind=EventKind.RESPONSE, verdict="", recorded_by=contact, narrative="It is not ours to do."
    )
    return f"not-accepted:BED-2017-01:{event.pk}"


def test_what_a_force_does_not_accept_is_told_to_managers(refused: str, overdue: Finding, contact: User) -> None:
    manager, barred = factories.user(Role.MANAGER), factories.user(Role.MANAGER)
    factories.BarFactory(user=barred, force=overdue.force)
    others = [contact, factories.user(Role.INSPECTOR), factories.user(Role.ADMINISTRATOR), factories.user(Role.AUDITOR)]
    assert [told(person) for person in [manager, barred, *others]] == [[refused], [], [], [], [], []]
    Finding.objects.update(lead=factories.user(Role.MANAGER))
    assert told(manager) == []
    Finding.objects.update(response="accepted", lead=None)
    assert told(manager) == []
    Finding.objects.update(response="not-accepted", status="closed-superseded", published_status="closed-superseded")
    assert told(manager) == []


def test_not_accepted_without_an_event_is_told_once(overdue: Finding) -> None:
    Finding.objects.update(lead=None, due_on=None, due_kind="none", response="not-accepted")
    assert told(factories.user(Role.MANAGER)) == ["not-accepted:BED-2017-01:"]


# --- reading later -------------------------------------------------------------------------------------------
def test_whoever_is_barred_since_reads_nothing_of_it_any_more(
    overdue: Finding, lead: User, waiting: str, refused: str
) -> None:
    Finding.objects.update(lead=lead, due_on=date(2018, 5, 31), due_kind="absolute")
    manager = factories.user(Role.MANAGER)
    digests.send(TODAY, AT)
    assert (len(readable(lead)), len(readable(manager))) == (1, 2)
    for person in (lead, manager):
        factories.BarFactory(user=person, force=overdue.force)
    assert readable(lead) == readable(manager) == []
    Bar.objects.all().delete()
    assert (len(readable(lead)), len(readable(manager))) == (1, 2)


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.ADMINISTRATOR, Role.AUDITOR, Role.FORCE_CONTACT])
def test_a_manager_who_is_one_no_more_reads_nothing_of_what_managers_were_told(waiting: str, role: str) -> None:
    manager = factories.user(Role.MANAGER)
    digests.send(TODAY, AT)
    assert readable(manager) == [waiting]
    User.objects.filter(pk=manager.pk).update(role=role)
    assert readable(manager) == []


def test_a_contact_of_another_force_since_reads_nothing_of_the_last_one(overdue: Finding, contact: User) -> None:
    digests.send(TODAY, AT)
    assert len(readable(contact)) == 1
    ForceContact.objects.filter(user=contact).update(force=factories.ForceFactory())
    assert readable(contact) == []
    ForceContact.objects.all().delete()
    assert readable(contact) == []


def test_whoever_left_is_told_and_mailed_nothing(overdue: Finding, lead: User) -> None:
    User.objects.filter(pk=lead.pk).update(is_active=False)
    digests.send(TODAY, AT)
    assert not Notice.objects.filter(owner=lead).exists()


def test_the_condition_finds_a_finding_by_the_page_a_notice_leads_to(overdue: Finding, lead: User) -> None:
    ours = factories.NoticeFactory(address="/findings/BED-2017-01/")
    for address in ("/findings/BED-2017-011/", "/findings/", "/findings/BED-2017-01/history/", "/", "/forces/"):
        factories.NoticeFactory(address=address)
    assert list(Notice.objects.filter(is_open_to(lead))) == [ours]
    assert by_those_concerned(lead) is not None
    assert by_managers(lead) is None
    assert overdue in open_to(lead)


# --- queries -------------------------------------------------------------------------------------------------
def test_it_asks_as_often_for_two_hundred_findings_as_for_ten() -> None:
    published = factories.InspectionFactory()
    factories.InspectionFactory(open=True, force=published.force)
    lead, manager = factories.user(Role.INSPECTOR), factories.user(Role.MANAGER)
    contact = factories.ForceContactFactory(force=published.force).user
    by, few, many = factories.user(Role.INSPECTOR), [], []
    for counts, rows in ((few, 10), (many, 190)):
        for number in range(rows):
            status = Status.AWAITING_VERIFICATION if number % 2 else Status.OPEN
            finding = due(
                date(2018, 5, 1), lead=lead, inspection=published, status=status, response=ForceResponse.NOT_ACCEPTED
            )
            factories.EventFactory(finding=finding, recorded_by=by)
        for person in (lead, manager, contact):
            with CaptureQueriesContext(connection) as queries:
                found = (len(told(person)), len(readable(person)))
            counts.append(len(queries.captured_queries))
        assert found == (10 if counts is few else 200, 0)
    assert few == many
    assert max(many) <= 14  # a kind each, one reading, and the person with what hangs on them, twice
    assert (len(told(lead)), len(told(manager))) == (200, 300)
