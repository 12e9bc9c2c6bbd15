"""Findings in numbers, as a person meets them: every link leads to as many findings as it says."""

from __future__ import annotations

import csv
import html
import io
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import AccessLog, Role, User
from core import clock
from findings.actions import follow_ups
from findings.models import EventKind, Finding, LineageKind
from findings.numbers import keeping
from forces.models import Region
from inspections.models import Stage
from tests import factories
from tests.findings.lives import extended, raised, told

pytestmark = pytest.mark.django_db
URL = "/findings/numbers/"


@pytest.fixture
def findings() -> dict[str, Finding]:
    """Return findings of two forces: open, overdue, stale, moved, closed, verified, reopened, repeated."""
    kent = factories.ForceFactory(slug="kent", name="Kent", region=Region.SOUTH_EAST)
    gwent = factories.ForceFactory(slug="gwent", name="Gwent", region=Region.WALES, country="Wales")
    of_kent, of_gwent = (factories.InspectionFactory(force=force) for force in (kent, gwent))
    found = {
        "open": raised("2018-03-22", theme="prevention", inspection=of_kent),
        "stale": raised("2015-03-22", theme="prevention", inspection=of_kent, kind="cause-of-concern"),
        "moved": raised("2018-01-10", ("2018-02-10", "in-progress"), theme="vulnerability", inspection=of_gwent),
        "overdue": raised(
            "2018-01-10", inspection=of_gwent, due_kind="absolute", due_on=clock.today().replace(day=1, month=5)
        ),
        "late": raised("2016-02-18", ("2016-12-01", "closed-achieved"), theme="prevention", inspection=of_gwent),
        "superseded": raised("2016-02-18", ("2017-12-01", "closed-superseded"), inspection=of_kent),
        "again": raised("2016-02-18", ("2016-12-01", "closed-achieved"), inspection=of_kent),
    }
    extended(found["moved"], "2018-02-01", "2018-03-01", "2018-09-01")
    extended(found["late"], "2016-03-01", "2016-06-01", "2017-01-01")
    done = told(found["late"], EventKind.FOLLOW_UP, "2016-11-01", verdict="achieved")
    told(found["late"], EventKind.VERIFICATION, "2016-11-02", about=done, is_agreed=True, assurance=2)
    told(found["again"], EventKind.REOPENED, "2018-04-01", "open")
    Finding.objects.filter(pk=found["again"].pk).update(status="open", published_status="open")
    factories.LineageFactory(earlier=found["late"], later=found["moved"], kind=LineageKind.REPEATED)
    factories.FindingFactory(inspection=factories.InspectionFactory(open=True), status="draft")
    factories.ObservationFactory(inspection=of_kent)
    return found


def page_of(client: Client, query: str = "") -> str:
    """Return the page."""
    response = client.get(URL + query)
    assert response.status_code == 200, response.content.decode()
    return response.content.decode()


LINK = re.compile(r'<a class="govuk-link" href="(/findings/\?[^"]*)">([\d,]+)<')


def links(page: str) -> list[tuple[str, int]]:
    """Return every number of the page with its address."""
    return [(html.unescape(href), int(count.replace(",", ""))) for href, count in LINK.findall(page)]


def total(client: Client, url: str) -> int:
    """Return how many rows a list says it has."""
    page = client.get(url).content.decode()
    told_of = re.search(r"(?:of )?([\d,]+) rows?\.", page)
    assert told_of, f"{url}: {page[:300]}"
    return int(told_of[1].replace(",", ""))


@pytest.mark.parametrize(
    "query", ["", "?as_at=2018-06-01", "?as_at=2017-06-01", "?as_at=2018-02-05&known_on=2018-01-31"]
)
@pytest.mark.parametrize("role", [Role.MANAGER, Role.FORCE_CONTACT])
def test_every_number_leads_to_as_many_findings(
    findings: dict[str, Finding], client: Client, role: Role, query: str
) -> None:
    client.force_login(factories.user(role))
    found = links(page_of(client, query))
    assert len(found) > 60
    totals = {url: total(client, url) for url in {url for url, _ in found}}
    assert [(url, count) for url, count in found if totals[url] != count] == []


