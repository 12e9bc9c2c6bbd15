"""Looking changes nothing: every page with a GET leaves every table as it was; the access log and sessions aside."""

from __future__ import annotations

import hashlib
from typing import Any

from django.apps import apps
from django.db import connection, reset_queries
from django.test.utils import CaptureQueriesContext

from tests import access
from tests.test_access import body, client_of
from tests.world import World

ASIDE = {"accounts_accesslog", "django_session"}
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "TRUNCATE")


def state() -> dict[str, tuple[int, str]]:
    """Return the number of rows of every table and a hash of what is in them."""
    found: dict[str, tuple[int, str]] = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.db_table not in ASIDE and model._meta.managed and not model._meta.proxy:
            rows = [tuple(map(plain, row)) for row in model._base_manager.order_by("pk").values_list()]
            found[model._meta.db_table] = (len(rows), hashlib.sha256(repr(rows).encode()).hexdigest())
    return found


def plain(value: Any) -> Any:
    """Return a value as it reads: PostgreSQL's bytes would name the place in memory they are at."""
    return bytes(value) if isinstance(value, memoryview) else value


def written(queries: list[dict[str, Any]]) -> list[str]:
    """Return the statements that write, but for the tables left aside."""
    return [
        q["sql"]
        for q in queries
        if q["sql"].lstrip().upper().startswith(WRITES) and not any(f'"{table}"' in q["sql"] for table in ASIDE)
    ]


def test_a_get_writes_nothing(world: World) -> None:
    found: list[str] = []
    clients = {name: client_of(world, person) for name, person in world.people.items()}
    before = state()
    for name, client in clients.items():
        for _page, place, _subject, url in access.openings(world, world.people[name]):
            for query in ("", "?format=csv") if place.is_table else ("",):
                reset_queries()  # the log holds 9,000
                with CaptureQueriesContext(connection) as queries:
                    body(client.get(url + query))
                found += [f"{name}: GET {url}{query}: {sql}" for sql in written(queries.captured_queries)]
    assert found == []
    after = state()
    assert {table for table in after if after[table] != before[table]} == set()


def test_a_write_would_be_seen(world: World) -> None:
    before = state()
    with CaptureQueriesContext(connection) as queries:
        world.forces["first"].save()
    assert len(written(queries.captured_queries)) == 2  # the force and its history
    assert {table for table, now in state().items() if now != before[table]} == {"forces_historicalforce"}
