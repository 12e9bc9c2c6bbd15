"""Two workers at once, on PostgreSQL with real threads: everything is told once and mailed once."""

from __future__ import annotations

from datetime import date

import pytest
from django.core import mail
from django.utils import timezone

from accounts import digests
from accounts.models import Digest
from core import clock, daily
from core.models import DailyRun, Notice
from tests import factories
from tests.findings.test_concurrency import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def three_overdue() -> None:
    """Make three people who lead an overdue finding each and want an e-mail every day."""
    for _ in range(3):
        lead = factories.UserFactory(digest=Digest.DAILY)
        factories.FindingFactory(lead=lead, due_kind="absolute", due_on=date(2018, 5, 1))


def test_two_that_send_at_once_give_and_mail_everything_once() -> None:
    outcomes = at_once(*[lambda: digests.send(clock.today(), clock.now())] * 4)
    assert all(isinstance(outcome, digests.Sent) for outcome in outcomes), outcomes
    assert sum(outcome.mailed for outcome in outcomes) == len(mail.outbox) == 3
    assert len({message.to[0] for message in mail.outbox}) == 3
    assert Notice.objects.count() == 3


def test_of_two_workers_one_does_the_days_work() -> None:
    now = timezone.now()
    outcomes = at_once(*[lambda: daily.attempt("notices", now)] * 2)
    assert sorted(outcomes) == [False, True]
    assert len(mail.outbox) == 3
    assert DailyRun.objects.get().done_at is not None


def test_of_two_workers_one_takes_over_a_lost_run() -> None:
    now = timezone.now()
    assert daily.claim("notices", now) is not None
    outcomes = at_once(*[lambda: daily.claim("notices", now + daily.PAUSE)] * 2)
    assert sorted(outcome is None for outcome in outcomes) == [False, True]
