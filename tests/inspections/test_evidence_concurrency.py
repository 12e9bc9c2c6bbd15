"""Two at once, on PostgreSQL with real threads: one note sent twice is one item, two notes are two."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from core.actions import Stale, lock, save
from inspections.models import EvidenceItem, Inspection
from tests.findings.test_concurrency import at_once
from tests.inspections import evidence_samples as samples
from tests.inspections.test_evidence_actions import changed

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_a_note_sent_twice_at_once_is_one_item() -> None:
    made, key = samples.inspection(), uuid4()
    outcomes = at_once(lambda: samples.recorded(made, key), lambda: samples.recorded(made, key))
    assert len({outcome.pk for outcome in outcomes}) == 1
    assert (EvidenceItem.objects.count(), EvidenceItem.history.count()) == (1, 1)


def test_notes_sent_at_once_get_numbers_of_their_own() -> None:
    made = samples.inspection()
    outcomes = at_once(*(lambda: samples.recorded(made) for _ in range(4)))
    assert sorted(outcome.number for outcome in outcomes) == [1, 2, 3, 4]


def test_two_who_change_one_item_do_not_overwrite_each_other() -> None:
    item = samples.recorded(samples.inspection())
    outcomes = at_once(lambda: changed(item, text="One."), lambda: changed(item, text="Other."))
    assert {type(outcome) for outcome in outcomes} == {EvidenceItem, Stale}


def test_evidence_closed_while_a_note_is_sent_has_it_or_refuses_it() -> None:
    made = samples.inspection()

    def close() -> Inspection:
        with transaction.atomic():
            fresh = lock(made)
            fresh.stage = "evidence-closed"
            return save(fresh)

    sent, _closed = at_once(lambda: samples.recorded(made), close)
    assert isinstance(sent, EvidenceItem | ValidationError)
    assert EvidenceItem.objects.exists() == isinstance(sent, EvidenceItem)
