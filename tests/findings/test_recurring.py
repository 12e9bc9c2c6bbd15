"""What comes back: threads by the cycles they have lived, themes by the cycles that raised them; counted by hand."""

from __future__ import annotations

import csv
import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.test import Client

from accounts.models import AccessLog, Role, User
from findings.models import EventKind, Finding, FindingKind
from forces.models import Force
from tests import factories
from tests.findings.test_threads import raised

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client: Client) -> User:
    """Return an auditor, signed in."""
    person = factories.user(Role.AUDITOR)
    client.force_login(person)
    return person


def force(code: str, name: str, region: str = "East") -> Force:
    """Return a force whose inspection of 2017 is published, and that of 2018 is not."""
    made = factories.ForceFactory(code=code, slug=name.lower(), name=name, region=region)
    factories.InspectionFactory(force=made, cycle=factories.CycleFactory(first_year=2017))
    factories.InspectionFactory(open=True, force=made, cycle=factories.CycleFactory(first_year=2018))
    return made


def closed(finding: Finding, on: date, **fields: Any) -> None:
    """Record what closed a finding."""
    factories.EventFactory(
        finding=finding, kind=EventKind.CLOSURE, verdict="", status_after="closed-achieved", effective_on=on,
        recorded_on=on, **fields,
    )  # fmt: skip


@pytest.fixture
def held() -> dict[str, Force]:
    """Return the forces of a few threads: cycles 2015, 2016, 2017 and 2018."""
    for year in (2015, 2016, 2017, 2018):
        factories.CycleFactory(first_year=year)
    forces = {"BED": force("BED", "Bedfordshire"), "CLE": force("CLE", "Cleveland", "North East")}
    bed, cle = forces.values()
    # 2015 to 2017, three findings, open: three cycles
    first = raised(bed, "BED-2015-01", theme="prevention", status="closed-superseded")
    second = raised(bed, "BED-2016-01", theme="prevention", kind=FindingKind.CAUSE_OF_CONCERN)
    third = raised(bed, "BED-2017-01", theme="prevention", title="Local teams")
    factories.LineageFactory(earlier=first, later=second, kind="escalated")
    factories.LineageFactory(earlier=second, later=third, kind="de-escalated")
    # raised in 2015, still open when 2017 was reported: three cycles, alone
    raised(cle, "CLE-2015-01", theme="stop-and-search", title="Stop and search")
    # raised in 2016 and closed by the inspection of 2017: two cycles
    done = raised(cle, "CLE-2016-01", theme="fairness", status="closed-achieved")
    closed(done, date(2018, 2, 1), inspection=cle.inspections.get(cycle__first_year=2017))
    # raised in 2016 and closed in that year by nobody in particular: one cycle
    closed(raised(cle, "CLE-2016-02", theme="fairness", status="closed-achieved"), date(2016, 12, 1))
    # raised in 2017: one cycle
    raised(bed, "BED-2017-02", theme="vulnerability")
    return forces


def table(client: Client, query: str = "", page: str = "") -> list[dict[str, str]]:
    answer = client.get(f"/findings/recurring/{page}?format=csv{query}")
    return list(csv.DictReader(b"".join(answer.streaming_content).decode().splitlines()))


def lived(client: Client, query: str = "") -> dict[str, str]:
    return {
        row["findings"]: f"{row['first']}–{row['last']} {row['cycles']} {row['now']}" for row in table(client, query)
    }


THREE = "BED-2015-01 BED-2016-01 BED-2017-01"


