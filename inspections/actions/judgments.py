"""Proposing what an inspection concludes, with its reasons and the evidence it rests on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from core import history
from core.actions import Stale, action, lock, save
from inspections import policies
from inspections.judging import Subject, is_in_scope
from inspections.models import (
    EvidenceItem,
    Grade,
    Inspection,
    Judgment,
    JudgmentEvidence,
    JudgmentStatus,
)
from inspections.rules import judging

NOT_PROPOSER = (
    "Only the lead of the team, or a manager who is not barred from the force, proposes judgments, and only before the "
    "report is out."
)
TOO_EARLY_OR_LATE = "A judgment is proposed from fieldwork on, until the draft is with the force."
NOT_IN_SCOPE = "This inspection does not look at the question, so nothing is concluded on it."
CHOOSE = "choose at least one item such as an interview, a document or data."
MODERATED = "A panel has moderated this judgment: only a panel changes it, with a new decision."


@action("inspections.propose_judgments")
def propose(
    *,
    by: Any,
    inspection: Inspection,
    subject: Subject,
    version: int,
    state: str,
    grade: Grade | None,
    not_graded_because: str,
    rationale: str,
    evidence: Iterable[int],
    at: datetime,
) -> Judgment:
    """Propose a judgment, or propose it anew; `evidence` are the keys of items. `version` is 0 for the first."""
    fresh = lock(inspection, parts_may_come=True)
    if not policies.may_run(by, fresh):
        raise PermissionDenied(NOT_PROPOSER)
    if fresh.stage not in judging.PROPOSED_IN:
        raise ValidationError(TOO_EARLY_OR_LATE)
    check_in_scope(fresh, subject)
    if wrong := judging.misjudged(subject.grading, state, not_graded_because):
        raise ValidationError(wrong)
    items = items_on(fresh, subject, set(evidence))
    if wrong_evidence := judging.unsupported(state, [item.kind for item in items]):
        raise ValidationError({"evidence": f"{wrong_evidence}: {CHOOSE}"})
    judgment = held(fresh, subject, version) or Judgment(
        inspection=fresh, question=subject.question, pillar=subject.pillar, status=JudgmentStatus.PROPOSED
    )
    if not judging.may_move(judgment.status, JudgmentStatus.PROPOSED):
        raise ValidationError(MODERATED)
    judgment.state, judgment.grade, judgment.status = state, grade, JudgmentStatus.PROPOSED
    judgment.reason = not_graded_because if state == "not-graded" else ""
    judgment.rationale, judgment.proposed_by, judgment.proposed_at = rationale, by, at
    is_new = judgment.pk is None
    save(judgment)
    rest_on(judgment, items, is_new=is_new)
    return judgment


def check_in_scope(inspection: Inspection, subject: Subject) -> None:
    """Refuse a question that the inspection leaves out, or on which that is not decided; overall with its pillar."""
    if not is_in_scope(inspection, subject):
        raise ValidationError(NOT_IN_SCOPE)


def items_on(inspection: Inspection, subject: Subject, keys: set[int]) -> list[EvidenceItem]:
    """Return the items of evidence by their keys; each is held, of this inspection, and tied to the question."""
    if not keys:
        return []
    found = EvidenceItem.objects.held().filter(inspection=inspection, pk__in=keys)
    if subject.question:
        found = found.filter(links__question=subject.question).distinct()
    items = list(found)
    if len(items) != len(keys):
        raise ValidationError(
            {"evidence": "Choose evidence of this inspection that is tied to the question and not withdrawn."}
        )
    return items


def held(inspection: Inspection, subject: Subject, version: int) -> Judgment | None:
    """Return the judgment there is, locked; raise `Stale` when it is not the one that the form showed."""
    rows = Judgment.objects.select_for_update(of=("self",)).select_related("grade", "question")
    found = rows.filter(inspection=inspection, question=subject.question, pillar=subject.pillar).first()
    if found is not None and found.version != version:
        raise Stale(found, version)
    return found


def rest_on(judgment: Judgment, items: list[EvidenceItem], *, is_new: bool) -> None:
    """Make the judgment rest on these items and no others."""
    before = {} if is_new else {one.item_id: one.pk for one in judgment.rests_on.all()}
    now = {item.pk for item in items}
    if gone := [pk for item, pk in before.items() if item not in now]:
        history.bulk_delete(JudgmentEvidence.objects.filter(pk__in=gone))
    new = [JudgmentEvidence(judgment=judgment, item=item) for item in items if item.pk not in before]
    if new:
        history.bulk_create(JudgmentEvidence, new)
