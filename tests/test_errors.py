"""Error pages: what happened, what to do, and nothing of how the product is made."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from django.test import Client

from core.logs import JsonFormatter, RequestIdFilter
from reports.views.home import Home
from tests.test_access import body, client_of
from tests.world import World


def test_a_refusal_names_the_roles_that_may(world: World) -> None:
    response = client_of(world, world.people["contact of first"]).get("/findings/FIR-2017-01/history/")
    assert response.status_code == 403
    assert "Only these roles may read who changed a record: inspector, manager, administrator, auditor." in body(
        response
    )


def test_a_missing_page_offers_the_search(world: World) -> None:
    response = client_of(world, world.people["inspector elsewhere"]).get("/findings/FIR-2018-01/")
    assert response.status_code == 404
    assert 'name="q"' in body(response)
    assert "FIR-2018-01" not in body(response).split("<main")[1]


def test_a_missing_page_is_as_missing_to_whoever_has_not_signed_in(db: None) -> None:
    response = Client().get("/no-such-page/")
    assert response.status_code in {302, 404}
    assert "Sign out" not in body(response)


def test_a_fault_gives_a_reference_that_is_in_the_log(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fault(*_: Any, **__: Any) -> None:
        raise RuntimeError("a secret of the code")

    monkeypatch.setattr(Home, "get", fault)
    client = client_of(world, world.people["manager"])
    client.raise_request_exception = False
    caplog.handler.addFilter(RequestIdFilter())
    with caplog.at_level(logging.ERROR, logger="django.request"):
        response = client.get("/", headers={"x-request-id": "abcdef-123456"})
    text = body(response)
    assert response.status_code == 500
    assert "abcdef-123456" in text
    assert "a secret of the code" not in text
    line = json.loads(JsonFormatter().format(caplog.records[-1]))
    assert line["request"] == "abcdef-123456"
    assert "a secret of the code" in line["traceback"]


def test_a_malformed_request_id_is_not_taken_over(world: World) -> None:
    response = client_of(world, world.people["manager"]).get("/forces/", headers={"x-request-id": "<script>alert(1)"})
    assert len(response["X-Request-ID"]) == 12
    assert response["X-Request-ID"].isalnum()


def test_a_form_from_elsewhere_is_refused_in_words(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.user("manager"))
    response = client.post("/accounts/logout/")
    assert response.status_code == 403
    assert "<main" in body(response)


ADDRESSES = [
    "/forces/?region=Atlantis",
    "/forces/?colour=red",
    "/forces/?sort=nothing",
    "/findings/?status=lost",
    "/findings/?sort=-wording",
    "/inspections/?stage=asleep",
    "/national/2017/?as_at=2018-13-45",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_malformed_address_gets_a_message(world: World, address: str) -> None:
    response = client_of(world, world.people["manager"]).get(address)
    assert response.status_code == 400
    text = body(response)
    assert "<title>Error: " in text
    assert address.split("?")[1].split("=")[0] in text
    assert "There is a problem" in text


@pytest.mark.parametrize("address", ["/forces/?page=0", "/forces/?page=999", "/findings/?page=x", "/findings/?q=%00"])
def test_an_odd_page_or_word_is_never_a_fault(world: World, address: str) -> None:
    assert client_of(world, world.people["manager"]).get(address).status_code in {200, 400}
