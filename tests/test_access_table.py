"""Every address of the table asked as everybody, and by whoever has not signed in."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import access
from tests.test_access import mismatches
from tests.world import World


@pytest.mark.parametrize("name", sorted(access.PLACES))
def test_a_page_answers_everybody_as_the_table_says(world: World, name: str) -> None:
    assert mismatches(world, {name}) == []


@pytest.mark.parametrize("name", sorted(access.PLACES))
def test_whoever_has_not_signed_in_is_sent_to_sign_in(world: World, name: str) -> None:
    for subject in access.PLACES[name].targets(world):
        url = access.address(name, subject)
        for response in (Client().get(url), Client().post(url, {})):
            assert (response.status_code, response.headers["Location"].split("?")[0]) == (302, "/accounts/login/")
