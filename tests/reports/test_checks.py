"""The factual accuracy check: sent, commented on, decided, closed."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx import Document

from accounts.models import Role
from core import notices
from core.actions import Stale
from core.attachments import KINDS, Sent
from core.models import Notice
from inspections.models import Inspection, Stage
from reports import check_gates, check_notices, comment_lines
from reports.accepted import accepted
from reports.actions import editions
from reports.document import shape
from reports.document.gathering import gather
from reports.document.records import Records
from reports.home import drafts
from reports.models import AccuracyCheck, Comment, CommentFile, Report
from tests import factories, report_factories
from tests.findings.evidence_samples import PDF
from tests.reports.check_samples import BLOCK, Case, case, on

pytestmark = pytest.mark.django_db


@pytest.fixture
def held() -> Case:
    """Return a draft in moderation."""
    return case()


def refused(error: Any) -> str:
    """Return what a refusal says."""
    return " ".join(error.value.messages)


# --- sending -----------------------------------------------------------------------------------------------
def test_sending_freezes_the_draft_and_tells_the_contacts(held: Case, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        check = held.send()
    assert (check.number, check.due_on, check.state) == (1, date(2018, 6, 14), "open")
    assert shape.hash_of(check.snapshot) == check.sha256
    assert "46 of 60 files were good." in check.snapshot
    assert Inspection.objects.get(pk=held.report.inspection_id).stage == Stage.WITH_FORCE
    (letter,) = mail.outbox
    assert sorted(letter.to) == sorted([held.contact.email, held.colleague.email])
    assert "until the end of 14 June 2018, 10 working days" in letter.body
    assert "46 of 60" not in letter.body
    told = Notice.objects.filter(kind=check_notices.TO_CHECK)
    assert {one.owner for one in told} == {held.contact, held.colleague}
    # the daily notices tell the same thing no second time, and somebody else nothing
    assert [one.key for one in check_notices.to_check(held.contact, date(2018, 6, 14))] == [told[0].key]
    assert list(check_notices.to_check(held.contact, date(2018, 6, 15))) == []
    assert list(check_notices.to_check(held.stranger, date(2018, 6, 1))) == []


def test_what_is_written_after_sending_changes_the_next_draft_only(held: Case) -> None:
    first = held.send()
    section = held.report.sections.get()
    section.text = "47 of 60 files were good."
    section.save()
    held.close(first)
    second = held.send(at=on(18))
    assert (second.number, second.due_on) == (2, date(2018, 7, 2))
    assert "46 of 60" in AccuracyCheck.objects.get(number=1).snapshot
    assert "47 of 60" in second.snapshot
    assert first.sha256 != second.sha256


def test_a_draft_is_sent_by_the_lead_or_a_manager_and_by_nobody_else(held: Case) -> None:
    barred = factories.user(Role.MANAGER)
    factories.BarFactory(user=barred, force=held.report.inspection.force)
    for person in (held.member, barred, held.contact, factories.user(Role.AUDITOR), factories.user(Role.INSPECTOR)):
        with pytest.raises(PermissionDenied):
            held.send(by=person)
    assert held.send(by=held.manager).sent_by == held.manager


def test_a_draft_is_not_sent_twice_at_once_nor_too_early_nor_to_nobody(held: Case) -> None:
    held.send()
    with pytest.raises(ValidationError) as again:
        held.send()
    assert refused(again) == "The check of draft 1 is still open. Close it before you send another draft."
    early = case()
    Inspection.objects.filter(pk=early.report.inspection_id).update(stage=Stage.DRAFTING)
    with pytest.raises(ValidationError) as too_early:
        early.send()
    assert "the inspection is at: drafting" in refused(too_early)
    Inspection.objects.filter(pk=early.report.inspection_id).update(stage=Stage.MODERATION)
    early.report.inspection.judgments.all().delete()
    with pytest.raises(ValidationError, match="The judgment is not moderated: Overall"):
        early.send()
    for person in (early.contact, early.colleague):
        person.is_active = False
        person.save()
    with pytest.raises(ValidationError, match="has no contact"):
        early.send()


# --- commenting --------------------------------------------------------------------------------------------
def test_comments_are_taken_until_the_end_of_the_last_day(held: Case) -> None:
    check = held.send()
    first = held.comment(check, at=on(14), files=[Sent(SimpleUploadedFile("x.pdf", PDF), "x.pdf", pdf())])
    second = held.comment(check, by=held.colleague, at=on(14))
    assert [first.number, second.number, first.is_late] == [1, 2, False]
    assert CommentFile.objects.get().comment == first
    with pytest.raises(ValidationError) as late:
        held.comment(check, at=on(15))
    assert "until 14 June 2018, so nothing was sent. Ask the inspectorate for leave" in refused(late)


def pdf() -> Any:
    """Return what a PDF file is."""
    return KINDS["application/pdf"]


def test_leave_lets_late_comments_in_and_marks_them(held: Case, django_capture_on_commit_callbacks: Any) -> None:
    check = held.send()
    with pytest.raises(ValidationError, match="give a day after 14 June 2018"):
        held.leave(check, date(2018, 6, 14))
    with pytest.raises(PermissionDenied):
        held.leave(check, date(2018, 6, 20), by=held.member)
    with django_capture_on_commit_callbacks(execute=True):
        check = held.leave(check, date(2018, 6, 20))
    assert "until the end of 20 June 2018" in mail.outbox[-1].body
    comment = held.comment(check, at=on(20))
    assert comment.is_late
    (line,) = comment_lines.lines(check, shape.from_text(check.snapshot), held.lead)
    assert comment_lines.sent_in_words(line).endswith("late, by leave")
    with pytest.raises(ValidationError):
        held.comment(check, at=on(21))


def test_a_comment_comes_from_the_forces_own_contacts_and_on_a_place_of_the_draft(held: Case) -> None:
    check = held.send()
    for person in (held.stranger, held.lead, held.manager):
        with pytest.raises(PermissionDenied):
            held.comment(check, by=person)
    with pytest.raises(ValidationError, match="no such paragraph"):
        held.comment(check, block="summary-99")
    assert held.comment(check, block="summary").block == "summary"  # a section as a whole


# --- deciding and closing ----------------------------------------------------------------------------------
def test_a_decision_has_a_reason_and_may_be_thought_over_until_the_check_is_closed(held: Case) -> None:
    check = held.send()
    comment = held.comment(check)
    with pytest.raises(ValidationError, match="Say why"):
        held.decide(comment, reason="")
    with pytest.raises(ValidationError, match="accepted or rejected"):
        held.decide(comment, state="open")
    with pytest.raises(PermissionDenied):
        held.decide(comment, by=held.member)
    seen = comment.version
    held.decide(comment, version=seen)
    with pytest.raises(Stale):
        held.decide(comment, version=seen, state="rejected")
    comment = held.decide(comment, by=held.manager, state="rejected", reason="The file says 46.")
    assert (comment.state, comment.decided_by) == ("rejected", held.manager)
    held.close(check)
    with pytest.raises(ValidationError, match="The check is closed"):
        held.decide(comment)


def test_a_check_is_closed_once_every_comment_is_decided_and_before_its_last_day_only_with_a_reason(
    held: Case, django_capture_on_commit_callbacks: Any
) -> None:
    check = held.send()
    comment = held.comment(check)
    with pytest.raises(ValidationError, match="1 comment is not decided"):
        held.close(check)
    held.decide(comment)
    with pytest.raises(ValidationError, match="The force may comment until 14 June 2018"):
        held.close(check, at=on(14))
    with pytest.raises(PermissionDenied):
        held.close(check, by=held.member)
    with django_capture_on_commit_callbacks(execute=True):
        check = held.close(check, at=on(14), reason="The force has no more to say")
    assert check.closed_by == held.lead
    assert "1 comment was decided" in mail.outbox[-1].body
    for refused_now in (held.close, held.comment):
        with pytest.raises(ValidationError, match="The check is closed"):
            refused_now(check)


def test_a_closed_check_is_told_in_the_place_of_the_draft_to_check_and_only_until_the_report_is_out(
    held: Case,
) -> None:
    first = held.send()
    comment = held.comment(first)
    read = Notice.objects.get(owner=held.colleague)
    notices.mark_read(by=held.colleague, chosen=Notice.objects.filter(pk=read.pk), at=on(1))
    held.decide(comment)
    held.close(first)
    told = (
        f"The factual accuracy check of {held.report}, draft 1, is closed: what was made of your comments can be read"
    )
    (mine,) = Notice.objects.filter(owner=held.contact)
    assert (mine.text, mine.address, mine.mailed_at) == (told, first.get_absolute_url(), on(15))
    assert list(Notice.objects.filter(owner=held.colleague)) == [
        Notice.objects.get(text=told, owner=held.colleague),
        read,
    ]
    assert not Notice.objects.filter(owner=held.stranger).exists()
    assert list(notices.readable_by(held.contact)) == [mine]
    # the daily notices neither tell it again nor take it back, until the report is out
    assert notices.tell(held.contact, on=date(2018, 6, 16), at=on(16)) == (0, 0)
    assert not notices.digest(held.contact, until=date(2018, 6, 16), at=on(16), foot="")
    held.close(held.send(at=on(18)), at=on(18), reason="The force has no more to say")
    newest = Notice.objects.filter(owner=held.contact).first()
    assert newest is not None
    assert newest.text.endswith("draft 2, is closed: no comment was made")
    Inspection.objects.filter(pk=held.report.inspection_id).update(stage=Stage.PUBLISHED)
    assert notices.tell(held.contact, on=date(2018, 6, 20), at=on(20)) == (0, 2)


def test_a_force_is_told_no_decision_before_the_check_is_closed(held: Case) -> None:
    check = held.send()
    held.decide(held.comment(check))
    snapshot = shape.from_text(check.snapshot)

    def told(person: Any) -> tuple[str, str, str]:
        (line,) = comment_lines.lines(AccuracyCheck.objects.get(), snapshot, person)
        return line.decision, line.reason, line.decided_by

    assert told(held.contact) == (comment_lines.NOT_TOLD, "", "")
    assert told(held.member) == ("Accepted", "It is 47.", held.lead.name)
    held.close(check)
    assert told(held.contact) == ("Accepted", "It is 47.", "The inspectorate")


# --- who sees it, where it shows ---------------------------------------------------------------------------
def test_a_check_is_never_out_even_when_the_report_is(held: Case) -> None:
    check = held.send()
    comment = held.comment(check)
    Inspection.objects.filter(pk=held.report.inspection_id).update(stage=Stage.PUBLISHED)
    barred = factories.user(Role.MANAGER)
    factories.BarFactory(user=barred, force=held.report.inspection.force)
    seeing = [held.lead, held.member, held.manager, held.contact, held.colleague, factories.user(Role.AUDITOR)]
    blind = [held.stranger, barred, factories.user(Role.INSPECTOR), factories.user(Role.ADMINISTRATOR)]
    for rows in (AccuracyCheck.objects.all(), Comment.objects.filter(pk=comment.pk)):
        assert [rows.visible_to(person).exists() for person in seeing] == [True] * 6
        assert [rows.visible_to(person).exists() for person in blind] == [False] * 4


def test_an_accepted_comment_is_told_apart_by_whether_its_section_still_reads_as_it_was_sent(
    held: Case, client: Client
) -> None:
    report_factories.SectionFactory(report=held.report, kind="findings", heading="Findings", text="Nothing new.")
    check = held.send()
    held.decide(held.comment(check))
    held.decide(held.comment(check, block="findings-1", text="One is new."), reason="It is in the summary.")
    held.decide(held.comment(check, text="Leave it out."), state="rejected", reason="It was found.")
    held.close(check)
    report = held.report
    assert told(report) == [
        ("Comment 1 on draft 1: Summary, paragraph 1", False), ("Comment 2 on draft 1: Findings, paragraph 1", False),
    ]  # fmt: skip
    client.force_login(held.manager)
    address = f"/reports/{report.inspection.reference}/publish/"
    assert "2 accepted comments are about sections that read as when the draft was sent." in shown(client, address)
    report.sections.filter(kind="summary").update(text="47 of 60 files were good.")
    assert [is_changed for _, is_changed in told(report)] == [True, False]
    assert "1 accepted comment is about a section that reads as when the draft was sent." in shown(client, address)
    edition = editions.prepare(by=factories.user(Role.MANAGER), report=report, version=None, at=on(18))
    approve = shown(client, f"/reports/{report.inspection.reference}/editions/1/approve/")
    assert "1 accepted comment is about a section" in approve
    report.sections.filter(kind="findings").update(text="One is new.")
    assert [is_changed for _, is_changed in told(report)] == [True, True]
    assert "1 accepted comment is about a section" in shown(client, address)  # the edition is as it was prepared
    editions.withdraw(by=held.manager, edition=edition, reason="Findings were forgotten.")
    assert "accepted comment is about" not in shown(client, address)


def told(report: Report) -> list[tuple[str, bool]]:
    """Return each accepted comment with whether its section was changed since, as the draft stands."""
    fresh = Report.objects.get(pk=report.pk)
    return [(one.words, one.is_changed) for one in accepted(fresh, lambda: gather(Records(fresh)))]


def shown(client: Client, address: str) -> str:
    """Return a page."""
    return client.get(address).content.decode()


def test_a_report_without_accepted_comments_is_not_put_together_to_say_so(held: Case) -> None:
    check = held.send()
    held.decide(held.comment(check), state="rejected")

    def never() -> Any:
        raise AssertionError("It is put together for nothing.")

    assert accepted(held.report, never) == []


def test_the_gate_lists_what_is_left_of_the_check(held: Case, django_assert_num_queries: Any) -> None:
    def left(day: int) -> list[str]:
        return [one.text for one in check_gates.before_approval(held.report.inspection, on(day).date())]

    assert left(1) == ["The draft was not sent to the force for a factual accuracy check."]
    check = held.send()
    comments = [held.comment(check) for _ in range(2)]
    with django_assert_num_queries(1):
        assert left(14) == [
            "The draft is with the force until 14 June 2018.", "2 comments are open.",
            "The factual accuracy check of draft 1 is not closed.",
        ]  # fmt: skip
    assert left(15) == ["2 comments are open.", "The factual accuracy check of draft 1 is not closed."]
    for comment in comments:
        held.decide(comment)
    held.close(check)
    assert left(15) == []


def test_homes_say_what_waits(held: Case) -> None:
    def waits(person: Any, day: int) -> list[str]:
        section = drafts.to_check if person.is_force_contact else drafts.to_decide
        return [item.note for item in section(person, on(day).date()).items]

    check = held.send()
    assert waits(held.contact, 1) == ["until 14 June 2018; 0 comments sent"]
    assert waits(held.stranger, 1) == []
    held.comment(check)
    comment = held.comment(check)
    held.decide(comment)
    assert waits(held.contact, 15) == ["comments ended on 14 June 2018; the inspectorate decides on 2 comments"]
    assert (
        waits(held.lead, 1) == waits(held.manager, 1) == ["1 of 2 comments decided; with the force until 14 June 2018"]
    )
    assert waits(held.member, 1) == []
    held.decide(Comment.objects.get(state="open"), state="rejected")
    held.close(check)
    assert waits(held.contact, 15) == ["closed: 1 accepted, 1 rejected"]
    assert waits(held.lead, 15) == []


def test_a_made_up_draft_says_so_to_its_force(held: Case, client: Client) -> None:
    Inspection.objects.update(is_illustrative=True)
    check = held.send()
    client.force_login(held.contact)
    for address in ("/", check.get_absolute_url()):
        assert ">Illustrative</strong>" in client.get(address).content.decode()


# --- pages -------------------------------------------------------------------------------------------------
def test_a_late_comment_is_refused_with_its_text_kept_and_its_files_named(held: Case, client: Client) -> None:
    check = held.send()
    AccuracyCheck.objects.update(due_on=date(2018, 5, 31))
    client.force_login(held.contact)
    address = f"{check.get_absolute_url()}comments/new/{BLOCK}/"
    assert client.get(address).status_code == 403
    file = SimpleUploadedFile("sheet.pdf", PDF)
    response = client.post(address, {"kind": "fact", "text": "It was two hours.", "files": file})
    page = response.content.decode()
    assert response.status_code == 422
    assert "Ask the inspectorate for leave" in page
    assert "It was two hours." in page
    assert "Choose them again: sheet.pdf." in page
    assert client.get(f"{check.get_absolute_url()}comments/new/summary-99/").status_code == 404


def test_a_name_in_a_comment_is_warned_of_and_the_decision_to_keep_it_is_in_its_history(
    held: Case, client: Client
) -> None:
    check = held.send()
    client.force_login(held.contact)
    address = f"{check.get_absolute_url()}comments/new/{BLOCK}/"
    data = {"kind": "fact", "text": "Contact 07700 900123 Mr John Smith"}
    response = client.post(address, {**data, "files": SimpleUploadedFile("sheet.pdf", PDF)})
    page = response.content.decode()
    assert response.status_code == 422
    assert "This looks like a phone number: 07700 900123. This looks like a person’s name: Mr John Smith" in page
    assert "Choose them again: sheet.pdf." in page
    assert not Comment.objects.exists()
    assert client.post(address, {**data, "keep_identifiers": "on"}).status_code == 302
    said = Comment.objects.get().history.get().history_change_reason
    assert said == "Kept on a warning: a phone number and a person’s name"
    assert client.post(address, {**data, "text": "It is 47."}).status_code == 302
    assert Comment.objects.get(number=2).history.get().history_change_reason == ""


def test_whoever_sends_an_unfinished_draft_is_told_what_it_lacks(held: Case, client: Client) -> None:
    client.force_login(held.lead)
    address = f"/reports/{held.report.inspection.reference}/checks/send/"
    assert "The draft is not finished" not in client.get(address).content.decode()
    held.report.sections.update(text="", heading="In short")
    factories.QuestionFactory(framework=held.report.inspection.framework, title="Custody")
    page = client.get(address).content.decode()
    for words in ("The draft is not finished", "“In short” has no words yet.", "Custody is still to be graded."):
        assert words in page


def test_the_files_of_the_table_hold_every_comment_with_its_passage(held: Case, client: Client) -> None:
    check = held.send()
    held.decide(held.comment(check), reason="=It is 47.")
    client.force_login(held.manager)
    tables = {kind: client.get(f"{check.get_absolute_url()}comments/?format={kind}") for kind in ("csv", "xlsx")}
    lines = tables["csv"].getvalue().decode()
    assert tables["xlsx"].getvalue().startswith(b"PK")
    assert '"Summary, paragraph 1",46 of 60 files were good.,Typing or number,It is 47.,,' in lines
    assert "Accepted,'=It is 47." in lines
    word = client.get(f"{check.get_absolute_url()}comments/word/")
    for kind, answer in {**tables, "docx": word}.items():
        name = f"comments-{held.report.inspection.reference}-draft-1-DRAFT-OFFICIAL-SENSITIVE.{kind}"
        assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    for part in ("header", "footer"):
        told = getattr(Document(io.BytesIO(word.content)).sections[0], part).paragraphs[0].text
        assert told.endswith("OFFICIAL-SENSITIVE: about a draft, not published")
