"""The register, the finding page and its forms, as a person meets them."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from accounts.models import AccessLog, Role, User
from findings.models import Event, Finding, FindingKind
from tests import factories

pytestmark = pytest.mark.django_db


def table(response: Any) -> list[dict[str, str]]:
    """Return a CSV answer as rows."""
    return list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode())))


@pytest.fixture
def register() -> list[Finding]:
    """Return three findings of two forces."""
    bedfordshire = factories.ForceFactory(name="Bedfordshire", slug="bedfordshire")
    kent = factories.ForceFactory(name="Kent", slug="kent")
    inspection = factories.InspectionFactory(force=bedfordshire)
    question = factories.QuestionFactory(framework=inspection.framework, slug="prevention", title="Preventing crime")
    return [
        factories.FindingFactory(
            reference="BED-2017-01",
            inspection=inspection,
            question=question,
            title="Local teams",
            owner="Head of staff",
        ),
        factories.FindingFactory(
            reference="BED-2017-02",
            inspection=inspection,
            kind=FindingKind.CAUSE_OF_CONCERN,
            status="in-progress",
            title="=Missing children",
            due_kind="absolute",
            due_on=date(2018, 5, 31),
        ),
        factories.FindingFactory(
            reference="KEN-2017-01",
            inspection=factories.InspectionFactory(force=kent),
            status="closed-achieved",
            title="Digital devices",
            due_kind="absolute",
            due_on=date(2018, 5, 1),
        ),
    ]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ["BED-2017-01", "BED-2017-02", "KEN-2017-01"]),
        ("?force=kent", ["KEN-2017-01"]),
        ("?cycle=2017&kind=cause-of-concern", ["BED-2017-02"]),
        ("?question=prevention", ["BED-2017-01"]),
        ("?status=not-closed", ["BED-2017-01", "BED-2017-02"]),
        ("?status=closed-achieved", ["KEN-2017-01"]),
        ("?due=overdue", ["BED-2017-02"]),
        ("?due=set", ["BED-2017-02", "KEN-2017-01"]),
        ("?due=none", ["BED-2017-01"]),
        ("?owner=staff", ["BED-2017-01"]),
        ("?q=devices+digital", ["KEN-2017-01"]),
        ("?q=devices+missing", []),
        ("?sort=-reference", ["KEN-2017-01", "BED-2017-02", "BED-2017-01"]),
        ("?sort=status", ["KEN-2017-01", "BED-2017-02", "BED-2017-01"]),
    ],
)
def test_the_register_shows_and_exports_what_the_address_asks_for(
    register: list[Finding], auditor: User, client: Client, query: str, shown: list[str]
) -> None:
    client.force_login(auditor)
    page = client.get(f"/findings/{query}")
    assert re.findall(r">([A-Z]{3}-\d{4}-\d\d)</a>", page.content.decode()) == shown
    file = client.get(f"/findings/{query}{'&' if query else '?'}format=csv")
    assert [row["reference"] for row in table(file)] == shown


def test_the_file_has_the_agreed_headings_iso_dates_lower_case_and_no_formulas(
    register: list[Finding], auditor: User, client: Client
) -> None:
    client.force_login(auditor)
    rows = table(client.get("/findings/?force=bedfordshire&format=csv"))
    agreed = "reference,force,cycle,question,kind,title,status,raised_on,due_on,owner,rag,age,original_due_on"
    assert ",".join(rows[0]) == agreed
    assert rows[0] == {
        "reference": "BED-2017-01",
        "force": "Bedfordshire",
        "cycle": "2017",
        "question": "prevention",
        "kind": "area for improvement",
        "title": "Local teams",
        "status": "open",
        "raised_on": "2018-03-22",
        "due_on": "",
        "owner": "Head of staff",
        "rag": "amber",
        "age": "under 1 year",
        "original_due_on": "",
    }
    assert rows[1]["title"] == "'=Missing children"
    assert AccessLog.objects.filter(kind="export", by=auditor).count() == 1


@pytest.mark.parametrize(
    "query", ["?force=atlantis", "?colour=red", "?sort=secret", "?status=maybe", "?page=two", "?format=xml"]
)
def test_an_address_that_makes_no_sense_gets_a_message_and_no_rows(
    register: list[Finding], auditor: User, client: Client, query: str
) -> None:
    client.force_login(auditor)
    page = client.get(f"/findings/{query}")
    assert page.status_code == 400
    assert "There is a problem" in page.content.decode()
    assert "BED-2017-01" not in page.content.decode()


def test_a_draft_is_seen_by_the_team_and_nobody_else(client: Client) -> None:
    inspection = factories.InspectionFactory(open=True)
    draft = factories.FindingFactory(inspection=inspection, status="draft")
    member = factories.AssignmentFactory(inspection=inspection).user
    contact = factories.ForceContactFactory(force=inspection.force).user
    answers = {}
    for person in (member, factories.user(Role.INSPECTOR), contact, factories.user(Role.ADMINISTRATOR)):
        client.force_login(person)
        answers[person] = client.get(f"/findings/{draft.reference}/").status_code
    assert list(answers.values()) == [200, 404, 404, 404]


def follow_up_of(finding: Finding, **changed: str) -> dict[str, str]:
    """Return a filled follow-up form."""
    return {
        "version": str(finding.version),
        "inspection": "",
        "verdict": "good-progress",
        "basis": "fieldwork",
        "effective-day": "",
        "effective-month": "5",
        "effective-year": "2018",
        "narrative": "Teams are nearly at strength.",
        **changed,
    }


def test_a_follow_up_recorded_on_the_page_is_in_the_timeline(manager: User, client: Client) -> None:
    finding = factories.FindingFactory()
    client.force_login(manager)
    answer = client.post(f"/findings/{finding.reference}/follow-up/", follow_up_of(finding), follow=True)
    page = answer.content.decode()
    assert "Follow-up recorded." in page
    assert "Follow-up: good progress" in page
    assert "May 2018" in page
    assert "recorded 1 June 2018" in page


def test_a_form_with_something_missing_keeps_what_was_typed(manager: User, client: Client) -> None:
    finding = factories.FindingFactory()
    client.force_login(manager)
    answer = client.post(f"/findings/{finding.reference}/follow-up/", follow_up_of(finding, verdict=""))
    assert answer.status_code == 422
    assert "Teams are nearly at strength." in answer.content.decode()
    assert not Event.objects.exists()


def test_a_stale_form_shows_what_changed_keeps_the_text_and_saves_when_sent_again(
    manager: User, client: Client
) -> None:
    finding = factories.FindingFactory()
    client.force_login(manager)
    client.post(f"/findings/{finding.reference}/follow-up/", follow_up_of(finding))
    refused = client.post(
        f"/findings/{finding.reference}/follow-up/", follow_up_of(finding, narrative="What the other one typed.")
    )
    page = refused.content.decode()
    assert refused.status_code == 409
    assert "Somebody saved this record while you had it open" in page
    assert "What the other one typed." in page
    assert "In progress" in page
    again = follow_up_of(finding, narrative="What the other one typed.", version="2")
    assert client.post(f"/findings/{finding.reference}/follow-up/", again).status_code == 302
    assert Event.objects.count() == 2


def test_the_page_says_who_may_do_what_one_may_not(client: Client) -> None:
    finding = factories.FindingFactory()
    inspection = factories.InspectionFactory(open=True, force=finding.force)
    member = factories.AssignmentFactory(inspection=inspection).user
    factories.EventFactory(finding=finding, recorded_by=member)
    client.force_login(member)
    page = client.get(f"/findings/{finding.reference}/").content.decode()
    assert "Record a follow-up" in page
    assert "Verify the follow-up: a manager; at present nobody may." in page
    factories.user(Role.MANAGER, name="Manager")
    factories.BarFactory(user__role=Role.MANAGER, user__name="Barred manager", force=finding.force)
    page = client.get(f"/findings/{finding.reference}/").content.decode()
    assert "Verify the follow-up: managers: Manager." in page
    assert "Close the finding: managers: Manager." in page


def test_who_recorded_a_follow_up_is_told_who_else_may_verify_it(manager: User, client: Client) -> None:
    finding = factories.FindingFactory()
    factories.EventFactory(finding=finding, recorded_by=manager)
    factories.user(Role.MANAGER, name="Second manager")
    client.force_login(manager)
    page = client.get(f"/findings/{finding.reference}/").content.decode()
    assert "Verify the follow-up: managers: Second manager." in page
    assert "follow-ups/" not in page


def test_a_manager_verifies_and_closes_on_the_page(manager: User, client: Client) -> None:
    finding = factories.FindingFactory(status="awaiting-verification")
    event = factories.EventFactory(finding=finding, verdict="achieved")
    client.force_login(manager)
    verified = client.post(
        f"/findings/{finding.reference}/follow-ups/{event.pk}/verify/",
        {"version": "1", "agreed": "yes", "assurance": "2", "narrative": "Read the rotas."},
    )
    assert verified.status_code == 302
    closed = client.post(
        f"/findings/{finding.reference}/close/",
        {
            "version": "2",
            "to": "closed-achieved",
            "successor": "",
            "effective-day": "1",
            "effective-month": "6",
            "effective-year": "2018",
            "reason": "Met.",
        },
    )
    assert closed.status_code == 302
    finding.refresh_from_db()
    assert finding.published_status == "closed-achieved"


def test_the_close_page_says_what_stands_in_the_way(manager: User, client: Client) -> None:
    finding = factories.FindingFactory(kind=FindingKind.CAUSE_OF_CONCERN, status="awaiting-verification")
    client.force_login(manager)
    page = client.get(f"/findings/{finding.reference}/close/").content.decode()
    assert "Nothing that says it is done, a follow-up or the force’s declaration, has been verified." in page
    assert "verified at level 3" in page


def test_the_history_tab_shows_field_before_and_after(manager: User, client: Client) -> None:
    finding = factories.FindingFactory()
    client.force_login(manager)
    client.post(f"/findings/{finding.reference}/follow-up/", follow_up_of(finding))
    page = client.get(f"/findings/{finding.reference}/history/").content.decode()
    assert "Follow-up: good progress" in page
    assert "In progress" in page
