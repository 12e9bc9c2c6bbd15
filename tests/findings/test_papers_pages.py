"""Committee papers as people meet them: making one, lines, issuing, files, stale forms."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from docx import Document
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from accounts.models import AccessKind, AccessLog, Role, User
from core.documents import DocumentsUnavailable
from findings.actions import papers
from findings.models import DueKind, EventKind, Finding, Paper, PaperComment, PaperState, Status
from findings.papers import documents, gathering
from findings.rules.papers import digest
from forces.models import Force
from tests import factories
from tests.findings.paper_samples import MAY, at, draft, issue, manager, raised, told

pytestmark = pytest.mark.django_db
FORMULA = '=HYPERLINK("https://example.test","x")'


@pytest.fixture
def bedfordshire() -> Force:
    """Return the force the papers are about, with two findings."""
    force: Force = factories.ForceFactory(slug="bedfordshire", name="Bedfordshire", code="BED")
    raised("BED-2017-01", force, title="Local teams", owner="Head of staff")
    raised("BED-2017-02", force, title="Missing children", due_kind=DueKind.ABSOLUTE, due_on=date(2018, 5, 1))
    return force


@pytest.fixture
def by(db: None) -> User:
    """Return the manager who writes them."""
    return manager()


def as_(person: User) -> Client:
    """Return a client signed in as a person."""
    client = Client()
    client.force_login(person)
    return client


def words(response: Any) -> str:
    """Return the words of a page's main part."""
    text = response.content.decode().split("<main")[1].split("</main")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def streamed(response: Any) -> bytes:
    """Return a file as it was sent."""
    return b"".join(response.streaming_content)


def opened(client: Client, paper: Paper, page: str = "comments") -> dict[str, str]:
    """Return what a form of a paper's page would send untouched."""
    text = client.get(f"{paper.get_absolute_url()}{page}/").content.decode().split("<main")[1]
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', text))
    boxes = dict(re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>([^<]*)</textarea>', text, re.S))
    return {**hidden, **boxes}


# --- making ------------------------------------------------------------------------------------------------
def test_a_manager_makes_a_paper_for_a_force_and_comes_to_its_draft(bedfordshire: Force, by: User) -> None:
    day = {"as_at-day": "31", "as_at-month": "3", "as_at-year": "2018"}
    sent = {"scope": "force", "force": "bedfordshire", "region": "east", **day, "title": ""}
    response = as_(by).post("/findings/papers/new/", sent, follow=True)
    assert response.redirect_chain[0][0].startswith("/findings/papers/PAPER-")
    text = words(response)
    assert "Findings: Bedfordshire as at 31 March 2018" in text
    assert "Draft, not issued" in text
    assert "2 findings, all open. Each table of totals comes to 2." in text


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"scope": ""}, "Answer the question: What is the paper about?"),
        ({"force": ""}, "Choose the force the paper is about"),
        ({"scope": "region"}, "Choose the region the paper is about"),
        ({"force": "atlantis"}, "atlantis is not one of the choices"),
        ({"as_at-year": "2100"}, "The day cannot be after today."),
        ({"as_at-month": "13"}, "As at must be a real date"),
    ],
)
def test_a_paper_that_cannot_be_made_says_why_and_keeps_what_was_typed(
    bedfordshire: Force, by: User, changed: dict[str, str], message: str
) -> None:
    day = {"as_at-day": "31", "as_at-month": "3", "as_at-year": "2018"}
    sent = {"scope": "force", "force": "bedfordshire", **day, "title": "For the June panel", **changed}
    response = as_(by).post("/findings/papers/new/", sent)
    assert response.status_code == 422
    assert message in response.content.decode()
    assert "For the June panel" in response.content.decode()


def test_a_force_barred_to_a_manager_is_not_offered(bedfordshire: Force, by: User) -> None:
    assert 'value="bedfordshire"' in as_(by).get("/findings/papers/new/").content.decode()
    factories.BarFactory(user=by, force=bedfordshire)
    assert 'value="bedfordshire"' not in as_(by).get("/findings/papers/new/").content.decode()


