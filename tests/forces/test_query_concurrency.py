"""Two people at once on one query, on PostgreSQL with real threads: one wins, the other is told, nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Role, User
from core.actions import Stale
from forces.actions import queries, uploads
from forces.models import Query, QueryState, Return
from tests import factories
from tests.findings.test_concurrency import at_once
from tests.forces.conftest import Spring

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def odd(spring: Spring) -> Query:
    """Confirm a figure that is asked about."""
    before = factories.PeriodFactory(year=2016)
    factories.ValueFactory(
        force=spring.bedfordshire, measure=spring.referrals, period=before, numerator=472, denominator=2470
    )
    upload = spring.send(spring.rows(("BED", "referrals", 742, 2470)), spring.bedfordshire)
    uploads.confirm(by=spring.administrator, upload=upload)
    return Query.objects.get()


def test_of_two_administrators_one_settles(spring: Spring) -> None:
    query = odd(spring)
    queries.answer(by=contact(spring), query=query, text="A new station opened.")
    other = factories.user(Role.ADMINISTRATOR)

    def settle(by: User, action: Any) -> Callable[[], Any]:
        return lambda: action(by=by, query=Query.objects.get(pk=query.pk), text="So.", version=2)

    outcomes = at_once(settle(spring.administrator, queries.accept), settle(other, queries.ask_again))
    assert sorted(isinstance(outcome, Stale) for outcome in outcomes) == [False, True], outcomes
    assert query.messages.count() == 3


def contact(spring: Spring) -> User:
    """Return a contact of Bedfordshire."""
    return factories.ForceContactFactory(force=spring.bedfordshire).user


def test_an_answer_and_a_corrected_file_at_once_lose_nothing(spring: Spring) -> None:
    query, person = odd(spring), contact(spring)
    upload = spring.send(spring.rows(("BED", "referrals", 475, 2470)), spring.bedfordshire)
    outcomes = at_once(
        lambda: queries.answer(by=person, query=Query.objects.get(pk=query.pk), text="It is right."),
        lambda: uploads.confirm(by=spring.administrator, upload=upload),
    )
    assert [type(outcome).__name__ for outcome in outcomes if isinstance(outcome, Exception)] in (
        [],
        ["ValidationError"],
    )
    query.refresh_from_db()
    assert query.state == QueryState.ANSWERED
    assert query.messages.filter(kind="corrected").count() == 1
    assert Return.objects.get(force=spring.bedfordshire).state == "answered"


def test_a_figure_asked_about_by_two_at_once_is_asked_about_once(spring: Spring) -> None:
    query = odd(spring)
    other = factories.user(Role.ADMINISTRATOR)

    def ask(by: User) -> Callable[[], Any]:
        return lambda: queries.raise_by_hand(
            by=by, held=query.held, measure=query.measure, period=query.period, text="Why?"
        )

    outcomes = at_once(ask(spring.administrator), ask(other))
    assert sorted(isinstance(outcome, ValidationError) for outcome in outcomes) == [False, True], outcomes
    assert Query.objects.filter(check_name="").count() == 1