def test_threads_are_listed_by_the_cycles_they_have_lived(held: dict[str, Force], reader: User, client: Client) -> None:
    assert lived(client) == {
        THREE: "2015–2017 3 open",
        "CLE-2015-01": "2015–2017 3 open",
        "CLE-2016-01": "2016–2017 2 closed",
    }
    first = table(client)[0]
    assert first == {
        "latest": "BED-2017-01", "title": "Local teams", "force": "Bedfordshire", "theme": "prevention",
        "findings": THREE, "first": "2015", "last": "2017", "cycles": "3", "now": "open",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("&at_least=3", [THREE, "CLE-2015-01"]),
        ("&at_least=4", []),
        ("&force=cleveland", ["CLE-2015-01", "CLE-2016-01"]),
        ("&region=north-east&at_least=3", ["CLE-2015-01"]),
        ("&theme=fairness", ["CLE-2016-01"]),
        ("&theme=stop-and-search&force=bedfordshire", []),
        ("&sort=cycles", ["CLE-2016-01", THREE, "CLE-2015-01"]),
        ("&sort=-latest", ["CLE-2016-01", "CLE-2015-01", THREE]),
        ("&sort=now", ["CLE-2016-01", THREE, "CLE-2015-01"]),
    ],
)
def test_the_address_says_which_and_in_what_order(
    held: dict[str, Force], reader: User, client: Client, query: str, shown: list[str]
) -> None:
    assert [row["findings"] for row in table(client, query)] == shown


def test_the_page_says_what_is_counted_and_leads_to_the_thread(
    held: dict[str, Force], reader: User, client: Client
) -> None:
    page = client.get("/findings/recurring/").content.decode()
    assert "the latest cycle with a published inspection of the force" in page
    assert 'href="/findings/BED-2017-01/"' in page
    assert "3: BED-2015-01, BED-2016-01, BED-2017-01" in page
    assert "No thread has lived so many cycles." in client.get("/findings/recurring/?at_least=6").content.decode()
    assert 'href="/findings/recurring/themes/?force=cleveland"' in (
        client.get("/findings/recurring/?force=cleveland&at_least=3").content.decode()
    )


def test_the_next_report_of_a_force_makes_its_open_threads_a_cycle_older(
    held: dict[str, Force], reader: User, client: Client
) -> None:
    held["BED"].inspections.filter(cycle__first_year=2018).update(stage="published")
    found = lived(client, "&force=bedfordshire")
    assert found == {THREE: "2015–2018 4 open", "BED-2017-02": "2017–2018 2 open"}


def test_a_draft_does_not_count_until_it_is_published_not_even_for_its_team(
    held: dict[str, Force], client: Client
) -> None:
    inspection = held["BED"].inspections.get(cycle__first_year=2018)
    draft = raised(held["BED"], "BED-2018-01", inspection=inspection, status="draft", theme="prevention")
    factories.LineageFactory(earlier=Finding.objects.get(reference="BED-2017-01"), later=draft)
    client.force_login(factories.AssignmentFactory(inspection=inspection).user)
    assert lived(client)[THREE] == "2015–2017 3 open"


def test_a_closing_by_an_unpublished_inspection_is_counted_for_those_who_may_know(
    held: dict[str, Force], client: Client
) -> None:
    inspection = held["CLE"].inspections.get(cycle__first_year=2018)
    finding = Finding.objects.get(reference="CLE-2015-01")
    closed(finding, date(2018, 5, 1), inspection=inspection)
    Finding.objects.filter(pk=finding.pk).update(status="closed-achieved")
    client.force_login(factories.user(Role.MANAGER))
    assert lived(client)["CLE-2015-01"] == "2015–2018 4 closed"
    client.force_login(factories.ForceContactFactory(force=held["CLE"]).user)
    assert lived(client)["CLE-2015-01"] == "2015–2017 3 open"


def test_the_same_recommendation_in_two_forces_is_a_thread_in_each(
    held: dict[str, Force], reader: User, client: Client
) -> None:
    national = factories.NationalFactory()
    one = raised(held["BED"], "BED-2016-09", national=national)
    other = raised(held["CLE"], "CLE-2016-09", national=national)
    factories.LineageFactory(earlier=one, later=other)
    found = lived(client)
    assert (found["BED-2016-09"], found["CLE-2016-09"]) == ("2016–2017 2 open", "2016–2017 2 open")


