"""The pages of reports that are read in: a report sent, placed, confirmed and refused; odd files and odd forms."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Role
from findings.models import Finding
from inspections.models import Judgment
from reports.models import Proposal, ReportFile
from tests import factories
from tests.reports.test_readings import FINDING, JUDGMENT, TEXT, Shelf, build
from tests.test_access import body
from tests.test_queries import LIMITS, asked

pytestmark = pytest.mark.django_db
PAGES = ["", "about/", "1/", "5/", "6/", "8/", "10/", "8/refuse/", "history/"]


@pytest.fixture
def shelf() -> Shelf:
    return build()


def send(client: Client, data: bytes, name: str = "report.txt") -> Any:
    """Send a file in."""
    return client.post("/report-files/", {"file": SimpleUploadedFile(name, data)}, follow=True)


def test_a_manager_sends_a_report_places_it_and_confirms_and_refuses_what_it_says(shelf: Shelf, client: Client) -> None:
    client.force_login(factories.user(Role.MANAGER))
    page = body(send(client, TEXT.encode()))
    assert "Nothing is recorded until it is confirmed" in page
    report = ReportFile.objects.get()
    address = report.get_absolute_url()
    assert client.post(f"{address}1/", {}).headers["Location"] == f"{address}about/"
    form = body(client.get(f"{address}about/"))
    assert '<option value="cleveland" selected>' in form
    assert '<option value="effectiveness-2017" selected>' in form
    factories.FrameworkFactory(
        cycle=shelf.framework.cycle, pillar="E", slug="again", title=shelf.framework.title, version_number=2
    )
    assert f">{shelf.framework.title}, version 2</option>" in body(client.get(f"{address}about/"))
    day = {"published_on-day": "22", "published_on-month": "3", "published_on-year": "2018"}
    said = {"version": 1, "force": "cleveland", "framework": "effectiveness-2017", **day, "source": "The report"}
    assert client.post(f"{address}about/", {**said, "source": ""}).status_code == 422
    undated = client.post(f"{address}about/", {**said, **dict.fromkeys(day, "")})
    assert (undated.status_code, "Enter the day: none is held of CLV-2017-E" in body(undated)) == (422, True)
    assert client.post(f"{address}about/", said).status_code == 302
    assert client.get(f"{address}about/").headers["Location"] == address

    judged = {"version": 1, "question": "overall", "conclusion": "good", "last_inspected": "2017", "reason": ""}
    assert client.post(f"{address}1/", {**judged, "conclusion": "splendid"}).status_code == 422
    assert "Select the question" in body(client.post(f"{address}1/", {**judged, "question": ""}))
    assert client.post(f"{address}1/", {**judged, "question": "of-another"}).status_code == 422
    assert client.post(f"{address}1/", judged).headers["Location"] == f"{address}2/"
    assert Judgment.objects.get().in_words == "Good"
    assert "Recorded: Overall: Good" in body(client.get(f"{address}1/"))

    shown = body(client.get(f"{address}9/"))
    assert "It stops in the middle of a sentence" in shown
    assert "<mark><strong>• The force should lend its shears to</strong></mark>" in shown
    found = {"version": 1, "title": "", "place": "", "same_as": ""}
    cut = client.post(f"{address}9/", {**found, "wording": "The force should lend its shears to"})
    assert (cut.status_code, "Complete it by hand from the passage" in body(cut)) == (422, True)
    assert client.post(f"{address}9/", {**found, "wording": "Lend the shears.", "place": "part-99"}).status_code == 422
    client.post(f"{address}9/", {**found, "wording": "Lend the shears to the parish."})
    assert Finding.objects.get().reference == "CLV-2017-01"
    assert client.get(f"{address}9/refuse/").headers["Location"] == f"{address}9/"

    assert client.post(f"{address}8/refuse/", {"version": 1, "reason": ""}).status_code == 422
    assert client.post(f"{address}8/refuse/", {"version": 1, "reason": "It is advice."}).status_code == 302
    assert "It is advice." in body(client.get(address))
    assert "Read from report.txt, line 25" in body(client.get(f"{address}history/"))


def test_an_inspection_that_is_held_keeps_its_day_and_needs_none(shelf: Shelf, client: Client) -> None:
    held = factories.InspectionFactory(
        reference="CLV-2017-E", force=shelf.force, framework=shelf.framework, published_on=date(2018, 3, 22)
    )
    report = shelf.send()
    client.force_login(shelf.by)
    said = {"version": 1, "force": "cleveland", "framework": "effectiveness-2017", "source": "The report"}
    assert client.post(f"{report.get_absolute_url()}about/", said).status_code == 302
    report.refresh_from_db()
    held.refresh_from_db()
    assert (report.inspection, report.source, held.published_on) == (held, "The report", date(2018, 3, 22))


def test_a_finding_is_put_under_a_part_of_its_question(shelf: Shelf, client: Client) -> None:
    report = shelf.placed()
    question = shelf.framework.questions.get(slug="prevention")
    part = question.diagnostics.create(number=1, title="Lamps")
    client.force_login(shelf.by)
    proposal = shelf.one(report, FINDING, 3)
    said = {"version": 1, "wording": proposal.read["wording"], "title": "", "place": f"part-{part.pk}", "same_as": ""}
    client.post(proposal.get_absolute_url(), said)
    made = Finding.objects.get()
    assert (made.question, made.diagnostic) == (question, part)


def test_a_page_says_what_confirming_does_and_whoever_comes_second_loses_nothing(shelf: Shelf, client: Client) -> None:
    report, copy = shelf.placed(), shelf.placed(f"{TEXT}\nA copy.")
    client.force_login(shelf.by)
    first, again = shelf.one(report, FINDING, 3), shelf.one(copy, FINDING, 3)
    assert "Adds an area for improvement raised on 22 March 2018" in body(client.get(first.get_absolute_url()))
    shelf.find(first)
    assert "Held already as CLV-2017-01, in the same words" in body(client.get(again.get_absolute_url()))
    judgment = shelf.one(copy, JUDGMENT, 0)
    Proposal.objects.filter(pk=judgment.pk).update(version=2)
    said = {"version": 1, "question": "overall", "conclusion": "good", "last_inspected": "2017", "reason": "Kept."}
    stale = client.post(judgment.get_absolute_url(), said)
    assert (stale.status_code, "Kept." in body(stale)) == (409, True)


def test_a_finding_that_reads_like_a_held_one_is_added_as_new_only_when_somebody_says_so(
    shelf: Shelf, client: Client
) -> None:
    first = shelf.placed()
    copy = shelf.placed(TEXT.replace("sweep the yard of the depot before", "sweep the depot’s yard well before"))
    client.force_login(shelf.by)
    shelf.find(shelf.one(first, FINDING, 3))
    proposal = shelf.one(copy, FINDING, 3)
    address = proposal.get_absolute_url()
    page = body(client.get(address))
    assert "It reads like CLV-2017-01" in page
    assert '<option value="" selected>Choose one</option>' in page.replace("  ", " ")
    question = f"question-{shelf.framework.questions.get(slug='prevention').pk}"
    said = {"version": 1, "wording": proposal.read["wording"], "title": "", "place": question, "same_as": ""}
    unsaid = client.post(address, said)
    assert unsaid.status_code == 422
    assert "It reads like CLV-2017-01, which is held: choose that one, or say that it is new." in body(unsaid)
    assert Finding.objects.count() == 1
    assert client.post(address, {**said, "same_as": "new"}).status_code == 302
    assert Finding.objects.count() == 2


def test_the_same_file_again_and_one_that_cannot_be_read_say_so(shelf: Shelf, client: Client) -> None:
    client.force_login(shelf.by)
    send(client, TEXT.encode())
    assert "This file is held already: nothing has changed." in body(send(client, TEXT.encode(), "another name.txt"))
    page = body(send(client, b"\x89PNG\r\n\x1a\n" + b"\x00" * 64))
    assert "The file is a PNG picture." in page
    assert "or save it as plain text" in page
    assert "Nothing was found in the text that reads like a judgment" in body(send(client, b"A word or two. " * 20))
    assert client.post("/report-files/", {}).status_code == 422


def test_pages_ask_no_oftener_than_they_may(shelf: Shelf, client: Client) -> None:
    report = shelf.placed()
    client.force_login(shelf.by)
    address = report.get_absolute_url()
    too_many = {
        page: count
        for page in PAGES
        if page != "about/" and (count := asked(client, address + page)) > LIMITS["detail"]
    }
    assert too_many == {}
    assert asked(client, "/report-files/") <= LIMITS["form"]
    assert asked(client, shelf.send(f"{TEXT}\nA copy.").get_absolute_url() + "about/") <= LIMITS["form"]


FIELDS = [
    "version",
    "question",
    "conclusion",
    "last_inspected",
    "reason",
    "wording",
    "title",
    "place",
    "same_as",
    "parent",
]
FIELDS += [
    "files",
    "good",
    "force",
    "framework",
    "published_on-day",
    "published_on-month",
    "published_on-year",
    "source",
]
ODD = st.one_of(
    st.sampled_from(["1", "part-1", "question-9", "part-99999999999999999999", "good", "overall", "-1", "²"]),
    st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20),
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(FIELDS), ODD), st.sampled_from(PAGES[1:-1]), st.binary(max_size=200))
def test_odd_forms_and_files_are_answered_and_never_a_fault(
    shelf: Shelf, client: Client, data: dict[str, str], page: str, sent: bytes
) -> None:
    client.force_login(shelf.by)
    report = ReportFile.objects.filter(inspection__isnull=False).first() or shelf.placed()
    assert client.post(report.get_absolute_url() + page, data).status_code in {200, 302, 404, 409, 422}
    assert send(client, sent).status_code in {200, 422}
