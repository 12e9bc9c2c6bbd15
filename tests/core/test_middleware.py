"""What every request and every response carries."""

from __future__ import annotations

import json
import logging
import sys

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from core import logs
from core.middleware import PrivateMiddleware
from inspections.models import EvidenceFile
from tests import factories
from tests.test_access import body, client_of
from tests.world import World


def test_an_answer_names_its_request() -> None:
    first, second = (Client().get("/healthz")["X-Request-ID"] for _ in range(2))
    assert first != second
    assert len(first) == 12


@pytest.mark.parametrize(
    ("offered", "is_taken"),
    [("a1b2c3d4-e5f6", True), ("short", False), ("x" * 65, False), ("with space 12", False), ('"};{1234567', False)],
)
def test_a_proxys_id_is_taken_when_it_is_well_formed(offered: str, is_taken: bool) -> None:
    response = Client().get("/healthz", headers={"x-request-id": offered})
    assert (response["X-Request-ID"] == offered) == is_taken


def test_the_id_is_forgotten_after_the_request() -> None:
    Client().get("/healthz", headers={"x-request-id": "a1b2c3d4-e5f6"})
    assert logs.request_id.get() == "-"


def line(record: logging.LogRecord) -> dict[str, str]:
    """Return what a record becomes."""
    logs.RequestIdFilter().filter(record)
    return dict(json.loads(logs.JsonFormatter().format(record)))


def test_a_log_line_is_one_object_with_the_requests_id() -> None:
    token = logs.request_id.set("a1b2c3d4")
    said = line(logging.LogRecord("peel", logging.WARNING, __file__, 1, "two\nlines of %s", ("it",), None))
    logs.request_id.reset(token)
    assert said | {"at": ""} == {
        "at": "", "level": "WARNING", "logger": "peel", "request": "a1b2c3d4", "message": "two\nlines of it",
    }  # fmt: skip


def test_a_traceback_is_in_the_line() -> None:
    try:
        raise ValueError("broken")
    except ValueError:
        record = logging.LogRecord("peel", logging.ERROR, __file__, 1, "failed", (), sys.exc_info())
    assert "ValueError: broken" in line(record)["traceback"]


@pytest.mark.django_db
def test_every_answer_says_what_a_browser_may_do() -> None:
    response = Client().get("/accounts/login/")
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"


PRIVATE = "private, no-store"


@pytest.mark.django_db
def test_no_cache_keeps_what_a_signed_in_person_is_shown(world: World) -> None:
    client = client_of(world, world.people["inspector on the team"])
    files = EvidenceFile.objects.select_related("item__inspection")
    file = files.filter(item__inspection__reference="FIR-2018-E").first()
    assert file is not None
    for address in ("/", "/reports/FIR-2018-E/write/preview/", file.get_absolute_url(), "/nothing/of/the/kind/"):
        answer = client.get(address)
        body(answer)  # closes the file
        assert answer["Cache-Control"] == PRIVATE, address
    assert "Cache-Control" not in Client().get("/")  # it sends whoever is not signed in to do so


@pytest.mark.django_db
def test_what_a_page_says_of_caches_itself_stands(rf: RequestFactory) -> None:
    request = rf.get("/")
    request.user = factories.UserFactory()
    answer = PrivateMiddleware(lambda _: HttpResponse(headers={"Cache-Control": "no-store"}))(request)
    assert answer["Cache-Control"] == "no-store"
