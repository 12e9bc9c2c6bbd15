"""Two people linking at once, on PostgreSQL with real threads: no link twice, no circle, nothing waits for ever."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Role, User
from core import clock
from findings.actions import lineage, verifications
from findings.models import Finding, Lineage
from tests import factories
from tests.findings.test_concurrency import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def findings() -> list[Finding]:
    """Return findings of one force that were raised on the same day."""
    inspection = factories.InspectionFactory()
    return [factories.FindingFactory(inspection=inspection) for _ in range(4)]


@pytest.fixture
def managers() -> list[User]:
    return [factories.user(Role.MANAGER), factories.user(Role.MANAGER)]


def link(by: User, earlier: Finding, later: Finding) -> Lineage:
    return lineage.link(by=by, earlier=earlier, later=later, kind="repeated", reason="Again.", at=clock.now())


def refused(outcomes: list[Any]) -> list[str]:
    """Return what the losers were told; whoever did not win was told something they can act on."""
    lost = [outcome for outcome in outcomes if not isinstance(outcome, Lineage)]
    assert all(isinstance(outcome, ValidationError) for outcome in lost), outcomes
    return [str(outcome.messages[0]) for outcome in lost]


def test_two_who_link_the_same_two_make_one_link(findings: list[Finding], managers: list[User]) -> None:
    one, other, *_ = findings
    outcomes = at_once(*(lambda by=by: link(by, one, other) for by in managers))
    assert refused(outcomes) == ["They are linked already."]
    assert Lineage.objects.count() == 1


def test_two_who_link_them_opposite_ways_close_no_circle(findings: list[Finding], managers: list[User]) -> None:
    one, other, *_ = findings
    outcomes = at_once(lambda: link(managers[0], one, other), lambda: link(managers[1], other, one))
    [told] = refused(outcomes)
    assert "would close a circle" in told
    assert Lineage.objects.count() == 1


def test_two_links_that_share_no_finding_close_no_circle_either(findings: list[Finding], managers: list[User]) -> None:
    first, second, third, fourth = findings
    factories.LineageFactory(earlier=second, later=third)
    factories.LineageFactory(earlier=fourth, later=first)
    outcomes = at_once(lambda: link(managers[0], first, second), lambda: link(managers[1], third, fourth))
    [told] = refused(outcomes)
    assert "would close a circle" in told
    assert Lineage.objects.count() == 3


def test_two_who_take_the_same_link_back_are_told(findings: list[Finding], managers: list[User]) -> None:
    made = factories.LineageFactory(earlier=findings[0], later=findings[1])

    def take_back(by: User) -> str:
        lineage.unlink(by=by, link=Lineage.objects.get(pk=made.pk), reason="Wrong.")
        return "taken back"

    def gone(by: User) -> str:
        try:
            return take_back(by)
        except Lineage.DoesNotExist:  # the other was through before this one had looked
            return "Somebody has taken this link back already."

    outcomes = at_once(*(lambda by=by: gone(by) for by in managers))
    told = {outcome.messages[0] if isinstance(outcome, ValidationError) else outcome for outcome in outcomes}
    assert told == {"taken back", "Somebody has taken this link back already."}
    assert Lineage.history.filter(history_type="-").count() == 1


def test_linking_two_while_one_is_closed_in_favour_of_the_other_hangs_nobody(
    findings: list[Finding], managers: list[User]
) -> None:
    one, other, *_ = findings

    def close() -> Any:
        return verifications.close(
            by=managers[1], finding=other, version=None, at=clock.now(), to="closed-superseded", successor=one,
            effective_on=date(2018, 5, 1), effective_precision="day", reason="The other says it better.",
        )  # fmt: skip

    outcomes = at_once(lambda: link(managers[0], other, one), close)
    for outcome in outcomes:
        assert not isinstance(outcome, Exception) or isinstance(outcome, ValidationError), outcomes
    assert Lineage.objects.get().later == one
    other.refresh_from_db()
    closed = other.status == "closed-superseded"
    assert closed or "They are linked already." in str(outcomes[1])
