"""What every test may use."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection, transaction
from django.test import Client

from accounts.backends import permissions_of_group
from accounts.models import Role, User
from inspections.models.criteria import questions_in_use, ratings_in_use
from tests import factories
from tests import world as worlds

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"


def pytest_collection_finish() -> None:
    """Collect garbage less often: among so many tests and libraries it takes a sixth of the time."""
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest; leave out what this database or machine cannot run: CI has both and may not skip."""
    items.sort(key=lambda item: item.get_closest_marker("longest") is None)
    on_postgres = "postgresql" in settings.DATABASES["default"]["ENGINE"]
    for item in items:
        if item.get_closest_marker("postgres") and not on_postgres:
            item.add_marker(pytest.mark.skip(reason="needs PostgreSQL: make test-postgres"))
        if item.get_closest_marker("shared") and not SHARED.exists() and not os.environ.get("CI"):
            item.add_marker(pytest.mark.skip(reason="the shared public data is not beside this checkout"))
        if item.get_closest_marker("libreoffice") and not shutil.which("soffice") and not os.environ.get("CI"):
            item.add_marker(pytest.mark.skip(reason="needs LibreOffice: apt-get install libreoffice-calc python3-uno"))


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """Forget what the process keeps of the last test's database."""
    caches["numbers"].clear()
    questions_in_use.cache_clear()
    ratings_in_use.cache_clear()


@pytest.fixture(autouse=True)
def roles_known(request: pytest.FixtureRequest, _django_db_marker: None) -> None:
    """Ask what the roles may do before a test: else the first to ask after the tables were emptied asks once more."""
    if request.node.get_closest_marker("django_db"):
        for role in Role:
            permissions_of_group(role.value)


@pytest.fixture(autouse=True, scope="session")
def emptied_by_row(django_db_setup: None, django_db_blocker: Any) -> None:
    """On PostgreSQL empty tables row by row: TRUNCATE makes all their files anew, which takes seconds a test.

    Only a superuser may leave triggers and foreign keys out meanwhile; for anybody else it stays with TRUNCATE.
    """
    if connection.vendor != "postgresql":
        return
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("SHOW is_superuser")
        if cursor.fetchone() != ("on",):
            return

    def emptied(_style: Any, tables: list[str], **_options: Any) -> list[str]:
        deleted = [f"DELETE FROM {connection.ops.quote_name(table)}" for table in tables]  # noqa: S608 - our own names
        return ["SET LOCAL session_replication_role = replica", *deleted]

    connection.ops.sql_flush = emptied


@pytest.fixture
def shared() -> Path:
    """Return the folder of shared public data."""
    return SHARED


@pytest.fixture(scope="module")
def made_once(django_db_setup: None, django_db_blocker: Any) -> Iterator[worlds.World]:
    """Make the small world in a transaction around all tests of a module; each test undoes what it did in it."""
    around = transaction.atomic()
    with django_db_blocker.unblock():
        around.__enter__()
        made = worlds.build()
    yield made
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


@pytest.fixture
def world(made_once: worlds.World, db: None) -> worlds.World:
    """Return the small world of the house-wide tests; the records are copies, so that a test may change them."""
    return deepcopy(made_once)


@pytest.fixture
def inspector(db: None) -> User:
    """Return an inspector."""
    return factories.user(Role.INSPECTOR)


@pytest.fixture
def manager(db: None) -> User:
    """Return a manager."""
    return factories.user(Role.MANAGER)


@pytest.fixture
def administrator(db: None) -> User:
    """Return an administrator."""
    return factories.user(Role.ADMINISTRATOR)


@pytest.fixture
def auditor(db: None) -> User:
    """Return an auditor."""
    return factories.user(Role.AUDITOR)


@pytest.fixture
def sign_in(client: Client):
    """Return a function that signs the client in as a person."""

    def as_person(person: User) -> Client:
        client.force_login(person)
        return client

    return as_person


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI a test that was skipped is a failure; only what needs PostgreSQL may be, in the run on SQLite."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if not os.environ.get("CI") or reporter is None or hasattr(session.config, "workerinput"):
        return
    skipped = [str(report.longrepr) for report in reporter.stats.get("skipped", [])]
    forbidden = [reason for reason in skipped if "needs PostgreSQL" not in reason]
    if forbidden and session.exitstatus == pytest.ExitCode.OK:
        reporter.write_line("Skipped, which CI does not allow:\n" + "\n".join(forbidden), red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
