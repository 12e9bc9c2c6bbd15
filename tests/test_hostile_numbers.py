"""Numbers that no page sends: a form or a button answers that it is stale or wrong, and never with a fault of ours."""

from __future__ import annotations

import pytest
from django.db import transaction

from reports.models import SectionDraft
from tests import world_readings
from tests.sent_judging import proposal
from tests.test_access import client_of
from tests.test_queries import FORMS
from tests.world import World

pytestmark = pytest.mark.django_db
HUGE = "9" * 5000
STALE = {200, 302, 409, 422}


@pytest.mark.longest
def test_no_form_fails_over_its_version(world: World) -> None:
    versioned = 0
    for form in FORMS:
        with transaction.atomic():
            who, url, data = form(world)
            if "version" in data:
                versioned += 1
                client = client_of(world, world.people[who])
                for version in ("7.0", "-1", "9" * 20, HUGE):
                    answer = client.post(url, {**data, "version": version})
                    assert answer.status_code in STALE, (form.__name__, version[:20], answer.status_code)
            transaction.set_rollback(True)
    assert versioned > 60


@pytest.mark.parametrize("number", ["-1", "9" * 20, HUGE], ids=["negative", "too-large", "endless"])
@pytest.mark.parametrize("name", ["version", "number"])
def test_a_draft_is_not_kept_under_a_number_that_no_page_sends(world: World, name: str, number: str) -> None:
    client = client_of(world, world.people["inspector on the team"])
    data = {"version": 1, "number": 0, "tab": "a", "text": "Words.", name: number}
    for then, page in (("", "draft/"), ("preview", "")):
        answer = client.post(f"/reports/FIR-2018-E/write/sections/summary/{page}", {**data, "then": then})
        assert answer.status_code == 422
    assert not SectionDraft.objects.filter(text="Words.").exists()


@pytest.mark.parametrize("key", ["9" * 25, HUGE], ids=["too-large", "endless"])
def test_evidence_that_no_item_has_as_its_key_is_refused(world: World, key: str) -> None:
    who, url, data = proposal(world)
    answer = client_of(world, world.people[who]).post(url, {**data, "evidence": [key]})
    assert answer.status_code == 422


@pytest.mark.parametrize("page", ["1/", "1/refuse/"])
def test_a_report_that_nobody_has_is_not_found(world: World, page: str) -> None:
    assert world.records[world_readings.PLACED]
    client = client_of(world, world.people["manager"])
    assert client.get(f"/report-files/{'9' * 26}/{page}").status_code == 404


def test_a_notice_that_is_not_there_is_not_found(world: World) -> None:
    person = world.people["inspector on the team"]
    client = client_of(world, person)
    assert client.post("/notices/", {"notice": HUGE}).status_code == 404
    assert client.post("/notices/", {"notice": "all", "last": HUGE}).status_code == 302