# --- reading -----------------------------------------------------------------------------------------------
def test_a_paper_is_for_the_inspectorate_and_a_bar_hides_none(bedfordshire: Force, by: User) -> None:
    paper = issue(by, draft(by))
    address = paper.get_absolute_url()
    for role in (Role.INSPECTOR, Role.MANAGER, Role.ADMINISTRATOR, Role.AUDITOR):
        person = factories.user(role)
        factories.BarFactory(user=person, force=bedfordshire)
        assert "Local teams" in words(as_(person).get(address))
    assert as_(factories.user(Role.FORCE_CONTACT)).get(address).status_code == 403


def test_the_list_is_filtered_by_scope_and_state_and_taken_away(bedfordshire: Force, by: User) -> None:
    issue(by, draft(by))
    draft(by, MAY, scope="nation", subject="england")
    client = as_(factories.user(Role.AUDITOR))

    def listed(query: str) -> list[list[str]]:
        rows = csv.DictReader(io.StringIO(streamed(client.get(f"/findings/papers/?format=csv{query}")).decode()))
        return [[row["reference"], row["about"], row["as_at"], row["state"]] for row in rows]

    one = ["PAPER-2018-01", "Bedfordshire", "2018-03-31", "issued"]
    two = ["PAPER-2018-02", "England", "2018-05-31", "draft"]
    assert listed("") == [two, one]
    assert listed("&scope=force") == [one]
    assert listed("&state=draft") == [two]
    assert client.get("/findings/papers/?state=lost").status_code == 400


def test_a_long_paper_is_shown_by_the_page_and_its_files_hold_every_row(bedfordshire: Force, by: User) -> None:
    for number in range(3, 56):
        raised(f"BED-2017-{number:02}", bedfordshire)
    paper = draft(by)
    first, second = (words(as_(by).get(f"{paper.get_absolute_url()}?page={page}")) for page in (1, 2))
    assert "Showing 1 to 50 of 55 findings" in first
    assert ("BED-2017-50" in first, "BED-2017-51" in first) == (True, False)
    assert ("BED-2017-50" in second, "BED-2017-55" in second) == (False, True)
    assert streamed(as_(by).get(f"{paper.get_absolute_url()}?format=csv")).decode().count("\n") == 56


def test_the_first_paper_of_a_scope_has_nothing_to_compare_with(bedfordshire: Force, by: User) -> None:
    text = words(as_(by).get(f"{draft(by).get_absolute_url()}changes/"))
    assert "there is nothing to compare with" in text


def test_changes_since_the_last_paper_are_told_with_the_sums_they_come_to(bedfordshire: Force, by: User) -> None:
    issue(by, draft(by))
    raised("BED-2017-03", bedfordshire, on=date(2018, 4, 2))
    text = words(as_(by).get(f"{draft(by, MAY).get_absolute_url()}changes/"))
    assert "Changes since PAPER-2018-01" in text
    assert "3 findings in this paper = 1 new + 2 also in PAPER-2018-01 (1 changed, 1 unchanged)." in text
    assert "2 findings in PAPER-2018-01 = 2 also in this paper + 0 gone from its scope." in text
    assert "RAG changed BED-2017-02 Missing children Bedfordshire Amber Red" in text


# --- lines -------------------------------------------------------------------------------------------------
def test_lines_are_written_on_one_form_and_only_the_changed_ones_are_kept(bedfordshire: Force, by: User) -> None:
    paper, client = draft(by), as_(by)
    sent = opened(client, paper)
    assert sorted(sent) == [
        "csrfmiddlewaretoken", "line-BED-2017-01", "line-BED-2017-02", "version", "was-BED-2017-01", "was-BED-2017-02",
    ]  # fmt: skip
    address = f"{paper.get_absolute_url()}comments/"
    response = client.post(address, {**sent, "line-BED-2017-02": " Nothing\r\n has moved. "})
    assert response.headers["Location"] == paper.get_absolute_url()
    assert list(PaperComment.objects.values_list("finding__reference", "text")) == [
        ("BED-2017-02", "Nothing has moved.")
    ]


