"""The list of national recommendations and the page of one, as a person meets them."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Role, User
from findings.models import Finding, NationalRecommendation
from tests import factories
from tests.world_national import instance

pytestmark = pytest.mark.django_db


def rows(response: Any) -> list[dict[str, str]]:
    """Return a CSV answer as rows."""
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode())))


@pytest.fixture
def national() -> NationalRecommendation:
    """Return a recommendation with 43 instances: 2 achieved, 1 superseded, 1 awaiting, 3 in progress, 36 open.

    All are due on 31 May 2018, the day before today, but for one that was moved to July.
    """
    held = factories.NationalFactory(reference="NAT-2017-01", due_kind="absolute", due_on=date(2018, 5, 31))
    statuses = ["closed-achieved"] * 2 + ["closed-superseded", "awaiting-verification"] + ["in-progress"] * 3
    statuses += ["open"] * 36
    for number, status in enumerate(statuses, start=1):
        region = "Wales" if number in {1, 4, 43} else "East"
        force = factories.ForceFactory(code=f"F{number:02}", name=f"Force {number:02}", region=region)
        due = date(2018, 7, 31) if number == 43 else held.due_on
        instance(held, force, status=status, due_kind="absolute", due_on=due)
    return held


def counts(page: str) -> dict[str, int]:
    """Return the table of counts by status."""
    table = page[page.index("Forces by status") : page.index("The counts add up to")]
    cells = re.findall(r'scope="row"[^>]*>(.*?)</th>\s*<td[^>]*>(\d+)</td>', table, flags=re.S)
    return {re.sub(r"<.*?>", "", label).strip(): int(number) for label, number in cells}


def test_the_counts_by_status_add_up_to_43_and_say_so(national: Any, auditor: User, client: Client) -> None:
    client.force_login(auditor)
    page = client.get("/findings/national/NAT-2017-01/").content.decode()
    told = counts(page)
    assert told == {
        "Open": 36,
        "In progress": 3,
        "Blocked": 0,
        "Awaiting verification": 1,
        "Closed – achieved": 2,
        "Closed – superseded": 1,
        "Closed – no longer relevant": 0,
        "All forces": 43,
    }
    assert sum(told.values()) - told["All forces"] == 43
    assert "The counts add up to 43: every force that is inspected is counted once." in page
    assert "39 are overdue" in " ".join(page.split())  # 40 are not closed, one of them was moved to July
    assert 'href="/findings/?national=NAT-2017-01"' in page
    assert "3 closed, 1 awaiting verification, 3 in progress or blocked, 36 open of 43" in page


def test_a_force_without_an_instance_is_owned_up_to(national: Any, auditor: User, client: Client) -> None:
    factories.ForceFactory(code="NEW")
    client.force_login(auditor)
    page = client.get("/findings/national/NAT-2017-01/").content.decode()
    assert "The counts add up to 43, of 44 forces that are inspected." in page


@pytest.mark.parametrize(
    ("query", "count", "first"),
    [
        ("", 43, "Force 01"),
        ("?sort=-force", 43, "Force 43"),
        ("?sort=status", 43, "Force 04"),
        ("?sort=region", 43, "Force 02"),
        ("?sort=-due_on", 43, "Force 43"),
        ("?region=Wales", 3, "Force 01"),
        ("?region=Wales&status=not-closed", 2, "Force 04"),
        ("?status=in-progress", 3, "Force 05"),
        ("?status=not-closed", 40, "Force 04"),
        ("?status=overdue", 39, "Force 04"),
        ("?status=blocked", 0, ""),
    ],
)
def test_the_table_is_filtered_and_sorted_by_its_address_and_so_is_its_file(
    national: Any, auditor: User, client: Client, query: str, count: int, first: str
) -> None:
    client.force_login(auditor)
    page = client.get(f"/findings/national/NAT-2017-01/{query}").content.decode()
    assert f"{count} force{'s' if count != 1 else ''} of 43." in " ".join(page.split())
    file = rows(client.get(f"/findings/national/NAT-2017-01/{query}{'&' if query else '?'}format=csv"))
    assert len(file) == count
    assert [row["force"] for row in file[:1]] == ([first] if first else [])


def test_a_row_of_the_file_says_where_a_force_stands(national: Any, auditor: User, client: Client) -> None:
    late = Finding.objects.get(reference="NAT-2017-01-F05")
    factories.EventFactory(finding=late, kind="raised", verdict="", recorded_on=date(2018, 5, 1))
    factories.EventFactory(
        finding=late, effective_on=date(2018, 3, 1), effective_precision="season", recorded_on=date(2018, 5, 2)
    )
    client.force_login(auditor)
    file = {row["reference"]: row for row in rows(client.get("/findings/national/NAT-2017-01/?format=csv"))}
    assert file["NAT-2017-01-F05"] == {
        "reference": "NAT-2017-01-F05",
        "force": "Force 05",
        "region": "East",
        "status": "in progress",
        "rag": "red",
        "due_on": "2018-05-31",
        "last_word": "Follow-up: some progress, spring 2018",
        "last_word_on": "2018-05-02",
    }
    words = {reference: file[reference]["rag"] for reference in file}
    assert words["NAT-2017-01-F01"] == "green"
    assert words["NAT-2017-01-F03"] == "white"
    assert words["NAT-2017-01-F43"] == "amber"


@pytest.mark.parametrize("query", ["?status=draft", "?region=Atlantis", "?sort=rag", "?colour=red"])
def test_an_address_that_makes_no_sense_shows_no_rows(national: Any, auditor: User, client: Client, query: str) -> None:
    client.force_login(auditor)
    page = client.get(f"/findings/national/NAT-2017-01/{query}")
    assert page.status_code == 400
    assert "No rows are shown" in page.content.decode()
    assert client.get("/findings/national/NAT-2017-99/?sort=rag").status_code == 404


def test_what_an_unpublished_inspection_did_to_an_instance_is_told_to_those_who_read_it(
    national: Any, client: Client
) -> None:
    moved = Finding.objects.get(reference="NAT-2017-01-F43")
    inspection = factories.InspectionFactory(open=True, force=moved.force)
    member = factories.AssignmentFactory(inspection=inspection).user
    factories.EventFactory(finding=moved, inspection=inspection, status_after="in-progress")
    Finding.objects.filter(pk=moved.pk).update(status="in-progress")
    contact = factories.ForceContactFactory(force=moved.force).user
    barred = factories.BarFactory(user__role=Role.MANAGER, force=moved.force).user
    people = [member, factories.user(Role.MANAGER), factories.user(Role.INSPECTOR), contact, barred]
    told = []
    for person in people:
        client.force_login(person)
        row = next(
            r for r in rows(client.get("/findings/national/NAT-2017-01/?format=csv")) if r["force"] == "Force 43"
        )
        told.append((row["status"], row["last_word"]))
        total = {
            r["closed"] + "/" + r["open"] + "/" + r["overdue"]
            for r in rows(client.get("/findings/national/?format=csv"))
        }
        assert total == {"3/40/39"}
    seen, unseen = ("in progress", "Follow-up: some progress, 1 May 2018"), ("open", "")
    assert told == [seen, seen, unseen, unseen, unseen]


def test_that_a_force_does_not_accept_is_told_where_it_may_be(national: Any, client: Client) -> None:
    theirs = Finding.objects.get(reference="NAT-2017-01-F43")
    Finding.objects.filter(pk=theirs.pk).update(response="not-accepted")
    contact, other = factories.ForceContactFactory(force=theirs.force).user, factories.user(Role.FORCE_CONTACT)
    barred = factories.BarFactory(user__role=Role.MANAGER, force=theirs.force).user
    elsewhere = factories.BarFactory(user__role=Role.AUDITOR).user
    people = [contact, other, barred, elsewhere, factories.user(Role.MANAGER), factories.user(Role.ADMINISTRATOR)]
    told = []
    for person in people:
        client.force_login(person)
        found = rows(client.get("/findings/national/NAT-2017-01/?format=csv"))
        told.append(next(row["rag"] for row in found if row["force"] == "Force 43"))
    assert told == ["red", "amber", "amber", "red", "red", "amber"]


def test_a_contact_is_led_to_their_own_instance(national: Any, client: Client) -> None:
    theirs = Finding.objects.get(reference="NAT-2017-01-F12")
    client.force_login(factories.ForceContactFactory(force=theirs.force).user)
    page = client.get("/findings/national/NAT-2017-01/").content.decode()
    assert 'Your force’s own is <a class="govuk-link" href="/findings/NAT-2017-01-F12/">' in page
    assert "Correct title or source" not in page
    assert "History</a>" not in page


def test_one_to_another_body_says_who_is_asked_and_has_no_table(client: Client, manager: User) -> None:
    factories.NationalFactory(reference="NAT-2017-02", addressed_to="body", body="Home Office")
    client.force_login(manager)
    page = client.get("/findings/national/NAT-2017-02/").content.decode()
    assert "It asks Home Office and no force" in page
    assert "Forces by status" not in page
    listed = rows(client.get("/findings/national/?format=csv"))
    assert [(row["addressed_to"], row["closed"], row["open"]) for row in listed] == [("Home Office", "", "")]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ["NAT-2018-01", "NAT-2017-02", "NAT-2017-01"]),
        ("&cycle=2017", ["NAT-2017-02", "NAT-2017-01"]),
        ("&theme=stop-and-search", ["NAT-2017-01"]),
        ("&q=children+home", ["NAT-2017-02"]),
        ("&q=children+nothing", []),
        ("&sort=open", ["NAT-2017-02", "NAT-2018-01", "NAT-2017-01"]),
        ("&sort=-overdue", ["NAT-2017-01", "NAT-2018-01", "NAT-2017-02"]),
    ],
)
def test_the_list_is_filtered_and_sorted(
    national: Any, auditor: User, client: Client, query: str, shown: list[str]
) -> None:
    factories.NationalFactory(reference="NAT-2017-02", title="Children in custody", wording="Home at night", theme="a")
    factories.NationalFactory(reference="NAT-2018-01", cycle=factories.CycleFactory(first_year=2018), theme="b")
    client.force_login(auditor)
    assert [row["reference"] for row in rows(client.get(f"/findings/national/?format=csv{query}"))] == shown
    page = client.get(f"/findings/national/?{query.removeprefix('&')}").content.decode()
    assert re.findall(r">(NAT-\d{4}-\d\d)</a>", page) == shown


FILLED = {
    "cycle": "2017",
    "theme": "Stop & search",
    "addressed_to": "forces",
    "title": "Strip searches",
    "wording": "Every force should record every strip search.",
    "published-month": "spring",
    "published-year": "2018",
    "due_kind": "absolute",
    "due_on-day": "31",
    "due_on-month": "7",
    "due_on-year": "2018",
    "source": "A report, p. 4",
}


def test_a_manager_makes_one_on_the_page(national: Any, manager: User, client: Client) -> None:
    client.force_login(manager)
    client.get("/findings/national/new/")
    with CaptureQueriesContext(connection) as queries:
        answer = client.post("/findings/national/new/", FILLED)
    asked = [query["sql"][:120] for query in queries.captured_queries if "SAVEPOINT" not in query["sql"].upper()]
    assert len(asked) <= 15, "\n".join(asked)
    page = client.get(answer.headers["Location"]).content.decode()
    assert "NAT-2017-02 is made. Every force that is inspected has it, open." in page
    assert "The counts add up to 43" in page
    made = NationalRecommendation.objects.get(reference="NAT-2017-02")
    assert (made.theme, made.published_on, made.published_precision) == ("stop-search", date(2018, 3, 1), "season")


def test_what_is_made_for_another_body_says_so(manager: User, client: Client) -> None:
    factories.CycleFactory(first_year=2017)
    client.force_login(manager)
    data = {**FILLED, "addressed_to": "body", "body": "Home Office"}
    assert (
        "It asks Home Office; no force has it."
        in client.post("/findings/national/new/", data, follow=True).content.decode()
    )


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"addressed_to": "body"}, "Enter the body that is asked"),
        ({"due_kind": "relative"}, "Enter how many days after publication it is due"),
        ({"due_on-day": "", "due_on-month": "", "due_on-year": ""}, "Enter the day it is due"),
        ({"theme": "!!!"}, "Enter the theme in words"),
        ({"due_kind": "immediate"}, "It was published spring 2018, no day is known: give the deadline as a date."),
        ({"published-year": "2019"}, "This is after today"),
        ({"due_on-year": "2017"}, "This is before it was published"),
    ],
)
def test_a_form_with_something_wrong_says_what_and_keeps_the_rest(
    manager: User, client: Client, changed: dict[str, str], words: str
) -> None:
    factories.CycleFactory(first_year=2017)
    client.force_login(manager)
    answer = client.post("/findings/national/new/", {**FILLED, **changed})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert "Every force should record every strip search." in page
    assert not NationalRecommendation.objects.exists()


def test_a_stale_correction_keeps_what_was_typed(national: Any, manager: User, client: Client) -> None:
    client.force_login(manager)
    url = "/findings/national/NAT-2017-01/correct/"
    first = {"version": "1", "title": "Stop and search", "source": "p. 5", "reason": "Wrong page"}
    assert client.post(url, first).status_code == 302
    refused = client.post(url, {**first, "title": "What the other one typed"})
    page = refused.content.decode()
    assert refused.status_code == 409
    assert "What the other one typed" in page
    assert "Look at stop and search for disparities" in page  # what it was before
    assert client.post(url, {**first, "title": "What the other one typed", "version": "2"}).status_code == 302
    history = client.get("/findings/national/NAT-2017-01/history/").content.decode()
    assert "Wrong page" in history


def test_an_instances_page_leads_to_what_it_is_an_instance_of(national: Any, auditor: User, client: Client) -> None:
    client.force_login(auditor)
    page = client.get("/findings/NAT-2017-01-F01/").content.decode()
    assert "Instance of" in page
    assert '<a class="govuk-link" href="/findings/national/NAT-2017-01/">NAT-2017-01</a>' in page
    assert "Published" in page
    assert "Raised in" not in page