def test_within_a_scope_every_number_leads_to_as_many_findings(
    findings: dict[str, Finding], manager: User, client: Client
) -> None:
    client.force_login(manager)
    for query in ("?region=wales", "?nation=england&theme=prevention", "?kind=cause-of-concern&force=kent"):
        found = links(page_of(client, query))
        assert [(url, count) for url, count in found if total(client, url) != count] == []
        assert all(query[1:].split("&")[0] in url for url, _ in found)


def row(page: str, first: str) -> list[str]:
    """Return the words of the first row of a table that begins so."""
    found = re.search(rf'<th scope="row"[^>]*>{re.escape(first)}</th>(.*?)</tr>', page, re.S)
    assert found, first
    cells = re.findall(r"<td[^>]*>(.*?)</td>", found[1], re.S)
    return [re.sub(r"<span.*?</span>|<[^>]+>", "", cell).strip() for cell in cells]


def test_the_page_says_how_many_stand_where(findings: dict[str, Finding], manager: User, client: Client) -> None:
    client.force_login(manager)
    page = page_of(client)
    assert [row(page, name)[0] for name in ("Findings", "Open", "Closed", "Overdue", "Stale")] == [
        "7",
        "5",
        "2",
        "1",
        "1",
    ]
    assert "5 open and 2 closed sum to 7, which is every finding." in page
    for dimension in ("status", "kind", "age", "force", "theme"):
        assert f"Open by {dimension} sums to 5, which is every open finding." in page
    assert row(page, "Gwent") == ["2", "1", "0"]
    assert row(page, "Kent") == ["3", "0", "1"]
    assert row(page, "In progress") == ["1", "0", "0"]
    assert row(page, "Cause of concern") == ["1", "0", "1"]
    assert row(page, "3 years or more") == ["1", "0", "1"]
    assert row(page, "None recorded") == ["2", "1", "0"]
    assert row(page, "Due date moved") == ["2 of 3"]
    assert row(page, "Closed after the original date") == ["1 of 1"]
    assert "median 199 days, longest 214 days" in page  # 1 March to 1 September is 184, 1 June to 1 January 214
    assert row(page, "2016") == ["3", "1", "2", "too early"]
    assert row(page, "2018") == ["3", "too early", "too early", "too early"]
    assert row(page, "Level 2: evidence read at the desk") == ["1"]
    assert row(page, "Not verified") == ["1"]
    assert row(page, "Reopened, of those ever closed") == ["1 of 3"]
    assert row(page, "Repeats an earlier finding, of all") == ["1 of 7"]


def test_the_page_of_a_past_day_says_how_many_stood_where(
    findings: dict[str, Finding], manager: User, client: Client
) -> None:
    client.force_login(manager)
    page = page_of(client, "?as_at=2018-02-05")
    assert "As at 5 February 2018." in page
    assert [row(page, name)[0] for name in ("Findings", "Open", "Closed")] == ["6", "3", "3"]
    assert row(page, "In progress") == ["0", "0", "0"]
    assert row(page, "Reopened, of those ever closed") == ["0 of 3"]
    known = page_of(client, "?as_at=2018-02-05&known_on=2018-01-31")
    assert "As at 5 February 2018, as far as was recorded by 31 January 2018." in known
    assert row(known, "Due date moved") == ["1 of 3"]


def test_a_percentage_is_said_from_thirty_findings_on(manager: User, client: Client) -> None:
    inspection = factories.InspectionFactory()
    for number in range(30):
        raised("2016-03-01", *([("2016-09-01", "closed-achieved")] if number < 6 else []), inspection=inspection)
    client.force_login(manager)
    assert row(page_of(client), "2016") == ["30", "6 (20%)", "6 (20%)", "too early"]


