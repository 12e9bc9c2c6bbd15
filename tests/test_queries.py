"""How often a page asks the database: within the limit of its kind, and as often for two hundred rows as for ten."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from findings.models import Status
from inspections.models import FileState
from tests import access, factories
from tests.test_access import body, client_of
from tests.world import World

LIMITS = {"list": 8, "home": 10, "form": 12, "detail": 15, "post": 15}
ASIDE = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT", "BEGIN", "COMMIT")
PEOPLE = ["inspector on the team", "manager leading", "administrator", "contact of first", "auditor"]


def asked(client: Client, url: str) -> int:
    """Return how many queries a page asks, savepoints not counted."""
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url)
        text = body(response)
    assert response.status_code == 200, f"{url}: {response.status_code} {text[:200]}"
    return sum(not query["sql"].upper().startswith(ASIDE) for query in queries.captured_queries)


def counts(world: World) -> dict[tuple[str, str, str], int]:
    """Return the queries of every page, and of every file, for one person of each role."""
    found: dict[tuple[str, str, str], int] = {}
    for name in PEOPLE:
        client = client_of(world, world.people[name])
        for page, place, _subject, url in access.openings(world, world.people[name]):
            for query in ("", "?format=csv") if place.is_table else ("",):
                found[name, page, url + query] = asked(client, url + query)
    return found


def grow(world: World, rows: int) -> None:
    """Bring everything that is listed somewhere up to a number of rows."""
    inspection, upcoming = world.records["FIR-2017-E"], world.records["FIR-2018-E"]
    author = world.people["inspector on the team"].user
    exercise = upcoming.exercises.get()
    for number in range(inspection.findings.count(), rows):
        finding = factories.FindingFactory(
            reference=f"FIR-2017-{number + 1:03d}",
            inspection=inspection,
            question=inspection.framework.questions.first(),
            status=Status.OPEN if number % 2 else Status.AWAITING_VERIFICATION,
            lead=author,
        )
        factories.EventFactory(finding=finding, recorded_by=author)
        factories.EventFactory(finding=world.records["FIR-2017-01"], recorded_by=author, inspection=inspection)
        factories.ReviewFileFactory(
            exercise=exercise, number=number + 10, state=FileState.ALLOCATED, reviewer=author
        )
        force = factories.ForceFactory()
        other = factories.InspectionFactory(force=force, framework=inspection.framework)
        factories.JudgmentFactory(inspection=other)
        factories.ExerciseFactory(inspection=other)
        factories.AssignmentFactory(inspection=other, user=author)


def test_a_page_asks_as_often_for_two_hundred_rows_as_for_ten_and_no_oftener_than_its_kind_may(world: World) -> None:
    grow(world, 10)
    few = counts(world)
    grow(world, 200)
    many = counts(world)
    grown = {key: (few[key], many[key]) for key in few if many[key] > few[key]}
    assert grown == {}
    too_many = {key: count for key, count in many.items() if count > LIMITS[access.PLACES[key[1]].page]}
    assert too_many == {}


# What a form of each kind sends when it is filled in rightly: (address name, who, what).
SENT: list[tuple[str, str, dict[str, Any]]] = [
    (
        "findings:follow-up",
        "inspector on the team",
        {
            "version": "2", "inspection": "FIR-2018-E", "verdict": "some-progress", "basis": "fieldwork",
            "effective-day": "1", "effective-month": "5", "effective-year": "2018", "narrative": "Better than it was.",
        },
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "who", "data"), SENT, ids=[name for name, *_ in SENT])
def test_sending_a_form_asks_no_oftener_than_it_may(world: World, name: str, who: str, data: dict[str, Any]) -> None:
    client = client_of(world, world.people[who])
    subject = next(s for s in access.PLACES[name].targets(world) if access.PLACES[name].expected(world.people[who], s) == 200)
    data = {key: str(world.records[value].pk) if value in world.records else value for key, value in data.items()}
    with CaptureQueriesContext(connection) as queries:
        response = client.post(access.address(name, subject), data)
    assert response.status_code == 302, body(response)
    sent = [query["sql"] for query in queries.captured_queries if not query["sql"].upper().startswith(ASIDE)]
    assert len(sent) <= LIMITS["post"], "\n".join(sent)


def test_one_query_more_a_row_would_be_seen(world: World) -> None:
    client = client_of(world, world.people["manager leading"])
    few = asked(client, "/findings/")
    with CaptureQueriesContext(connection) as queries:
        body(client.get("/findings/"))
        for finding in list(world.of("finding")):
            world.forces[finding.force].refresh_from_db()
    assert len(queries.captured_queries) > few
