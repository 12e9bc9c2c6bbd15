"""What every test may use."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import caches
from django.test import Client

from accounts.models import Role, User
from inspections.models.criteria import questions_in_use, ratings_in_use
from tests import factories
from tests import world as worlds

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what this database or machine cannot run; CI has both and may not skip."""
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


@pytest.fixture
def shared() -> Path:
    """Return the folder of shared public data."""
    return SHARED


@pytest.fixture
def world(db: None) -> worlds.World:
    """Return the small world of the house-wide tests."""
    return worlds.build()


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