def test_where_nothing_is_out_the_page_says_so(manager: User, client: Client) -> None:
    client.force_login(manager)
    page = page_of(client)
    assert row(page, "Findings")[0] == "0"
    assert "Closed findings" not in page


@pytest.mark.parametrize("query", ["?as_at=2018-06-02", "?as_at=soon", "?colour=red", "?force=atlantis", "?format=xml"])
def test_an_address_that_makes_no_sense_gets_a_message_and_no_numbers(
    findings: dict[str, Finding], manager: User, client: Client, query: str
) -> None:
    client.force_login(manager)
    response = client.get(URL + query)
    page = response.content.decode()
    assert response.status_code == 400
    assert "There is a problem" in page
    assert "At a glance" not in page


def table(response: Any) -> list[dict[str, str]]:
    """Return a CSV answer as rows."""
    return list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode())))


def test_the_file_has_every_figure_with_the_list_it_counts(
    findings: dict[str, Finding], manager: User, client: Client
) -> None:
    client.force_login(manager)
    response = client.get(f"{URL}?format=csv&as_at=2018-05-01&nation=wales")
    assert response["Content-Disposition"] == 'attachment; filename="findings-in-numbers-2018-05-01.csv"'
    rows = table(response)
    assert ",".join(rows[0]) == "figure,dimension,value,count,denominator,link"
    assert rows[0] == {
        "figure": "findings", "dimension": "", "value": "", "count": "3", "denominator": "",
        "link": "http://testserver/findings/?as_at=2018-05-01&nation=wales&status=out",
    }  # fmt: skip
    [gwent] = [row for row in rows if (row["figure"], row["value"]) == ("open", "gwent")]
    assert (gwent["dimension"], gwent["count"], gwent["denominator"]) == ("force", "2", "2")
    assert [row["count"] for row in rows if row["figure"] == "days-moved"] == ["199", "214"]
    counted = [row for row in rows if row["figure"] != "days-moved"]
    assert [
        row for row in counted if total(client, row["link"].removeprefix("http://testserver")) != int(row["count"])
    ] == []
    assert AccessLog.objects.filter(kind="export", by=manager).count() == 1