def test_themes_are_counted_by_the_cycles_that_raised_them(
    held: dict[str, Force], reader: User, client: Client
) -> None:
    raised(held["CLE"], "CLE-2017-09", theme="prevention")
    raised(held["CLE"], "CLE-2017-10")
    found = {row["theme"]: list(row.values())[1:] for row in table(client, page="themes/")}
    assert found == {
        # theme: raised in, cycles, findings, forces, forces told in 2 or more cycles, in 3 or more
        "": ["2017", "1", "1", "1", "0", "0"],
        "fairness": ["2016", "1", "2", "1", "0", "0"],
        "prevention": ["2015 2016 2017", "3", "4", "2", "1", "1"],
        "stop-and-search": ["2015", "1", "1", "1", "0", "0"],
        "vulnerability": ["2017", "1", "1", "1", "0", "0"],
    }
    assert table(client, page="themes/")[0]["theme"] == "prevention"


SHARED = [  # what the shared public data holds about evaluating and sharing effective practice
    ("DER", 2015), ("ESS", 2017), ("STA", 2017), ("DYF", 2018),
]  # fmt: skip


def test_sharing_effective_practice_came_back_in_three_cycles(reader: User, client: Client) -> None:
    for code, year in SHARED:
        raised(factories.ForceFactory(code=code), f"{code}-{year}-01", theme="share-effective-practice")
    [row] = table(client, "&at_least=3", page="themes/")
    assert (row["cycles"], row["count"], row["findings"], row["forces"]) == ("2015 2017 2018", "3", "4", "4")
    assert (row["in_2"], row["in_3"]) == ("0", "0")


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("&at_least=2", ["prevention"]),
        ("&force=cleveland", ["fairness", "stop-and-search"]),
        ("&region=north-east", ["fairness", "stop-and-search"]),
        ("&theme=vulnerability", ["vulnerability"]),
        ("&sort=-theme", ["vulnerability", "stop-and-search", "prevention", "fairness"]),
    ],
)
def test_the_address_says_which_themes(
    held: dict[str, Force], reader: User, client: Client, query: str, shown: list[str]
) -> None:
    assert [row["theme"] for row in table(client, query, page="themes/")] == shown


@pytest.mark.parametrize("where", ["", "?force=bedfordshire", "?region=north-east"])
def test_a_theme_leads_to_as_many_findings_in_the_register_as_it_counts(
    held: dict[str, Force], client: Client, where: str
) -> None:
    inspection = held["BED"].inspections.get(cycle__first_year=2018)
    raised(held["BED"], "BED-2018-01", inspection=inspection, status="draft", theme="prevention")
    raised(held["CLE"], "CLE-2017-10")  # about nothing in particular
    client.force_login(factories.AssignmentFactory(inspection=inspection).user)
    page = client.get(f"/findings/recurring/themes/{where}").content.decode()
    counted = {
        unescape(href): int(count)
        for href, count in re.findall(r'href="/findings/\?([^"]*theme=[^"]*)">(\d+)</a>', page)
    }
    assert len(counted) >= 2
    for query, count in counted.items():
        rows = b"".join(client.get(f"/findings/?{query}&format=csv").streaming_content).splitlines()[1:]
        assert len(rows) == count, query


def test_themes_to_choose_from_are_questions_by_their_titles_and_what_sources_say(
    held: dict[str, Force], reader: User, client: Client
) -> None:
    framework = factories.FrameworkFactory(cycle=factories.CycleFactory(first_year=2017))
    factories.QuestionFactory(framework=framework, slug="vulnerability", title="Protecting people")
    page = client.get("/findings/recurring/themes/").content.decode()
    assert ">Protecting people</option>" in page
    assert ">Stop and search</option>" in page


@pytest.mark.parametrize("query", ["?theme=weather", "?at_least=1", "?at_least=x", "?sort=secret", "?colour=red"])
def test_an_address_that_makes_no_sense_gets_a_message(
    held: dict[str, Force], reader: User, client: Client, query: str
) -> None:
    assert client.get(f"/findings/recurring/{query}").status_code == 400


def test_taking_the_list_away_is_logged(held: dict[str, Force], reader: User, client: Client) -> None:
    table(client)
    assert AccessLog.objects.filter(kind="export", by=reader).count() == 1


def test_the_register_leads_to_what_comes_back(reader: User, client: Client) -> None:
    assert 'href="/findings/recurring/"' in client.get("/findings/").content.decode()
