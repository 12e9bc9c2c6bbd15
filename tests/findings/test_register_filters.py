"""The register's filters beyond the common ones, as they stand in its address."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Role, User
from findings.models import Acceleration, EventKind, Finding
from forces.models import Region
from tests import factories
from tests.findings.lives import day, extended, raised, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def register(manager: User) -> dict[str, Finding]:
    """Return findings of three forces, each with something to be found by."""
    kent = factories.ForceFactory(slug="kent", region=Region.SOUTH_EAST)
    gwent = factories.ForceFactory(slug="gwent", region=Region.WALES, country="Wales")
    cycle = factories.CycleFactory(first_year=2017)
    framework = factories.FrameworkFactory(cycle=cycle)
    latest = factories.InspectionFactory(framework=framework, force=kent)
    of_kent = {"inspection": factories.InspectionFactory(force=kent)}
    of_gwent = {"inspection": factories.InspectionFactory(force=gwent)}
    national = factories.NationalFactory(reference="NAT-2016-01")
    found = {
        "OLD": raised("2014-06-01", theme="stop-and-search", **of_kent),
        "LED": raised("2018-05-01", lead=manager, theme="prevention", national=national, **of_gwent),
        "MOVED": raised("2018-01-01", response="not-accepted", theme="prevention", **of_kent),
        "LATE": raised("2016-03-01", ("2017-01-10", "closed-achieved"), theme="prevention", **of_kent),
        "AGAIN": raised("2016-03-01", ("2016-09-01", "closed-achieved"), **of_gwent),
    }
    for reference, finding in found.items():
        finding.reference = reference
        finding.save()
    told(found["OLD"], EventKind.FOLLOW_UP, "2018-05-10", inspection=latest)
    extended(found["MOVED"], "2018-02-01", "2018-03-01", "2018-09-01")
    extended(found["LATE"], "2016-06-01", "2016-06-01", "2017-03-01")
    done = told(found["LATE"], EventKind.FOLLOW_UP, "2017-01-09", verdict="achieved")
    told(found["LATE"], EventKind.VERIFICATION, "2017-01-09", about=done, is_agreed=True, assurance=2)
    told(found["AGAIN"], EventKind.REOPENED, "2017-02-01", "open")
    Finding.objects.filter(reference="AGAIN").update(status="open", published_status="open")
    factories.LineageFactory(earlier=found["OLD"], later=found["MOVED"])
    early = Acceleration.objects.create(
        inspection=latest, published_on=day("2018-01-01"), reason="At risk", approved_by=manager
    )
    Finding.objects.filter(reference="MOVED").update(acceleration=early)
    return found


def shown(client: Client, query: str) -> list[str]:
    """Return the references on the page, in its order."""
    response = client.get(f"/findings/?{query}")
    assert response.status_code == 200, response.content.decode()
    return re.findall(r'href="/findings/([A-Z]+)/"', response.content.decode())


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("theme=stop-and-search", ["OLD"]),
        ("theme=Stop+and+search", ["OLD"]),
        ("theme=none", ["AGAIN"]),
        ("lead=me", ["LED"]),
        ("region=wales", ["AGAIN", "LED"]),
        ("region=south-east", ["LATE", "MOVED", "OLD"]),
        ("nation=wales", ["AGAIN", "LED"]),
        ("nation=england", ["LATE", "MOVED", "OLD"]),
        ("national=nat-2016-01", ["LED"]),
        ("raised_year=2016", ["AGAIN", "LATE"]),
        ("accelerated=yes", ["MOVED"]),
        ("repeats=yes", ["MOVED"]),
        ("age=under-1-year", ["LED", "MOVED"]),
        ("age=2-to-3-years", ["AGAIN", "LATE"]),
        ("age=3-years-or-more", ["OLD"]),
        ("rag=red", ["MOVED"]),
        ("rag=green", ["LATE"]),
        ("rag=amber", ["AGAIN", "LED", "OLD"]),
        ("rag=white", []),
        ("stale=yes", ["AGAIN"]),
        ("moved=yes", ["LATE", "MOVED"]),
        ("response=not-accepted", ["MOVED"]),
        ("still_open_in=2017", ["OLD"]),
        ("still_open_in=2017&theme=prevention", []),
        ("closed_within=12", ["LATE"]),
        ("closed_late=yes", ["LATE"]),
        ("ever_closed=yes", ["AGAIN", "LATE"]),
        ("reopened=yes", ["AGAIN"]),
        ("verified=yes", ["LATE"]),
        ("verified=2", ["LATE"]),
        ("verified=3", []),
        ("verified=no&status=closed", []),
        ("status=closed", ["LATE"]),
        ("status=out", ["AGAIN", "LATE", "LED", "MOVED", "OLD"]),
        ("as_at=2016-12-31", ["AGAIN", "LATE", "OLD"]),
        ("as_at=2016-12-31&status=closed", ["AGAIN"]),
        ("as_at=2017-01-31&status=closed", ["AGAIN", "LATE"]),
        ("as_at=2017-01-31&reopened=yes", []),
        ("as_at=2016-12-31&due=overdue", []),
        ("as_at=2018-03-02&due=overdue", []),
        ("as_at=2018-01-31&moved=yes", ["LATE"]),
        ("known_on=2016-12-31&status=closed", ["AGAIN"]),
    ],
)
def test_the_address_chooses(
    register: dict[str, Finding], manager: User, client: Client, query: str, expected: list[str]
) -> None:
    client.force_login(manager)
    assert shown(client, query) == expected


def test_one_of_us_is_chosen_by_key_and_named(register: dict[str, Finding], manager: User, client: Client) -> None:
    client.force_login(manager)
    assert shown(client, f"lead={manager.pk}") == ["LED"]
    page = client.get(f"/findings/?lead={manager.pk}").content.decode()
    assert f"Our lead: {manager.name}" in page


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("as_at=2018-06-02", "as_at: 2 June 2018 is still to come; the latest day is 1 June 2018"),
        ("known_on=2018-06-02", "known_on: 2 June 2018 is still to come; the latest day is 1 June 2018"),
        ("as_at=soon", "as_at: soon is not a date; write it as 2018-03-22"),
        ("age=old", "age: "),
        ("verified=maybe", "verified: "),
        ("stale=no", "stale: "),
        ("raised_year=then", "raised_year: "),
        ("still_open_in=1066", "still_open_in: "),
        ("lead=nobody", "lead: "),
    ],
)
def test_an_address_that_makes_no_sense_says_why_and_opens_what_is_folded_away(
    auditor: User, client: Client, query: str, said: str
) -> None:
    client.force_login(auditor)
    response = client.get(f"/findings/?{query}")
    page = response.content.decode()
    assert response.status_code == 400
    assert said in page
    assert re.search(r"<details[^>]*peel-more[^>]*open", page)


def test_more_filters_are_folded_away_until_one_is_used(auditor: User, client: Client) -> None:
    client.force_login(auditor)
    folded = client.get("/findings/?status=open").content.decode()
    assert not re.search(r"<details[^>]*peel-more[^>]*open", folded)
    used = client.get("/findings/?stale=yes&moved=yes").content.decode()
    assert re.search(r"<details[^>]*peel-more[^>]*open", used)
    assert "More filters (2 used)" in used


def test_the_day_looked_at_is_said_above_the_table(register: dict[str, Finding], auditor: User, client: Client) -> None:
    client.force_login(auditor)
    assert "As at" not in re.sub(r"<label.*?</label>", "", client.get("/findings/").content.decode())
    page = client.get("/findings/?as_at=2017-01-31&known_on=2017-02-10").content.decode()
    assert "As at 31 January 2017, as far as was recorded by 10 February 2017." in page
    assert "As at 10 February 2017, as far as was recorded by 10 February 2017." in (
        client.get("/findings/?known_on=2017-02-10").content.decode()
    )


def test_the_file_of_a_past_day_is_as_things_stood(register: dict[str, Finding], auditor: User, client: Client) -> None:
    client.force_login(auditor)
    response: Any = client.get("/findings/?as_at=2018-01-31&moved=yes&format=csv")
    [row] = csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode()))
    told_of = {name: row[name] for name in ("reference", "status", "due_on", "original_due_on", "rag", "age")}
    assert told_of == {
        "reference": "LATE", "status": "closed – achieved", "due_on": "2017-03-01", "original_due_on": "2016-06-01",
        "rag": "green", "age": "1 to 2 years",
    }  # fmt: skip
    [row] = [
        row
        for row in csv.DictReader(
            io.StringIO(b"".join(client.get("/findings/?as_at=2018-01-31&format=csv").streaming_content).decode())  # type: ignore[attr-defined]
        )
        if row["reference"] == "MOVED"
    ]
    assert (row["due_on"], row["original_due_on"], row["rag"]) == ("2018-03-01", "2018-03-01", "red")


def test_raised_in_one_cycle_and_still_open_in_another(manager: User, client: Client) -> None:
    old, new = (factories.CycleFactory(first_year=year) for year in (2015, 2017))
    cleveland = factories.ForceFactory(slug="cleveland")
    first, second = (
        factories.InspectionFactory(force=cleveland, framework=factories.FrameworkFactory(cycle=cycle, pillar="L"))
        for cycle in (old, new)
    )
    searched = raised("2016-02-11", reference="CLE", inspection=first)
    raised("2016-02-11", reference="UNSEEN", inspection=first)
    told(searched, EventKind.STATUS, "2017-12-12", "open", inspection=second)
    client.force_login(manager)
    assert shown(client, "cycle=2015&still_open_in=2017") == ["CLE"]


@pytest.mark.parametrize("role", list(Role))
def test_looking_at_a_past_day_asks_the_database_no_oftener(role: Role, client: Client) -> None:
    person = factories.user(role)
    raised("2017-01-01")
    client.force_login(person)
    asked = []
    for query in ("", "?as_at=2018-01-01&known_on=2018-01-01&stale=yes&verified=no&reopened=yes&closed_late=yes"):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/findings/{query}").status_code == 200
        asked.append(len(queries))
    assert asked[1] <= asked[0] <= 8
