"""Many findings changed at once: each changed or refused by itself, one comment for all, and a page that says which."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Role, User
from core import clock
from findings.actions import bulk
from findings.models import BulkChange, BulkUpdate, Event, Finding, SavedView, Status
from tests import factories

pytestmark = pytest.mark.django_db


def update(by: User, findings: list[Finding], kind: BulkChange, comment: str = "Agreed in May", **told: Any) -> Any:
    """Change findings at once."""
    return bulk.update(by=by, findings=findings, change=bulk.Change(kind=kind, **told), comment=comment, at=clock.now())


def test_each_finding_is_changed_or_refused_by_itself(manager: User) -> None:
    live = factories.FindingFactory(reference="AAA-2017-01")
    moving = factories.FindingFactory(reference="AAA-2017-02", status=Status.IN_PROGRESS)
    closed = factories.FindingFactory(reference="AAA-2017-03", status=Status.CLOSED_ACHIEVED)
    barred = factories.FindingFactory(reference="AAA-2017-04")
    factories.BarFactory(user=manager, force=barred.force)
    made = update(manager, [live, moving, closed, barred], BulkChange.IN_PROGRESS)
    assert made.changed == ["AAA-2017-01"]
    assert made.refused == [
        ["AAA-2017-02", "It is in progress: it cannot become in progress."],
        ["AAA-2017-03", "It is closed – achieved: only what is published and open is changed."],
        ["AAA-2017-04", "You are barred from its force."],
    ]
    live.refresh_from_db()
    assert (live.status, live.published_status, live.version) == ("in-progress", "in-progress", 2)
    event = Event.objects.get()
    assert (event.status_before, event.status_after, event.narrative) == ("open", "in-progress", "Agreed in May")
    [row] = live.history.filter(version=2)
    assert (row.history_user, row.history_change_reason) == (manager, "Agreed in May")


@pytest.mark.parametrize(
    ("kind", "told", "field", "value"),
    [
        (BulkChange.OWNER, {"owner": "Head of custody"}, "owner", "Head of custody"),
        (BulkChange.COMMENT, {"line": "On the way"}, "comment", "On the way"),
    ],
)
def test_a_field_is_set_on_all_with_one_history_row_each(
    manager: User, kind: BulkChange, told: dict[str, Any], field: str, value: str
) -> None:
    findings = [factories.FindingFactory() for _ in range(3)]
    update(manager, findings, kind, **told)
    for finding in findings:
        finding.refresh_from_db()
        assert getattr(finding, field) == value
        assert finding.history.filter(version=2).count() == 1
    assert not Event.objects.exists()


def test_a_lead_is_one_of_us(manager: User) -> None:
    finding = factories.FindingFactory()
    lead = factories.user(Role.INSPECTOR)
    update(manager, [finding], BulkChange.LEAD, lead=lead)
    finding.refresh_from_db()
    assert finding.lead == lead
    with pytest.raises(PermissionDenied):
        update(manager, [finding], BulkChange.LEAD, lead=factories.user(Role.AUDITOR))


def test_due_dates_move_once_in_bulk_and_the_original_stays(manager: User) -> None:
    dated = [
        factories.FindingFactory(reference=f"AAA-2017-0{n}", due_kind="absolute", due_on=date(2018, 6, n))
        for n in (1, 2)
    ]
    undated = factories.FindingFactory(reference="AAA-2017-09")
    made = update(manager, [*dated, undated], BulkChange.EXTENSION, due_on=date(2018, 6, 2))
    assert made.changed == ["AAA-2017-01"]
    assert made.refused == [
        ["AAA-2017-02", "The new due date must be after the one that stands."],
        ["AAA-2017-09", "No due date is set on it, so there is none to move."],
    ]
    event = Event.objects.get()
    assert (event.due_before, event.due_after) == (date(2018, 6, 1), date(2018, 6, 2))
    again = update(manager, dated[:1], BulkChange.EXTENSION, due_on=date(2018, 9, 1))
    assert "moved before" in again.refused[0][1]


@pytest.mark.parametrize(
    ("kind", "comment", "words"),
    [
        (BulkChange.NOTE, " ", "Say why"),
        (BulkChange.LEAD, "Why", "Choose who leads"),
        (BulkChange.OWNER, "Why", "Enter the post"),
        (BulkChange.COMMENT, "Why", "Enter the line"),
        (BulkChange.EXTENSION, "Why", "Enter the new due date"),
    ],
)
def test_a_change_that_says_nothing_is_refused(manager: User, kind: BulkChange, comment: str, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        update(manager, [factories.FindingFactory()], kind, comment)


def test_nothing_chosen_and_too_many_are_refused(manager: User, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValidationError, match="at least one"):
        update(manager, [], BulkChange.NOTE)
    monkeypatch.setattr(bulk, "LIMIT", 1)
    with pytest.raises(ValidationError, match="At most 1"):
        update(manager, [factories.FindingFactory(), factories.FindingFactory()], BulkChange.NOTE)


def test_five_hundred_findings_are_changed_in_at_most_forty_queries(manager: User) -> None:
    inspection = factories.InspectionFactory()
    findings = [
        factories.FindingFactory(inspection=inspection, due_kind="absolute", due_on=date(2018, 6, 1))
        for _ in range(500)
    ]
    with CaptureQueriesContext(connection) as queries:
        made = update(manager, findings, BulkChange.EXTENSION, due_on=date(2018, 9, 1))
    assert len(made.changed) == 500
    asked = [one["sql"] for one in queries.captured_queries if "SAVEPOINT" not in one["sql"]]
    assert len(asked) <= 40
    assert Finding.objects.filter(due_on=date(2018, 9, 1), version=2).count() == 500
    assert Finding.history.filter(version=2).count() == 500


def test_a_note_stays_among_ourselves(manager: User) -> None:
    finding = factories.FindingFactory()
    update(manager, [finding], BulkChange.NOTE, "Their new lead seems shaky")
    contact = factories.ForceContactFactory(force=finding.force).user
    barred = factories.BarFactory(user__role=Role.MANAGER, force=finding.force).user
    for person in (contact, barred, factories.user(Role.ADMINISTRATOR)):
        assert not Event.objects.visible_to(person).exists()
    for person in (manager, factories.user(Role.INSPECTOR), factories.user(Role.AUDITOR)):
        assert Event.objects.visible_to(person).count() == 1


def test_the_chosen_rows_are_changed_from_the_register_and_the_result_names_the_refused(
    manager: User, client: Client
) -> None:
    factories.FindingFactory(reference="AAA-2017-01")
    factories.FindingFactory(reference="AAA-2017-02", status=Status.IN_PROGRESS)
    factories.FindingFactory(reference="AAA-2017-03")
    client.force_login(manager)
    register = client.get("/findings/").content.decode()
    assert 'name="chosen" value="AAA-2017-01"' in register
    assert "Change all 3 of this list" in register
    address = "/findings/bulk/?chosen=AAA-2017-01&chosen=AAA-2017-02"
    page = client.get(address).content.decode()
    assert "Change 2 findings" in page
    assert "AAA-2017-03" not in page
    refused = client.post(address, {"change": "in-progress", "comment": ""})
    assert refused.status_code == 422
    done = client.post(address, {"change": "in-progress", "comment": "Agreed"}, follow=True)
    result = done.content.decode()
    assert "1 finding changed, 1 not" in result
    assert "It is in progress: it cannot become in progress." in result
    other = factories.user(Role.MANAGER)
    client.force_login(other)
    assert client.get(BulkUpdate.objects.get().get_absolute_url()).status_code == 404


def test_the_whole_filter_is_changed_and_nothing_outside_it(manager: User, client: Client) -> None:
    inside = factories.FindingFactory(status=Status.BLOCKED)
    outside = factories.FindingFactory()
    client.force_login(manager)
    address = "/findings/bulk/?status=blocked&all=yes"
    assert "Change 1 finding" in client.get(address).content.decode()
    assert client.post(address, {"change": "owner", "owner": "Head of IT", "comment": "New post"}).status_code == 302
    inside.refresh_from_db()
    outside.refresh_from_db()
    assert (inside.owner, outside.owner) == ("Head of IT", "")
    assert BulkUpdate.objects.get().query == "status=blocked"


def test_an_address_the_register_does_not_know_changes_nothing(manager: User, client: Client) -> None:
    finding = factories.FindingFactory()
    client.force_login(manager)
    address = "/findings/bulk/?force=atlantis&all=yes"
    assert client.get(address).status_code == 400
    assert client.post(address, {"change": "note", "comment": "x"}).status_code == 422
    assert client.get("/findings/bulk/").content.decode().count("No finding is chosen") == 1
    assert finding.history.count() == 1


def test_whoever_may_not_change_many_has_no_boxes(client: Client) -> None:
    factories.FindingFactory()
    client.force_login(factories.user(Role.INSPECTOR))
    page = client.get("/findings/").content.decode()
    assert 'name="chosen"' not in page
    assert "Change all" not in page


# --- views of one's own ----------------------------------------------------------------------------------------------
def test_a_filter_is_saved_under_a_name_and_opened_by_its_link(manager: User, client: Client) -> None:
    force = factories.ForceFactory(slug="bedfordshire")
    client.force_login(manager)
    register = client.get(f"/findings/?force={force.slug}&sort=-due_on&page=1").content.decode()
    assert "/findings/views/?query=force%3Dbedfordshire" in register
    saved = client.post("/findings/views/", {"query": "force=bedfordshire&page=2", "name": "Bedfordshire"})
    assert saved.headers["Location"] == "/findings/?force=bedfordshire"
    twice = client.post("/findings/views/", {"query": "force=bedfordshire", "name": "Bedfordshire"})
    assert "You have a view of this name." in twice.content.decode()
    wrong = client.post("/findings/views/", {"query": "planet=mars", "name": "Mars"})
    assert (wrong.status_code, SavedView.objects.count()) == (422, 1)


def test_a_view_is_its_owner_s_alone(manager: User, client: Client) -> None:
    view = SavedView.objects.create(owner=manager, name="Mine", query="status=open")
    client.force_login(factories.user(Role.MANAGER))
    assert "Mine" not in client.get("/findings/views/").content.decode()
    assert client.post(f"/findings/views/{view.pk}/remove/").status_code == 404
    client.force_login(manager)
    assert client.post(f"/findings/views/{view.pk}/remove/").status_code == 302
    assert not SavedView.objects.exists()


# --- words -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("children", {"AAA-2017-01"}),
        ("missing children", {"AAA-2017-01"}),
        ("missing detectives", set()),
        ("AAA-2017-02", {"AAA-2017-02"}),
        ("aaa-2017", {"AAA-2017-01", "AAA-2017-02"}),
        ("AAA detectives", {"AAA-2017-02"}),
    ],
)
def test_words_and_references_are_searched(asked: str, found: set[str]) -> None:
    factories.FindingFactory(reference="AAA-2017-01", title="Missing children", wording="Review each report.")
    factories.FindingFactory(reference="AAA-2017-02", title="Detectives", wording="Raise their number.")
    factories.FindingFactory(reference="BBB-2017-01", title="Custody", wording="Look after people.")
    assert set(Finding.objects.with_words(asked).values_list("reference", flat=True)) == found


@pytest.mark.postgres
def test_postgresql_finds_other_forms_of_a_word_by_its_index() -> None:
    finding = factories.FindingFactory(title="Arresting suspects", wording="Visit them.")
    assert Finding.objects.with_words("arrested").get() == finding
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
    assert "findings_finding_words" in Finding.objects.with_words("arrested").explain()


def test_a_formula_in_a_title_is_text_in_both_files(manager: User, client: Client) -> None:
    import io

    import openpyxl

    factories.FindingFactory(title="=1+1", owner="@SUM(A1)")
    client.force_login(manager)
    lines = b"".join(client.get("/findings/?format=csv").streaming_content).decode()
    assert "'=1+1" in lines
    assert "'@SUM(A1)" in lines
    book = openpyxl.load_workbook(io.BytesIO(b"".join(client.get("/findings/?format=xlsx").streaming_content)))
    values = [cell.value for row in book.active.iter_rows(min_row=2) for cell in row]
    assert "'=1+1" in values
    assert not [cell for row in book.active.iter_rows() for cell in row if cell.data_type == "f"]
