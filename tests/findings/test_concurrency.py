"""Two people at once, on PostgreSQL with real threads: one wins, the other is told, nothing is lost."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client

from accounts.models import Role
from core import clock
from core.actions import Stale
from findings.actions import rounds, verifications
from findings.models import (
    BodyResponse,
    Event,
    EventKind,
    Finding,
    NationalRecommendation,
    Reminder,
    UpdateRound,
)
from tests import factories
from tests.findings.test_body_responses import record as record_response
from tests.findings.test_follow_ups import record, verify
from tests.findings.test_leaving import leave
from tests.findings.test_national import make
from tests.findings.test_updates import give

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def at_once(*jobs: Callable[[], Any]) -> list[Any]:
    """Run jobs in threads of their own that start together; return what each returned or raised."""
    gate = threading.Barrier(len(jobs))
    outcomes: list[Any] = [None] * len(jobs)

    def run(place: int, job: Callable[[], Any]) -> None:
        try:
            gate.wait(timeout=10)
            outcomes[place] = job()
        except Exception as error:
            outcomes[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, job)) for place, job in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return outcomes


def test_two_inspectors_record_from_the_same_page_and_the_second_is_told() -> None:
    finding = factories.FindingFactory()
    inspection = factories.InspectionFactory(open=True, force=finding.force)
    people = [factories.AssignmentFactory(inspection=inspection).user for _ in range(2)]
    outcomes = at_once(*(lambda by=by: record(by, finding, inspection, version=1) for by in people))  # type: ignore[misc]
    assert {type(outcome) for outcome in outcomes} == {Event, Stale}
    assert Event.objects.count() == 1
    assert Finding.objects.get().version == 2


def test_two_inspectors_without_a_version_both_keep_their_entry() -> None:
    finding = factories.FindingFactory()
    inspection = factories.InspectionFactory(open=True, force=finding.force)
    people = [factories.AssignmentFactory(inspection=inspection).user for _ in range(2)]
    outcomes = at_once(
        lambda: record(people[0], finding, inspection, verdict="some-progress"),
        lambda: record(people[1], finding, inspection, verdict="good-progress"),
    )
    assert all(isinstance(outcome, Event) for outcome in outcomes)
    assert Event.objects.count() == 2
    assert Finding.objects.get().version == 3


def test_two_managers_verify_one_follow_up_and_it_is_verified_once() -> None:
    finding = factories.FindingFactory()
    inspection = factories.InspectionFactory(open=True, force=finding.force)
    event = record(factories.AssignmentFactory(inspection=inspection).user, finding, inspection)
    managers = [factories.user(Role.MANAGER) for _ in range(2)]
    outcomes = at_once(*(lambda by=by: verify(by, event) for by in managers))  # type: ignore[misc]
    assert {type(outcome) for outcome in outcomes} == {Event, ValidationError}
    assert Event.objects.filter(kind=EventKind.VERIFICATION).count() == 1


def test_two_managers_close_one_finding_and_it_is_closed_once() -> None:
    finding = factories.FindingFactory()
    managers = [factories.user(Role.MANAGER) for _ in range(2)]

    def close(by: Any) -> Event:
        return verifications.close(
            by=by,
            finding=finding,
            version=1,
            at=clock.now(),
            to="closed-no-longer-relevant",
            successor=None,
            effective_on=date(2018, 6, 1),
            effective_precision="day",
            reason="The team was dissolved.",
        )

    outcomes = at_once(*(lambda by=by: close(by) for by in managers))  # type: ignore[misc]
    assert {type(outcome) for outcome in outcomes} == {Event, Stale}
    assert Event.objects.filter(kind=EventKind.CLOSURE).count() == 1
    assert Finding.objects.get().status == "closed-no-longer-relevant"


def test_two_managers_make_one_each_and_get_two_numbers() -> None:
    factories.ForceFactory(code="KEN")
    cycle = factories.CycleFactory(first_year=2017)
    first, second = factories.user(Role.MANAGER), factories.user(Role.MANAGER)
    outcomes = at_once(
        lambda: make(first, cycle=cycle, wording="One text."), lambda: make(second, cycle=cycle, wording="Another.")
    )
    assert {outcome.reference for outcome in outcomes} == {"NAT-2017-01", "NAT-2017-02"}
    assert {finding.reference for finding in Finding.objects.all()} == {"NAT-2017-01-KEN", "NAT-2017-02-KEN"}


def test_two_managers_make_the_same_one_and_the_second_is_told() -> None:
    cycle = factories.CycleFactory(first_year=2017)
    first, second = factories.user(Role.MANAGER), factories.user(Role.MANAGER)
    outcomes = at_once(lambda: make(first, cycle=cycle), lambda: make(second, cycle=cycle))
    assert {type(outcome) for outcome in outcomes} == {NationalRecommendation, ValidationError}
    assert NationalRecommendation.objects.count() == 1


def test_one_leaves_a_finding_while_another_assesses_it_and_the_second_is_told() -> None:
    finding = factories.FindingFactory()
    framework = factories.FrameworkFactory(cycle=factories.CycleFactory(first_year=2018))
    inspection = factories.InspectionFactory(open=True, force=finding.force, framework=framework)
    people = [factories.AssignmentFactory(inspection=inspection).user for _ in range(2)]
    outcomes = at_once(
        lambda: record(people[0], finding, inspection, version=1, verdict="some-progress"),
        lambda: leave(people[1], finding, inspection, version=1),
    )
    assert {type(outcome) for outcome in outcomes} == {Event, Stale}
    assert Event.objects.count() == 1


def test_a_contact_declares_while_a_manager_closes_and_one_of_them_is_told() -> None:
    finding = factories.FindingFactory()
    contact = factories.ForceContactFactory(force=finding.force).user
    manager = factories.user(Role.MANAGER)

    def close() -> Event:
        return verifications.close(
            by=manager, finding=finding, version=1, at=clock.now(), to="closed-no-longer-relevant", successor=None,
            effective_on=date(2018, 6, 1), effective_precision="day", reason="The team was dissolved.",
        )  # fmt: skip

    outcomes = at_once(lambda: give(contact, finding, rag="green", is_done=True, version=1), close)
    assert {type(outcome) for outcome in outcomes} == {Event, Stale}
    won = next(outcome for outcome in outcomes if isinstance(outcome, Event))
    assert Event.objects.get() == won
    held = Finding.objects.get()
    assert held.status == held.published_status == won.status_after


def test_the_contacts_page_keeps_the_text_when_the_manager_was_first() -> None:
    finding = factories.FindingFactory(reference="BED-2017-08")
    contact = factories.ForceContactFactory(force=finding.force).user
    manager = factories.user(Role.MANAGER)
    sent = {"version": 1, "narrative": "We have done all of it.", "rag": "green", "is_done": "on"}

    def declare() -> Any:
        client = Client()
        client.force_login(contact)
        return client.post("/findings/BED-2017-08/update/", sent)

    def close() -> Any:
        client = Client()
        client.force_login(manager)
        day = {"effective-day": "1", "effective-month": "6", "effective-year": "2018"}
        data = {"version": 1, "to": "closed-no-longer-relevant", "reason": "The team was dissolved.", **day}
        return client.post("/findings/BED-2017-08/close/", data)

    declared, closed = at_once(declare, close)
    assert sorted([declared.status_code, closed.status_code]) in ([302, 409], [302, 422])
    loser, text = (
        (declared, "We have done all of it.") if closed.status_code == 302 else (closed, "The team was dissolved.")
    )
    assert text in loser.content.decode()
    assert Event.objects.count() == 1


def test_two_managers_remind_at_once_and_each_force_is_written_to_once() -> None:
    held = factories.UpdateRoundFactory()
    for _ in range(3):
        factories.ForceContactFactory(force=factories.FindingFactory().force)
    managers = [factories.user(Role.MANAGER) for _ in range(2)]
    outcomes = at_once(
        *(
            lambda by=by: rounds.remind(by=by, held=held, on=date(2018, 6, 1), address="https://example.test/")  # type: ignore[misc]
            for by in managers
        )
    )
    assert {type(outcome) for outcome in outcomes} == {list, ValidationError}
    assert Reminder.objects.count() == len(mail.outbox) == 3


def test_two_managers_make_the_same_round_and_the_second_is_told() -> None:
    managers = [factories.user(Role.MANAGER) for _ in range(2)]
    made = {"title": "Summer 2018 updates", "closes_on": date(2018, 9, 30)}
    outcomes = at_once(
        lambda: rounds.start(by=managers[0], opens_on=date(2018, 7, 1), **made),  # type: ignore[arg-type]
        lambda: rounds.start(by=managers[1], opens_on=date(2018, 7, 2), **made),  # type: ignore[arg-type]
    )
    assert {type(outcome) for outcome in outcomes} == {UpdateRound, ValidationError}


def test_two_people_begin_one_response_and_the_second_is_told() -> None:
    inspection = factories.FindingFactory().inspection
    people = [factories.user(Role.MANAGER), factories.user(Role.ADMINISTRATOR)]
    outcomes = at_once(*(lambda by=by: record_response(by, inspection) for by in people))  # type: ignore[misc]
    assert {type(outcome) for outcome in outcomes} == {BodyResponse, Stale}