# --- kept between requests, and never too long ---------------------------------------------------------------
def counting(client: Client, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Count how often the numbers are counted."""
    times: list[int] = []
    counted = keeping.counted

    def once_more(*args: Any) -> Any:
        times.append(1)
        return counted(*args)

    monkeypatch.setattr(keeping, "counted", once_more)
    return times


def test_what_was_counted_is_kept_for_those_who_see_the_same(
    findings: dict[str, Finding], client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    times = counting(client, monkeypatch)
    first, second = factories.user(Role.MANAGER), factories.user(Role.MANAGER)
    for person in (first, second):
        client.force_login(person)
        for query in ("", "?sort=", "?format=csv"):
            assert client.get(URL + query).status_code == 200
    assert len(times) == 1
    client.get(f"{URL}?as_at=2018-05-01")
    client.force_login(factories.user(Role.ADMINISTRATOR))
    client.get(URL)
    assert len(times) == 3


def stands(client: Client, name: str) -> str:
    """Return a number of the first table, as the next request has it."""
    return row(page_of(client), name)[0]


def test_a_recorded_event_is_counted_by_the_next_request(
    findings: dict[str, Finding], manager: User, client: Client
) -> None:
    client.force_login(manager)
    assert stands(client, "Stale") == "1"
    follow_ups.record(
        by=manager, finding=findings["stale"], version=None, at=clock.now(), inspection=None, verdict="good-progress",
        basis="desk", effective_on=clock.today(), effective_precision="day", narrative="It is better.",
    )  # fmt: skip
    assert stands(client, "Stale") == "0"
    assert row(page_of(client), "In progress") == ["2", "0", "0"]


def test_a_publication_is_counted_by_the_next_request(client: Client) -> None:
    inspection = factories.InspectionFactory(open=True)
    factories.FindingFactory(inspection=inspection)
    client.force_login(factories.user(Role.AUDITOR))
    outside = Client()
    outside.force_login(factories.user(Role.FORCE_CONTACT))
    assert (stands(client, "Findings"), stands(outside, "Findings")) == ("1", "0")
    inspection.stage = Stage.PUBLISHED
    inspection.save()
    assert stands(outside, "Findings") == "1"


def test_a_bar_is_counted_with_by_the_next_request(manager: User, client: Client) -> None:
    draft_of = factories.InspectionFactory(open=True)
    finding = raised("2018-03-22", inspection=factories.InspectionFactory(force=draft_of.force))
    told(finding, EventKind.FOLLOW_UP, "2018-05-01", "in-progress", inspection=draft_of)
    Finding.objects.filter(pk=finding.pk).update(status="in-progress")
    client.force_login(manager)
    assert row(page_of(client), "In progress") == ["1", "0", "0"]
    factories.BarFactory(user=manager, force=finding.force)
    assert row(page_of(client), "In progress") == ["0", "0", "0"]


def test_an_inspectors_new_team_is_counted_with_by_the_next_request(inspector: User, client: Client) -> None:
    upcoming = factories.InspectionFactory(open=True)
    finding = raised("2018-03-22", inspection=factories.InspectionFactory(force=upcoming.force))
    told(finding, EventKind.FOLLOW_UP, "2018-05-01", "in-progress", inspection=upcoming)
    Finding.objects.filter(pk=finding.pk).update(status="in-progress")
    client.force_login(inspector)
    assert row(page_of(client), "In progress") == ["0", "0", "0"]
    factories.AssignmentFactory(user=inspector, inspection=upcoming)
    assert row(page_of(client), "In progress") == ["1", "0", "0"]


def test_the_stamp_changes_with_everything_that_is_counted(findings: dict[str, Finding]) -> None:
    stamps = [keeping.SOURCES.stamp()]

    def changed() -> bool:
        stamps.append(keeping.SOURCES.stamp())
        return stamps[-1] not in stamps[:-1]

    assert not changed()
    finding = findings["open"]
    finding.due_kind, finding.due_on = "absolute", clock.today()
    finding.save()
    assert changed()
    finding.force.region = Region.EAST
    finding.force.save()
    assert changed()
    link = factories.LineageFactory(earlier=findings["late"], later=findings["superseded"], kind=LineageKind.SUPERSEDED)
    assert changed()
    link.kind = LineageKind.REPEATED
    link.save()
    assert changed()
    factories.FindingFactory()
    assert changed()
    type(finding.inspection).objects.filter(pk=finding.inspection_id).update(stage=Stage.FIELDWORK, published_on=None)
    assert changed()


def test_a_row_that_is_committed_after_a_later_one_changes_the_stamp(findings: dict[str, Finding]) -> None:
    finding = findings["open"]
    first = told(finding, EventKind.NOTE, "2018-05-01")
    told(finding, EventKind.NOTE, "2018-05-01")
    both = keeping.SOURCES.stamp()
    with connection.cursor() as cursor:  # as another transaction saw it, before the first of the two was committed
        if connection.vendor == "postgresql":
            cursor.execute("set local session_replication_role = replica")
        cursor.execute("delete from findings_event where id = %s", [first.pk])
        if connection.vendor == "postgresql":
            cursor.execute("set local session_replication_role = origin")
    assert keeping.SOURCES.stamp() != both


def test_a_page_that_is_kept_asks_for_little(findings: dict[str, Finding], manager: User, client: Client) -> None:
    client.force_login(manager)
    page_of(client)
    with CaptureQueriesContext(connection) as queries:
        page_of(client)
    assert len(queries) <= 5, [query["sql"][:80] for query in queries]


def test_the_register_leads_to_the_numbers(manager: User, client: Client) -> None:
    client.force_login(manager)
    assert f'href="{URL}"' in client.get("/findings/").content.decode()
    assert 'href="/findings/"' in page_of(client)