def test_a_line_that_is_too_long_is_refused_and_all_that_was_typed_stays(bedfordshire: Force, by: User) -> None:
    paper, client = draft(by), as_(by)
    typed = {"line-BED-2017-01": "x" * 201, "line-BED-2017-02": "Kept as typed."}
    response = client.post(f"{paper.get_absolute_url()}comments/", {**opened(client, paper), **typed})
    assert response.status_code == 422
    text = response.content.decode()
    assert text.count("The line on BED-2017-01 must be 200 characters or fewer") == 2
    assert "x" * 201 in text
    assert "Kept as typed." in text
    assert not PaperComment.objects.exists()


def test_a_stale_form_tells_what_others_wrote_keeps_ones_own_and_then_saves_only_that(
    bedfordshire: Force, by: User
) -> None:
    paper, client, other = draft(by), as_(by), manager()
    sent = opened(client, paper)
    theirs = {"BED-2017-01": "Theirs on one.", "BED-2017-02": "Theirs on two."}
    papers.comment(by=other, paper=paper, version=1, lines=theirs)
    response = client.post(f"{paper.get_absolute_url()}comments/", {**sent, "line-BED-2017-01": "Mine on one."})
    assert response.status_code == 409
    assert f"BED-2017-01: our comment – Theirs on one. {other.name}" in words(response)
    text = response.content.decode().split("<main")[1]
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', text))
    boxes = dict(re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>([^<]*)</textarea>', text, re.S))
    assert boxes == {"line-BED-2017-01": "Mine on one.", "line-BED-2017-02": "Theirs on two."}
    client.post(f"{paper.get_absolute_url()}comments/", {**hidden, **boxes})
    assert dict(PaperComment.objects.values_list("finding__reference", "text")) == {
        "BED-2017-01": "Mine on one.", "BED-2017-02": "Theirs on two.",
    }  # fmt: skip


def test_a_stale_form_tells_of_a_finding_s_own_line_that_changed_too(bedfordshire: Force, by: User) -> None:
    paper, client = draft(by), as_(by)
    sent = opened(client, paper)
    papers.comment(by=manager(), paper=paper, version=1, lines={"BED-2017-02": "Theirs."})
    Finding.objects.filter(reference="BED-2017-01").update(comment="Offered now.")
    response = client.post(f"{paper.get_absolute_url()}comments/", {**sent, "line-BED-2017-02": "Mine."})
    assert response.status_code == 409
    assert "BED-2017-01: the finding’s own line – Offered now." in words(response)


def test_the_form_tells_what_the_last_paper_said(bedfordshire: Force, by: User) -> None:
    first = papers.comment(by=by, paper=draft(by), version=1, lines={"BED-2017-01": "Looked at in spring."})
    issue(by, first)
    assert "Said in the last paper: “Looked at in spring.”" in words(
        as_(by).get(f"{draft(by, MAY).get_absolute_url()}comments/")
    )


def test_a_long_paper_has_its_lines_on_several_pages(bedfordshire: Force, by: User) -> None:
    for number in range(3, 56):
        raised(f"BED-2017-{number:02}", bedfordshire)
    paper, client = draft(by), as_(by)
    sent = {**opened(client, paper), "line-BED-2017-50": "On page one.", "then": "next"}
    response = client.post(f"{paper.get_absolute_url()}comments/", sent)
    assert response.headers["Location"] == "/findings/papers/PAPER-2018-01/comments/?page=2"
    assert "Findings 51 to 55 of 55" in words(client.get(f"{paper.get_absolute_url()}comments/?page=2"))
    assert PaperComment.objects.get().text == "On page one."


def test_rows_of_a_barred_force_are_left_to_others(bedfordshire: Force, by: User) -> None:
    factories.BarFactory(user=by, force=bedfordshire)
    paper = draft(by, scope="nation", subject="england")
    text = words(as_(by).get(f"{paper.get_absolute_url()}comments/"))
    assert "BED-2017-01 Local teams: you are barred from Bedfordshire" in text
    assert "line-BED-2017-01" not in opened(as_(by), paper)


# --- day and title, withdrawing ----------------------------------------------------------------------------
def test_a_draft_takes_another_day_by_its_form(bedfordshire: Force, by: User) -> None:
    paper = draft(by)
    day = {"as_at-day": "31", "as_at-month": "5", "as_at-year": "2018"}
    as_(by).post(f"{paper.get_absolute_url()}edit/", {"version": 1, **day, "title": "For the June panel"})
    paper.refresh_from_db()
    assert (paper.as_at, paper.title) == (MAY, "For the June panel")


def test_a_draft_is_withdrawn_with_a_reason(bedfordshire: Force, by: User) -> None:
    paper, client = draft(by), as_(by)
    address = f"{paper.get_absolute_url()}withdraw/"
    assert client.post(address, {"version": 1, "reason": ""}).status_code == 422
    response = client.post(address, {"version": 1, "reason": "Asked for by mistake."}, follow=True)
    assert "The draft is withdrawn. Its number is not given again." in response.content.decode()
    assert client.get(paper.get_absolute_url()).status_code == 404


# --- issuing -----------------------------------------------------------------------------------------------
def test_before_issuing_one_is_told_what_is_frozen_and_what_to_think_of(bedfordshire: Force, by: User) -> None:
    raised("BED-2017-03", bedfordshire, is_illustrative=True)
    text = words(as_(by).get(f"{draft(by, MAY).get_absolute_url()}issue/"))
    assert "3 findings, all open" in text
    assert "3 findings without a comment of ours: BED-2017-01, BED-2017-02, BED-2017-03." in text
    assert "Of these, 1 is red." in text
    assert "1 finding made up for the demonstration; the paper says so." in text


def test_an_empty_paper_and_one_behind_a_later_one_are_pointed_out(bedfordshire: Force, by: User) -> None:
    issue(by, draft(by, MAY))
    text = words(as_(by).get(f"{draft(by, date(2018, 1, 1)).get_absolute_url()}issue/"))
    assert "The paper has no rows." in text
    assert "PAPER-2018-01, of a later day, is issued already" in text


def test_a_manager_issues_a_paper_and_its_hash_can_be_checked_against_its_json(bedfordshire: Force, by: User) -> None:
    paper, client = draft(by), as_(by)
    response = client.post(f"{paper.get_absolute_url()}issue/", opened(client, paper, "issue"), follow=True)
    text = words(response)
    paper.refresh_from_db()
    assert paper.sha256 in text
    assert "The content is as it was issued." in text
    held = client.get(f"{paper.get_absolute_url()}?format=json")
    assert hashlib.sha256(held.content).hexdigest() == paper.sha256
    assert client.get(f"{paper.get_absolute_url()}issue/").headers["Location"] == paper.get_absolute_url()
    assert "Write comments" not in text


def test_a_content_that_is_not_what_was_issued_is_pointed_out(bedfordshire: Force, by: User) -> None:
    held = gathering.content_shown(draft(by))
    said = {"issued_by": by, "issued_at": at(6), "content": {**held, "title": "Another"}, "sha256": digest(held)}
    paper = factories.PaperFactory(reference="PAPER-2018-09", state=PaperState.ISSUED, **said)
    assert "The content held is not what was issued" in words(as_(by).get(paper.get_absolute_url()))


def test_whoever_issues_second_is_told_who_was_first(bedfordshire: Force, by: User) -> None:
    paper, client = draft(by), as_(by)
    sent = opened(client, paper, "issue")
    other = manager()
    issue(other, paper)
    response = client.post(f"{paper.get_absolute_url()}issue/", sent)
    assert response.status_code == 409
    assert f"{other.name} has just issued PAPER-2018-01. It never changes." in words(response)


def test_a_paper_is_looked_at_again_when_findings_moved_or_lines_were_written_meanwhile(
    bedfordshire: Force, by: User
) -> None:
    paper, client = draft(by), as_(by)
    address = f"{paper.get_absolute_url()}issue/"
    sent = opened(client, paper, "issue")
    raised("BED-2017-03", bedfordshire)
    response = client.post(address, sent)
    assert response.status_code == 422
    assert "What the paper holds has changed since you opened this page" in words(response)
    assert "3 findings, all open" in words(response)
    papers.comment(by=by, paper=paper, version=1, lines={"BED-2017-01": "Ours."})
    again = dict(re.findall(r'type="hidden" name="(version|seen)" value="([^"]*)"', response.content.decode()))
    response = client.post(address, again)
    assert response.status_code == 409
    again = dict(re.findall(r'type="hidden" name="(version|seen)" value="([^"]*)"', response.content.decode()))
    assert client.post(address, again).status_code == 302


# --- history -----------------------------------------------------------------------------------------------
def test_the_history_tells_of_the_paper_and_of_its_lines(bedfordshire: Force, by: User) -> None:
    paper = papers.comment(by=by, paper=draft(by), version=1, lines={"BED-2017-01": "First."})
    paper = papers.comment(by=by, paper=paper, version=2, lines={"BED-2017-01": "Second."})
    issue(by, paper)
    text = words(as_(factories.user(Role.AUDITOR)).get(f"{paper.get_absolute_url()}history/"))
    assert f"{by.name} BED-2017-01: our comment First. Second." in text
    assert f"{by.name} BED-2017-01: our comment – First." in text
    assert "state Draft Issued Issued" in text


# --- files -------------------------------------------------------------------------------------------------
def with_lines(force: Force, by: User) -> Paper:
    """Return an issued paper that follows another and has a formula for a line."""
    issue(by, draft(by))
    told(raised("BED-2017-03", force), EventKind.STATUS, date(2018, 4, 20), status_after=Status.IN_PROGRESS)
    paper = papers.comment(by=by, paper=draft(by, MAY), version=1, lines={"BED-2017-01": FORMULA})
    return issue(by, paper, day=3)


def test_csv_and_xlsx_hold_every_row_and_formulas_as_text(bedfordshire: Force, by: User) -> None:
    paper, client = with_lines(bedfordshire, by), as_(by)
    found = list(csv.DictReader(io.StringIO(streamed(client.get(f"{paper.get_absolute_url()}?format=csv")).decode())))
    assert [(row["finding"], row["status"], row["rag"], row["due_first_set"]) for row in found] == [
        ("BED-2017-01", "Open", "amber", ""),
        ("BED-2017-02", "Open", "red", "2018-05-01"),
        ("BED-2017-03", "In progress", "amber", ""),
    ]
    assert found[0]["comment"] == "'" + FORMULA
    assert (found[0]["paper"], found[0]["state"], found[0]["as_at"]) == ("PAPER-2018-02", "issued", "2018-05-31")
    book = CalamineWorkbook.from_filelike(io.BytesIO(streamed(client.get(f"{paper.get_absolute_url()}?format=xlsx"))))
    head, *rows = book.get_sheet_by_index(0).to_python()
    assert head == list(found[0])
    assert [row[head.index("finding")] for row in rows] == ["BED-2017-01", "BED-2017-02", "BED-2017-03"]
    assert rows[0][head.index("comment")] == "'" + FORMULA


def test_the_pdf_holds_every_row_the_totals_and_the_changes(bedfordshire: Force, by: User) -> None:
    paper = with_lines(bedfordshire, by)
    response = as_(factories.user(Role.AUDITOR)).get(f"{paper.get_absolute_url()}pdf/")
    assert response["Content-Disposition"] == 'attachment; filename="PAPER-2018-02.pdf"'
    reader = PdfReader(io.BytesIO(response.content), strict=True)
    text = re.sub(r"\s+", " ", " ".join(page.extract_text() for page in reader.pages))
    for one in ("BED-2017-01", "BED-2017-02", "BED-2017-03", "HYPERLINK", "Changes since PAPER-2018-01", "By RAG"):
        assert one in text
    assert "Draft, not issued" not in text
    assert all(page.mediabox.width > page.mediabox.height for page in reader.pages)
    root = reader.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("en-GB", True)
    assert AccessLog.objects.filter(kind=AccessKind.EXPORT, what=f"{paper.get_absolute_url()}pdf/").count() == 1


def test_the_word_file_holds_every_row_the_totals_and_the_changes(bedfordshire: Force, by: User) -> None:
    paper = with_lines(bedfordshire, by)
    response = as_(by).get(f"{paper.get_absolute_url()}word/")
    assert response["Content-Disposition"] == 'attachment; filename="PAPER-2018-02.docx"'
    made = Document(io.BytesIO(response.content))
    assert made.core_properties.title == "PAPER-2018-02 Findings: Bedfordshire as at 31 May 2018"
    headings = [p.text for p in made.paragraphs if p.style.name.startswith("Heading")]
    assert headings[1:] == ["Findings", "Totals", "Changes since PAPER-2018-01"]
    table = next(table for table in made.tables if table.rows[0].cells[0].text == "Reference")
    assert [row.cells[0].text for row in table.rows[1:]] == ["BED-2017-01", "BED-2017-02", "BED-2017-03"]
    assert table.rows[1].cells[-1].text == FORMULA
    [changes] = [table for table in made.tables if len(table.rows[0].cells) == 6]
    assert ["New in this paper", "BED-2017-03"] in [[cell.text for cell in row.cells[:2]] for row in changes.rows]


def test_files_of_a_draft_say_that_it_is_one(bedfordshire: Force, by: User) -> None:
    paper, client = draft(by), as_(by)
    pdf, word = (client.get(f"{paper.get_absolute_url()}{kind}/") for kind in ("pdf", "word"))
    assert pdf["Content-Disposition"] == 'attachment; filename="PAPER-2018-01-draft.pdf"'
    assert all("Draft, not issued" in page.extract_text() for page in PdfReader(io.BytesIO(pdf.content)).pages)
    made = Document(io.BytesIO(word.content))
    assert made.sections[0].header.paragraphs[0].text == "Draft, not issued"
    text = streamed(client.get(f"{paper.get_absolute_url()}?format=csv")).decode()
    assert 'PAPER-2018-01,"draft, not issued",2018-03-31,BED-2017-01' in text
    assert client.get(f"{paper.get_absolute_url()}?format=json")["Content-Type"].startswith("text/html")


def test_files_of_an_empty_draft_can_be_made(bedfordshire: Force, by: User) -> None:
    paper, client = draft(by, date(2018, 1, 1)), as_(by)
    assert client.get(f"{paper.get_absolute_url()}pdf/").status_code == 200
    assert client.get(f"{paper.get_absolute_url()}word/").status_code == 200
    assert "No finding was open on the day" in words(client.get(paper.get_absolute_url()))
    assert "The paper has no rows." in words(client.get(f"{paper.get_absolute_url()}comments/"))


def test_the_force_has_a_column_where_the_scope_has_several(bedfordshire: Force, by: User) -> None:
    client = as_(by)
    alone, several = draft(by), draft(by, scope="nation", subject="england")
    assert "Finding Owner" in words(client.get(alone.get_absolute_url()))
    assert "Finding Force Owner" in words(client.get(several.get_absolute_url()))
    made = Document(io.BytesIO(client.get(f"{several.get_absolute_url()}word/").content))
    assert made.tables[1].rows[0].cells[2].text == "Force"


def test_where_no_pdf_can_be_made_the_page_says_why(
    bedfordshire: Force, by: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*args: Any, **kwargs: Any) -> bytes:
        raise DocumentsUnavailable("A library is missing.")

    address = f"{draft(by).get_absolute_url()}pdf/"
    monkeypatch.setattr(documents, "LONGEST_PDF", 1)
    response = as_(by).get(address)
    assert response.status_code == 422
    assert "This paper has 2 rows, and a PDF file is made of 1 at most." in words(response)
    monkeypatch.setattr(documents, "LONGEST_PDF", 2)
    monkeypatch.setattr(documents, "pdf", missing)
    response = as_(by).get(address)
    assert response.status_code == 503
    assert "A library is missing." in words(response)
