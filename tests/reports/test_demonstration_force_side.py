"""What forces say in the demonstration: a few updates that say they are illustrative, and a round that is open."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User
from core import attachments
from findings import rounds
from findings.models import Attachment, Event, Finding, Reminder, UpdateRound
from reports.demonstration.load import load
from tests import factories

pytestmark = pytest.mark.django_db


def test_three_updates_say_they_are_illustrative(people: dict[str, User]) -> None:
    told = Event.objects.updates().order_by("recorded_on")
    assert [event.finding.reference for event in told] == ["BED-2017-03", "BED-2017-08", "BED-2017-07"]
    assert all(event.narrative.startswith("Illustrative: ") for event in told)
    assert {event.recorded_by for event in told} == {people["force.bedfordshire"]}


def test_one_is_a_declaration_that_waits_for_a_manager(people: dict[str, User]) -> None:
    assert Finding.objects.get(status="awaiting-verification").reference == "BED-2017-07"


def test_one_has_a_small_pdf(people: dict[str, User], client: Client) -> None:
    held = Attachment.objects.get()
    client.force_login(people["manager"])
    response = client.get(held.get_absolute_url())
    content = b"".join(response.streaming_content)
    assert attachments.kind_of_bytes(content).label == "PDF"
    assert (len(content), response["Content-Disposition"]) == (held.size, 'attachment; filename="training.pdf"')


def test_the_round_counts_them(people: dict[str, User]) -> None:
    held = rounds.with_progress(people["manager"]).get()
    assert (held.title, held.given, held.asked) == (
        "Spring 2018 updates",
        3,
        66,
    )  # Bedfordshire’s 23, and 43 instances of the national one


def test_loading_again_adds_nothing(people: dict[str, User]) -> None:
    load()
    counts = [model.objects.count() for model in (UpdateRound, Attachment, Reminder)]
    assert (*counts, Event.objects.updates().count()) == (1, 1, 0, 3)


def test_a_round_that_somebody_made_is_left_alone(people: dict[str, User]) -> None:
    factories.UpdateRoundFactory(slug="another")
    load()
    assert UpdateRound.objects.count() == 2
