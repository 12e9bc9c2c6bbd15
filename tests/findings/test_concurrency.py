"""Two people at once, on PostgreSQL with real threads: one wins, the other is told, nothing is lost."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from accounts.models import Role
from core import clock
from core.actions import Stale
from findings.actions import verifications
from findings.models import Event, EventKind, Finding, NationalRecommendation
from tests import factories
from tests.findings.test_follow_ups import record, verify
from tests.findings.test_leaving import leave
from tests.findings.test_national import make

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
