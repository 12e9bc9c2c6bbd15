"""Recording, changing and withdrawing evidence: who may, until when, and that nothing is doubled or lost."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Role
from core import clock
from core.actions import Stale
from inspections import gaps
from inspections.actions import evidence
from inspections.models import EvidenceItem, EvidenceLink, Inspection, KeptIdentifier
from inspections.rules.identifiers import Kept
from tests import factories
from tests.inspections import evidence_samples as samples

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Inspection:
    """Return an inspection in fieldwork."""
    return samples.inspection()


def changed(item: EvidenceItem, version: int = 1, **changes: Any) -> EvidenceItem:
    """Change an item as the inspector does."""
    by, said = samples.recorder(item.inspection), samples.said(item.inspection, **changes)
    return evidence.change(by=by, item=item, version=version, said=said, at=clock.now())


def missing(inspection: Inspection) -> list[tuple[str, ...]]:
    """Return what each question lacks, its parts left out."""
    return [one.missing for one in gaps.covered(inspection) if one.part is None]


def test_items_are_numbered_and_know_who_recorded_them(made: Inspection) -> None:
    first, second = samples.recorded(made), samples.recorded(made, title="Another")
    assert (str(first), second.reference) == ("BED-2018-E-EV1 Head of crime", "BED-2018-E-EV2")
    assert (first.captured_by.name, first.links.get().weight) == ("Asha", "primary")
    assert EvidenceLink.history.get(item=first.pk).history_user == first.captured_by


def test_what_is_sent_again_with_its_key_is_one_item(made: Inspection) -> None:
    key = uuid4()
    first = samples.recorded(made, key)
    again = samples.recorded(made, key, dated_on=date(2018, 5, 15))  # a note that waited past midnight
    assert (again.pk, EvidenceItem.objects.count()) == (first.pk, 1)
    changed(first, text="Read on Mondays.", links={}, title="Another")
    Inspection.objects.update(stage="evidence-closed")
    assert samples.recorded(made, key).pk == first.pk  # it was in time: the answer was lost, not the note


@pytest.mark.parametrize(
    "other",
    [{"title": "Other"}, {"text": "Other."}, {"kind": "survey"}, {"marking": "official-sensitive"}, {"links": {}}],
    ids=["title", "text", "kind", "marking", "question"],
)
def test_other_words_with_the_key_of_an_item_are_refused_by_its_name(made: Inspection, other: dict[str, Any]) -> None:
    key = uuid4()
    samples.recorded(made, key)
    with pytest.raises(ValidationError, match="recorded BED-2018-E-EV1 Head of crime before") as refused:
        samples.recorded(made, key, **other)
    assert refused.value.code == evidence.ANOTHER
    assert EvidenceItem.objects.get().text == "Files are read each week."


def test_a_key_of_somebody_else_tells_nothing(made: Inspection) -> None:
    key = uuid4()
    samples.recorded(made, key)
    with pytest.raises(ValidationError, match="sent before"):
        samples.recorded(made, key, by=factories.user(Role.MANAGER))


@pytest.mark.parametrize("stage", ["planned", "scoped", "fieldwork"])
def test_documents_come_before_fieldwork(made: Inspection, stage: str) -> None:
    Inspection.objects.update(stage=stage)
    assert samples.recorded(made).number == 1


def test_nothing_is_written_once_evidence_is_closed(made: Inspection) -> None:
    item = samples.recorded(made)
    Inspection.objects.update(stage="evidence-closed")
    by = samples.recorder(made)
    for write in (
        lambda: samples.recorded(made),
        lambda: changed(item),
        lambda: evidence.withdraw(by=by, item=item, version=1, reason="Wrong force"),
    ):
        with pytest.raises(ValidationError, match="closed: it is at a later stage"):
            write()


def test_only_the_team_and_managers_who_are_not_barred_record(made: Inspection) -> None:
    barred = factories.user(Role.MANAGER)
    factories.BarFactory(user=barred, force=made.force)
    for person in (
        factories.UserFactory(),
        barred,
        *(factories.user(role) for role in (Role.AUDITOR, Role.ADMINISTRATOR, Role.FORCE_CONTACT)),
    ):
        with pytest.raises(PermissionDenied):
            samples.recorded(made, by=person)
    assert samples.recorded(made, by=factories.user(Role.MANAGER)).number == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"dated_on": date(2018, 6, 2)}, "dated_on"),
        ({"exercise": "other"}, "exercise"),
        ({"exercise": "own"}, "exercise"),  # of an interview
    ],
)
def test_what_makes_no_sense_is_refused_by_its_field(made: Inspection, changes: dict[str, Any], field: str) -> None:
    if whose := changes.get("exercise"):
        changes = {"exercise": factories.ExerciseFactory(**({"inspection": made} if whose == "own" else {}))}
    with pytest.raises(ValidationError) as refused:
        samples.recorded(made, **changes)
    assert list(refused.value.error_dict) == [field]


def test_a_change_keeps_what_was_said_before_and_every_weight_with_its_history(made: Inspection) -> None:
    item = samples.recorded(made)
    first, second = made.framework.questions.order_by("number")  # type: ignore[union-attr]
    part = second.diagnostics.get(number=2).pk
    changed(item, text="Read on Mondays.", links={(first.pk, None): "indicative", (second.pk, part): "primary"})
    changed(item, version=2, links={(second.pk, part): "primary"})
    assert [(link.about, link.weight) for link in item.links.all()] == [("Investigating: Standard", "primary")]
    assert list(item.history.order_by("history_id").values_list("text", flat=True)) == [
        "Files are read each week.", "Read on Mondays.", "Files are read each week.",
    ]  # fmt: skip
    of_first = EvidenceLink.history.filter(question=first.pk).order_by("history_id")
    assert list(of_first.values_list("history_type", "weight")) == [
        ("+", "primary"), ("~", "indicative"), ("-", "indicative"),
    ]  # fmt: skip
    with pytest.raises(Stale):
        changed(item, version=1)


def test_a_withdrawn_item_stays_and_counts_no_more(made: Inspection) -> None:
    item = samples.recorded(made)
    assert missing(made) == [(), ("no evidence",)]
    kept = [Kept("reason", "phone", 1)]
    evidence.withdraw(by=samples.recorder(made), item=item, version=1, reason="Of another force", kept=kept)
    item.refresh_from_db()
    assert (item.state, item.withdrawn_because) == ("withdrawn", "Of another force")
    assert item.history.latest().history_change_reason == "Of another force"
    assert str(KeptIdentifier.objects.get()) == "BED-2018-E-EV1 Head of crime, reason: phone kept"
    assert missing(made) == [("no evidence",), ("no evidence",)]
    with pytest.raises(ValidationError, match="withdrawn"):
        changed(item, version=2)


def test_gaps_are_of_the_questions_the_inspection_looks_at(made: Inspection, django_assert_num_queries: Any) -> None:
    first, second = made.framework.questions.order_by("number")  # type: ignore[union-attr]
    factories.ScopeEntryFactory(inspection=made, question=first, decision="carried-over")
    with django_assert_num_queries(4):
        found = gaps.covered(made)
    assert [(one.question.slug, one.question.is_due, one.missing) for one in found] == [
        ("investigation", False, ())  # it is not scoped yet
    ] * 3
    factories.ScopeEntryFactory(inspection=made, question=second, decision="inspected")
    assert missing(made) == [("no evidence",)]


def test_an_inspection_without_a_framework_has_no_gaps(made: Inspection) -> None:
    made.framework = None
    assert gaps.covered(made) == []
