"""The demonstration, loaded once for the tests that read it; each test's own changes are rolled back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction

from accounts.models import User
from reports.demonstration import load


@pytest.fixture(scope="module")
def _loaded(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Load the demonstration inside a transaction that ends with the module."""
    patch = pytest.MonkeyPatch()
    patch.setattr(settings, "VAR_DIR", tmp_path_factory.mktemp("var"))
    with django_db_blocker.unblock(), transaction.atomic():
        yield load.load()
        transaction.set_rollback(True)
    patch.undo()


@pytest.fixture
def people(_loaded: dict[str, User], db: None) -> dict[str, User]:
    """Return the demonstration's people, by the first part of their address. The test itself is marked `django_db`."""
    return {name: User.objects.get(pk=person.pk) for name, person in _loaded.items()}
