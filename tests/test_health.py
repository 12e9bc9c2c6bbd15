"""What a proxy asks: is this process alive, and can it work."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import OperationalError
from django.db.migrations.executor import MigrationExecutor
from django.test import Client


def test_a_living_process_says_so_without_a_database_or_a_known_host() -> None:
    response = Client(headers={"host": "10.0.0.7"}).get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_a_process_with_its_database_is_ready() -> None:
    response = Client().get("/readyz")
    assert (response.status_code, response.content) == (200, b"ready\n")


@pytest.mark.django_db
def test_a_missing_migration_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda self, targets: [object(), object()])
    response = Client().get("/readyz")
    assert (response.status_code, response.content) == (503, b"2 migrations are not applied\n")


@pytest.mark.django_db
def test_a_silent_database_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(*_: Any) -> None:
        raise OperationalError("connection refused by 10.0.0.8 as peel")

    monkeypatch.setattr("core.health.MigrationExecutor", silent)
    response = Client().get("/readyz")
    assert (response.status_code, response.content) == (503, b"the database does not answer\n")
