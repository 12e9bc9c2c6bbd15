"""Two people at once, on PostgreSQL: two leads propose, two members decide, a decision meets a move."""

from __future__ import annotations

import pytest

from accounts.models import Role
from core.actions import Stale
from inspections.models import Judgment, Moderation
from tests import factories
from tests.findings.test_concurrency import at_once
from tests.inspections.judging_samples import decide, in_moderation, propose, sample

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_two_who_propose_the_first_judgment_at_once_make_one_and_the_other_is_told() -> None:
    held = sample()
    outcomes = at_once(lambda: propose(held), lambda: propose(held, by=held.manager))
    assert {type(outcome) for outcome in outcomes} == {Judgment, Stale}
    assert Judgment.objects.count() == 1


def test_two_members_who_decide_at_once_record_one_decision_and_the_other_is_told() -> None:
    held, judgment = in_moderation()
    other = factories.user(Role.MANAGER)
    factories.PanelMemberFactory(panel=held.panel, user=other)
    outcomes = at_once(
        lambda: decide(held, judgment, version=1),
        lambda: decide(held, judgment, by=other, version=1, decision="referred-back"),
    )
    assert {type(outcome) for outcome in outcomes} == {Moderation, Stale}
    made = Moderation.objects.get()
    judgment.refresh_from_db()
    assert judgment.status == {"agreed": "moderated", "referred-back": "referred-back"}[made.decision]


def test_a_decision_is_never_changed_in_the_database() -> None:
    held, judgment = in_moderation()
    made = decide(held, judgment)
    with pytest.raises(Exception, match="never changes"):
        Moderation.objects.filter(pk=made.pk).update(reason="Another")
