"""What two people do to one factual accuracy check at the same moment, on PostgreSQL."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from core.actions import Stale
from reports.models import AccuracyCheck, Comment
from tests.findings.test_concurrency import at_once
from tests.reports.check_samples import case, on

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_two_contacts_comment_at_once_and_get_two_numbers() -> None:
    held = case()
    check = held.send()
    outcomes = at_once(
        lambda: held.comment(check), lambda: held.comment(check, by=held.colleague), lambda: held.comment(check)
    )
    assert sorted(comment.number for comment in outcomes) == [1, 2, 3]


def test_two_leads_send_one_draft_and_it_is_sent_once() -> None:
    held = case()
    outcomes = at_once(held.send, lambda: held.send(by=held.manager))
    assert {type(outcome) for outcome in outcomes} == {AccuracyCheck, ValidationError}
    assert AccuracyCheck.objects.count() == 1


def test_two_decide_from_the_same_page_and_the_second_is_told() -> None:
    held = case()
    comment = held.comment(held.send())
    outcomes = at_once(
        lambda: held.decide(comment, version=1),
        lambda: held.decide(comment, version=1, by=held.manager, state="rejected"),
    )
    assert {type(outcome) for outcome in outcomes} == {Comment, Stale}


def test_a_comment_that_comes_while_the_check_is_closed_is_in_it_or_refused() -> None:
    held = case()
    check = held.send()
    outcomes: list[Any] = at_once(
        lambda: held.comment(check), lambda: held.close(check, at=on(14), reason="The force has no more to say")
    )
    assert sum(isinstance(outcome, ValidationError) for outcome in outcomes) == 1
    assert AccuracyCheck.objects.get().is_closed == (Comment.objects.count() == 0)
