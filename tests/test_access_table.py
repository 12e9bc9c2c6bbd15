"""Every address of the table asked as everybody, and by whoever has not signed in; the small world is made once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from tests import access
from tests import world as worlds
from tests.test_access import mismatches
from tests.world import World


@pytest.fixture(scope="module")
def made_once(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Make the world in a transaction around all tests of this module; each test undoes what it did in it."""
    around = transaction.atomic()
    with django_db_blocker.unblock():
        around.__enter__()
        made = worlds.build()
    yield made
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


@pytest.fixture
def world(made_once: World, db: None) -> World:
    """Return the world that all tests of this module ask."""
    return made_once


@pytest.mark.parametrize("name", sorted(access.PLACES))
def test_a_page_answers_everybody_as_the_table_says(world: World, name: str) -> None:
    assert mismatches(world, {name}) == []


@pytest.mark.parametrize("name", sorted(access.PLACES))
def test_whoever_has_not_signed_in_is_sent_to_sign_in(world: World, name: str) -> None:
    for subject in access.PLACES[name].targets(world):
        url = access.address(name, subject)
        for response in (Client().get(url), Client().post(url, {})):
            assert (response.status_code, response.headers["Location"].split("?")[0]) == (302, "/accounts/login/")
