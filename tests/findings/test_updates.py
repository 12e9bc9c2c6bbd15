"""What a force writes about its own finding: what it moves, what it never moves, who reads it, what is kept."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import AccessLog, Role, User
from core import clock
from core.actions import Stale
from findings.actions import updates, verifications
from findings.models import Attachment, Event, EventKind, Finding
from findings.rules import standing
from tests import factories
from tests.findings import evidence_samples as samples

pytestmark = pytest.mark.django_db


@pytest.fixture
def finding() -> Finding:
    """Return a published finding of 22 March 2018."""
    return factories.FindingFactory(reference="BED-2017-08")


@pytest.fixture
def contact(finding: Finding) -> User:
    """Return somebody who answers for its force."""
    return factories.ForceContactFactory(force=finding.force).user


def give(by: User, finding: Finding, **changed: Any) -> Event:
    """Give an update that is on the way."""
    given: dict[str, Any] = {
        "by": by,
        "finding": finding,
        "version": None,
        "at": clock.now(),
        "narrative": "Training has begun.",
        "rag": "amber",
        "own_due": None,
        "is_done": False,
    }
    return updates.give(**{**given, **changed})


def respond(by: User, finding: Finding, **changed: Any) -> Event:
    """Accept a finding."""
    given: dict[str, Any] = {
        "by": by,
        "finding": finding,
        "version": None,
        "at": clock.now(),
        "response": "accepted",
        "on": date(2018, 5, 30),
        "reason": "",
    }
    return updates.respond(**{**given, **changed})


def test_an_update_is_kept_and_moves_nothing(finding: Finding, contact: User) -> None:
    event = give(contact, finding, rag="red", own_due=date(2018, 9, 30))
    finding.refresh_from_db()
    assert (event.kind, event.rag, event.due_after) == ("update", "red", date(2018, 9, 30))
    assert (finding.status, finding.published_status, finding.due_on, event.status_after) == ("open", "open", None, "")


@pytest.mark.parametrize("rag", ["green", "amber", "red", "white"])
@pytest.mark.parametrize("status", ["open", "in-progress", "blocked", "awaiting-verification"])
def test_no_word_of_the_force_but_its_declaration_changes_the_status(contact: User, rag: str, status: str) -> None:
    force = contact.force_contact.force
    finding = factories.FindingFactory(status=status, inspection__force=force)
    give(contact, finding, rag=rag)
    respond(contact, finding, response="not-accepted", reason="It is not ours.")
    respond(contact, finding)
    finding.refresh_from_db()
    assert (finding.status, finding.published_status) == (status, status)


def test_own_dates_are_added_and_never_replaced(finding: Finding, contact: User) -> None:
    give(contact, finding, own_due=date(2018, 7, 1))
    give(contact, finding, own_due=date(2018, 9, 1))
    dates = finding.events.order_by("pk").values_list("due_after", flat=True)
    assert list(dates) == [date(2018, 7, 1), date(2018, 9, 1)]


@pytest.mark.parametrize("status", ["open", "in-progress", "blocked"])
def test_a_declaration_waits_for_a_manager(contact: User, status: str) -> None:
    finding = factories.FindingFactory(status=status, inspection__force=contact.force_contact.force)
    event = give(contact, finding, rag="green", is_done=True)
    finding.refresh_from_db()
    assert (event.kind, event.status_before, event.status_after) == ("declaration", status, "awaiting-verification")
    assert finding.published_status == finding.status == "awaiting-verification"


def test_what_waits_already_is_not_declared_again(contact: User, finding: Finding) -> None:
    give(contact, finding, rag="green", is_done=True)
    with pytest.raises(ValidationError, match="waits for a manager already"):
        give(contact, finding, rag="green", is_done=True)
    assert give(contact, finding).kind == "update"


def test_a_declaration_is_verified_at_the_desk_and_never_as_tested(contact: User, finding: Finding) -> None:
    event = give(contact, finding, rag="green", is_done=True)
    told: dict[str, Any] = {"by": factories.user(Role.MANAGER), "settler": event, "version": None, "at": clock.now()}
    told |= {"is_agreed": True, "tested_on": None, "narrative": "The plan was read."}
    with pytest.raises(ValidationError, match="Level 3"):
        verifications.verify(**told, assurance=3)
    assert verifications.verify(**told, assurance=2).assurance == 2


def test_a_declaration_brings_out_what_an_unpublished_inspection_had_found_too(contact: User, finding: Finding) -> None:
    Finding.objects.filter(pk=finding.pk).update(status="awaiting-verification")
    event = give(contact, finding, rag="green", is_done=True)
    finding.refresh_from_db()
    assert (event.status_before, event.status_after) == ("open", "awaiting-verification")
    assert finding.published_status == "awaiting-verification"


def test_a_finding_closed_by_an_unpublished_inspection_stays_closed_and_the_force_is_not_told(
    contact: User, finding: Finding
) -> None:
    Finding.objects.filter(pk=finding.pk).update(status="closed-achieved")
    event = give(contact, finding, rag="green", is_done=True)
    finding.refresh_from_db()
    assert (event.kind, event.status_after) == ("declaration", "")
    assert (finding.status, finding.published_status) == ("closed-achieved", "open")


def test_an_update_that_contradicts_itself_is_refused(contact: User, finding: Finding) -> None:
    with pytest.raises(ValidationError) as error:
        give(contact, finding, is_done=True, own_due=date(2018, 7, 1))
    assert set(error.value.error_dict) == {"rag", "own_due"}
    assert not Event.objects.exists()


def test_a_closed_finding_takes_no_update_and_no_response(contact: User) -> None:
    finding = factories.FindingFactory(status="closed-achieved", inspection__force=contact.force_contact.force)
    for write in (give, respond):
        with pytest.raises(ValidationError, match="This finding is closed"):
            write(contact, finding)


def test_another_force_writes_nothing(finding: Finding) -> None:
    other = factories.ForceContactFactory().user
    for write in (give, respond):
        with pytest.raises(PermissionDenied, match="own force"):
            write(other, finding)


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.MANAGER, Role.ADMINISTRATOR, Role.AUDITOR])
def test_nobody_of_the_inspectorate_writes_for_a_force(finding: Finding, role: Role) -> None:
    for write in (give, respond):
        with pytest.raises(PermissionDenied):
            write(factories.user(role), finding)


def test_a_stale_update_is_refused(contact: User, finding: Finding) -> None:
    give(contact, finding, version=1)
    with pytest.raises(Stale):
        give(contact, finding, version=1)


def test_a_finding_that_is_not_accepted_stays_open_and_turns_red(contact: User, finding: Finding) -> None:
    event = respond(contact, finding, response="not-accepted", reason="We have no custody suite.")
    finding.refresh_from_db()
    assert (finding.response, finding.status) == ("not-accepted", "open")
    assert (event.kind, event.effective_on, event.narrative) == (
        EventKind.RESPONSE,
        date(2018, 5, 30),
        "Not accepted. We have no custody suite.",
    )
    assert standing.rag(finding.status, None, finding.response, date(2018, 6, 1)).word == "red"
    respond(contact, finding)
    finding.refresh_from_db()
    assert finding.response == "accepted"


def test_not_accepting_needs_a_reason(contact: User, finding: Finding) -> None:
    with pytest.raises(ValidationError) as error:
        respond(contact, finding, response="not-accepted")
    assert error.value.message_dict == {"reason": ["Say why the force does not accept it."]}


@pytest.mark.parametrize("on", [date(2018, 6, 2), date(2018, 3, 21)])
def test_a_response_is_dated_between_the_report_and_today(contact: User, finding: Finding, on: date) -> None:
    with pytest.raises(ValidationError, match=r"after today|before the finding"):
        respond(contact, finding, on=on)


# --- the pages ---------------------------------------------------------------------------------------------
URL = "/findings/BED-2017-08/update/"


def sent(*files: tuple[str, bytes], **changed: Any) -> dict[str, Any]:
    """Return a filled-in update with files."""
    evidence = [SimpleUploadedFile(name, content, "text/html") for name, content in files]
    data = {"version": 1, "narrative": "Training has begun.", "rag": "amber", "evidence": evidence}
    return {**data, **changed}


def test_files_are_kept_under_random_names_with_their_hash(contact: User, finding: Finding, client: Client) -> None:
    client.force_login(contact)
    response = client.post(URL, sent(("plan.docx", samples.DOCX), ("photo.png", samples.JPEG)))
    assert (response.status_code, response["Location"]) == (302, "/findings/BED-2017-08/")
    plan, photo = Attachment.objects.all()
    assert (plan.name, photo.name, photo.download_name) == ("plan.docx", "photo.png", "photo.jpg")
    assert (photo.kind, photo.size, photo.sha256) == (
        "image/jpeg",
        len(samples.JPEG),
        hashlib.sha256(samples.JPEG).hexdigest(),
    )
    kept = Path(settings.MEDIA_ROOT) / plan.file.name
    assert kept.read_bytes() == samples.DOCX
    assert "plan" not in plan.file.name
    assert len(kept.name) == 40


def test_a_file_is_taken_away_and_never_shown(contact: User, finding: Finding, client: Client) -> None:
    client.force_login(contact)
    client.post(URL, sent(("plan.html", samples.PDF)))
    held = Attachment.objects.get()
    response = client.get(held.get_absolute_url())
    assert b"".join(response.streaming_content) == samples.PDF
    assert response["Content-Disposition"] == 'attachment; filename="plan.pdf"'
    assert (response["Content-Type"], response["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    assert AccessLog.objects.get(kind="export").what == held.get_absolute_url()


def test_a_file_is_found_only_under_its_own_finding(contact: User, finding: Finding, client: Client) -> None:
    held = factories.AttachmentFactory(event__finding=finding)
    other = factories.FindingFactory(inspection=finding.inspection)
    client.force_login(contact)
    assert client.get(f"/findings/{other.reference}/evidence/{held.pk}/").status_code == 404


def test_a_file_that_is_no_longer_kept_is_not_found(contact: User, finding: Finding, client: Client) -> None:
    held = factories.AttachmentFactory(event__finding=finding)
    held.file.storage.delete(held.file.name)
    client.force_login(contact)
    assert client.get(held.get_absolute_url()).status_code == 404


def test_every_file_that_is_not_taken_is_named_and_nothing_is_kept(
    contact: User, finding: Finding, client: Client
) -> None:
    client.force_login(contact)
    files = [("plan.pdf", samples.HTML), ("notes.docx", samples.DOCM), ("nothing.pdf", b""), ("good.pdf", samples.PDF)]
    response = client.post(URL, sent(*files))
    text = response.content.decode()
    assert response.status_code == 422
    assert "plan.pdf was not taken: it is a web page. Send PDF, Word" in text
    assert "notes.docx was not taken: it has macros." in text
    assert "nothing.pdf was not taken: it is empty." in text
    assert "good.pdf was not taken" not in text
    assert "Choose them again: plan.pdf, notes.docx, nothing.pdf, good.pdf." in text
    assert "Training has begun." in text
    assert not Event.objects.exists()
    assert not Attachment.objects.exists()


def test_a_file_of_more_than_twenty_megabytes_is_not_taken(contact: User, finding: Finding, client: Client) -> None:
    client.force_login(contact)
    response = client.post(URL, sent(("long.pdf", samples.PDF + bytes(20 * 1024 * 1024))))
    assert "long.pdf was not taken: it has 20.0 MB; the limit is 20 MB." in response.content.decode()


def test_ten_files_are_taken_and_eleven_are_not(contact: User, finding: Finding, client: Client) -> None:
    client.force_login(contact)
    eleven = [(f"{number}.pdf", samples.PDF) for number in range(11)]
    assert "You chose 11 files; send 10 at most" in client.post(URL, sent(*eleven)).content.decode()
    assert client.post(URL, sent(*eleven[:10])).status_code == 302
    assert Attachment.objects.count() == 10


def test_a_refused_form_keeps_the_text_and_asks_for_the_files_again(
    contact: User, finding: Finding, client: Client
) -> None:
    client.force_login(contact)
    response = client.post(URL, sent(("plan.pdf", samples.PDF), rag="", narrative="Half of it is done."))
    text = response.content.decode()
    assert response.status_code == 422
    assert "Half of it is done." in text
    assert "Choose them again: plan.pdf." in text


def test_what_the_inspectorate_did_unseen_does_not_make_the_forces_form_stale(
    contact: User, finding: Finding, client: Client
) -> None:
    client.force_login(contact)
    finding.comment, finding.status, finding.version = "Said among ourselves", "in-progress", 2
    finding.save()
    response = client.post(URL, sent(("plan.pdf", samples.PDF)))
    assert response.status_code == 302
    assert Attachment.objects.get().sha256 == hashlib.sha256(samples.PDF).hexdigest()


def test_a_finding_closed_meanwhile_is_told_and_the_text_stays(contact: User, finding: Finding, client: Client) -> None:
    manager = factories.user(Role.MANAGER)
    client.force_login(contact)
    verifications.close(
        by=manager, finding=finding, version=1, at=clock.now(), to="closed-no-longer-relevant", successor=None,
        effective_on=date(2018, 6, 1), effective_precision="day", reason="The unit is gone.",
    )  # fmt: skip
    response = client.post(URL, sent(narrative="We were nearly done."))
    text = response.content.decode()
    assert response.status_code == 409
    assert "Closed – no longer relevant" in text
    assert "We were nearly done." in text
    assert manager.name not in text
    again = client.post(URL, sent(narrative="We were nearly done.", version=2))
    assert again.status_code == 422
    assert "This finding is closed, so nothing was recorded." in again.content.decode()
    assert "We were nearly done." in again.content.decode()
    assert client.get(URL).status_code == 403


def test_a_response_that_a_colleague_changed_meanwhile_is_told(contact: User, finding: Finding, client: Client) -> None:
    colleague = factories.ForceContactFactory(force=finding.force).user
    client.force_login(contact)
    respond(colleague, finding, response="not-accepted", reason="Not ours.")
    day = {"effective-day": "1", "effective-month": "6", "effective-year": "2018"}
    response = client.post("/findings/BED-2017-08/respond/", {"version": 1, "response": "accepted", **day})
    assert response.status_code == 409
    assert "your force’s response" in response.content.decode()


def test_the_page_says_what_the_force_wrote_to_those_who_may_read_it(
    contact: User, finding: Finding, client: Client
) -> None:
    event = give(contact, finding, own_due=date(2018, 9, 30))
    factories.AttachmentFactory(event=event, name="plan.pdf")
    respond(contact, finding, response="not-accepted", reason="Not ours.")
    own = "The force’s own view: amber: on the way; its own date: 30 September 2018."
    reads = {contact: True, factories.user(Role.MANAGER): True, factories.user(Role.AUDITOR): True}
    reads |= {factories.user(Role.ADMINISTRATOR): False, factories.ForceContactFactory().user: False}
    reads[factories.BarFactory(force=finding.force, user__role=Role.MANAGER).user] = False
    for person, is_told in reads.items():
        client.force_login(User.objects.get(pk=person.pk))
        text = client.get("/findings/BED-2017-08/").content.decode()
        assert [own in text, "plan.pdf" in text, "does not accept it" in text] == [is_told] * 3, person.role


def test_a_history_keeps_the_forces_answer_from_those_who_may_not_read_it(
    contact: User, finding: Finding, client: Client
) -> None:
    respond(contact, finding, response="not-accepted", reason="Not ours.")
    for role, is_told in ((Role.MANAGER, True), (Role.ADMINISTRATOR, False)):
        client.force_login(factories.user(role))
        assert ("Not accepted" in client.get("/findings/BED-2017-08/history/").content.decode()) == is_told


def test_a_contact_is_offered_to_write_while_the_finding_is_open(
    contact: User, finding: Finding, client: Client
) -> None:
    client.force_login(contact)
    assert "Give an update" in client.get("/findings/BED-2017-08/").content.decode()
    give(contact, finding, rag="green", is_done=True)
    assert "ready to be verified" not in client.get(URL).content.decode()
    Finding.objects.filter(pk=finding.pk).update(status="closed-achieved", published_status="closed-achieved")
    assert "Give an update" not in client.get("/findings/BED-2017-08/").content.decode()
