"""The pages and files of a report: who may take a draft, what is being made, what an earlier edition says."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from datetime import timedelta

import docx
import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone

from accounts.models import Role, User
from core import jobs
from core.models import Job
from reports import jobs as report_jobs
from reports.actions import editions
from reports.document.gathering import MADE_UP
from reports.editions import of_edition
from reports.models import Edition, Report, Section
from tests import factories
from tests.reports.edition_samples import approved, manager, prepared, published, ready

pytestmark = pytest.mark.django_db


@pytest.fixture
def report() -> Report:
    """Return a report that nothing stands in the way of."""
    return ready(reference="FIR-2018-E")


def status(client: Client, person: User, url: str) -> int:
    """Return how a person is answered."""
    client.force_login(person)
    return client.get(url).status_code


def test_before_it_is_out_a_report_is_a_marked_draft_for_those_who_read_the_inspection(
    client: Client, report: Report
) -> None:
    inside = manager()
    for person in (
        factories.ForceContactFactory(force=report.inspection.force).user,
        factories.UserFactory(role=Role.ADMINISTRATOR),
        factories.UserFactory(role=Role.INSPECTOR),
    ):
        assert {status(client, person, f"/reports/FIR-2018-E{end}") for end in ("/", ".pdf", ".json", ".csv")} == {404}
    client.force_login(inside)
    assert "DRAFT" in client.get("/reports/FIR-2018-E/").content.decode()
    answer = client.get("/reports/FIR-2018-E.docx")
    assert answer["Content-Disposition"] == 'attachment; filename="FIR-2018-E-DRAFT-OFFICIAL-SENSITIVE.docx"'
    prepared(report)
    assert json.loads(client.get("/reports/FIR-2018-E/editions/1.json").content)["edition"]["is_draft"] is True


def test_what_is_out_is_taken_away_as_it_was_made_once(client: Client, report: Report) -> None:
    edition = published(report)
    client.force_login(factories.ForceContactFactory().user)
    waiting = client.get("/reports/FIR-2018-E.pdf")
    assert (waiting.status_code, "The file is being made" in waiting.content.decode()) == (202, True)
    jobs.run(Job.objects.get(kind=editions.FILES).pk)
    sent = client.get("/reports/FIR-2018-E.pdf")
    assert sent["Content-Disposition"] == 'attachment; filename="FIR-2018-E.pdf"'
    assert hashlib.sha256(sent.content).hexdigest() == edition.files.get(format="pdf").sha256
    data = json.loads(client.get("/reports/FIR-2018-E.json").content)
    assert data["edition"] == {
        "number": 1, "published_on": "2018-05-29", "notice": "", "sha256": edition.sha256, "is_draft": False,
    }  # fmt: skip
    assert [one["reference"] for one in data["findings"]] == ["DRA-2018-01"]
    told = data.pop("edition")  # without it, what was taken away is the very text that was hashed
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1)
    assert hashlib.sha256(text.encode()).hexdigest() == told["sha256"]
    rows = list(csv.reader(io.StringIO(b"".join(client.get("/reports/FIR-2018-E.csv").streaming_content).decode())))
    assert [row[:3] for row in rows] == [
        ["report", "reference", "kind"],
        ["FIR-2018-E", "DRA-2018-01", "area-for-improvement"],
    ]
    assert client.get("/reports/FIR-2018-E.csv?table=none").status_code == 404


def test_files_that_could_not_be_made_are_made_again_and_never_drawn_for_one_reader_alone(
    client: Client, report: Report
) -> None:
    edition = published(report)
    Job.objects.update(state="failed")
    client.force_login(manager())
    answer = client.get("/reports/FIR-2018-E.docx")
    assert (answer.status_code, "It is tried again within the hour." in answer.content.decode()) == (202, True)
    report_jobs.make_what_is_missing()
    assert Job.objects.count() == 1
    Job.objects.update(created_at=timezone.now() - timedelta(hours=2))
    report_jobs.make_what_is_missing()
    jobs.run(Job.objects.filter(state="queued").get().pk)
    assert client.get("/reports/FIR-2018-E.docx").status_code == 200
    report_jobs.make_what_is_missing()
    assert Job.objects.count() == 2
    kept = edition.files.get(format="docx").file
    kept.storage.delete(kept.name)
    gone = client.get("/reports/FIR-2018-E.docx")
    assert (gone.status_code, "put back from a backup" in gone.content.decode()) == (503, True)


def test_a_correction_stands_on_top_and_the_first_edition_says_that_there_is_a_later_one(
    client: Client, report: Report
) -> None:
    first = published(report)
    Section.objects.filter(report=report).update(text="The force works very well with its partners.")
    second = published(report, notice="“Very” was missing in the summary.")
    client.force_login(factories.UserFactory(role=Role.AUDITOR))
    latest, earlier = (client.get(f"/reports/FIR-2018-E/{end}").content.decode() for end in ("", "editions/1/"))
    assert "“Very” was missing in the summary." in latest
    assert "works very well" in latest
    assert "works very well" not in earlier
    assert "This is an earlier edition." in earlier
    for page in (latest, earlier):
        assert first.sha256 in page
        assert second.sha256 in page
    differs = "What edition 2 says otherwise than edition 1"
    assert [differs in page for page in (latest, earlier)] == [True, False]
    assert latest.split(differs)[1].split("</ul>")[0].count("<li>") == 1
    assert "<li>Section Summary: changed</li>" in latest


def test_the_page_of_publishing_says_what_changed_and_who_may_approve(client: Client, report: Report) -> None:
    first, second = manager(), manager()
    edition = prepared(report, first)
    client.force_login(first)
    page = client.get("/reports/FIR-2018-E/publish/").content.decode()
    assert "A second manager approves" in page
    assert "Read and approve" not in page
    client.force_login(second)
    assert "Read and approve" in client.get("/reports/FIR-2018-E/publish/").content.decode()
    Section.objects.filter(report=report).update(text="Otherwise.")
    page = client.get("/reports/FIR-2018-E/publish/").content.decode()
    assert "Changed since prepared" in page
    assert "Read and approve" not in page
    assert "Section Summary: changed" in page
    answer = client.post("/reports/FIR-2018-E/editions/1/approve/", {"seen": edition.sha256, "is_read": "on"})
    assert (answer.status_code, "has changed since it was prepared" in answer.content.decode()) == (422, True)


def test_whoever_writes_is_warned_that_a_save_stops_the_edition_under_way(client: Client, report: Report) -> None:
    client.force_login(report.inspection.assignments.get().user)
    address, said = "/reports/FIR-2018-E/write/sections/summary/", "Once other words are saved here"
    assert said not in client.get(address).content.decode()
    edition = approved(report)
    assert "Edition 1 is approved. Once other words are saved here" in client.get(address).content.decode()
    editions.withdraw(by=manager(), edition=edition, reason="A count was wrong.")
    assert said not in client.get(address).content.decode()


def test_a_correction_is_prepared_only_once_something_has_changed(client: Client, report: Report) -> None:
    client.force_login(manager())
    said, button = "Nothing has changed since edition 1, which is out", "Prepare an edition"
    pages = [client.get("/reports/FIR-2018-E/publish/").content.decode()]
    published(report)
    pages.append(client.get("/reports/FIR-2018-E/publish/").content.decode())
    Section.objects.filter(report=report).update(text="Otherwise.")
    pages.append(client.get("/reports/FIR-2018-E/publish/").content.decode())
    assert [(said in page, button in page) for page in pages] == [(False, True), (True, False), (False, True)]
    assert 'href="/reports/FIR-2018-E/write/"' in pages[1]
    assert "Nothing stands in the way of a correction." in pages[2]


def test_an_hour_is_asked_for_whole_and_must_be_to_come(client: Client, report: Report) -> None:
    approved(report)
    client.force_login(manager())
    address = "/reports/FIR-2018-E/editions/1/publish/"
    page = client.post(address, {"when": "later", "embargo_at": "half past"}).content.decode()
    assert "Enter the day on which it is published" in page
    assert "Time must be like 9:30" in page
    day = {"embargo_on-day": "1", "embargo_on-month": "6", "embargo_on-year": "2017", "embargo_at": "9:30"}
    assert (
        "The hour of publication is still to come." in client.post(address, {"when": "later", **day}).content.decode()
    )
    day["embargo_on-year"] = "2019"
    assert client.post(address, {"when": "later", **day}).status_code == 302
    assert Edition.objects.get().embargo_until.isoformat() == "2019-06-01T08:30:00+00:00"


@pytest.mark.parametrize("is_made_up", [True, False])
def test_a_made_up_report_says_so_on_its_pages_and_in_its_files(client: Client, is_made_up: bool) -> None:
    client.force_login(manager())
    edition = prepared(ready(reference="FIR-2018-E", is_illustrative=is_made_up))
    assert ("illustrative" in json.loads(edition.snapshot)) is is_made_up
    for end in ("/", "/write/preview/", "/write/sections/summary/preview/", "/publish/", "/editions/1/approve/"):
        page = client.get(f"/reports/FIR-2018-E{end}").content.decode()
        assert (">Illustrative</strong>" in page) is is_made_up, end
    word = docx.Document(io.BytesIO(client.get("/reports/FIR-2018-E.docx").content))
    paper = render_to_string("documents/report.html", of_edition(edition).shown())
    for words in ("\n".join(one.text for one in word.paragraphs), paper):
        assert (MADE_UP in words) is is_made_up


def test_a_report_that_is_out_leads_its_own_force_to_the_decisions_on_its_comments(
    client: Client, report: Report
) -> None:
    published(report)
    for force, is_led in ((report.inspection.force, True), (None, False)):
        client.force_login(factories.ForceContactFactory(**({"force": force} if force else {})).user)
        page = client.get("/reports/FIR-2018-E/").content.decode()
        assert ('href="/reports/FIR-2018-E/checks/"' in page) is is_led
        assert "/reports/FIR-2018-E/publish/" not in page
        assert (client.get("/reports/FIR-2018-E/checks/").status_code == 200) is is_led
