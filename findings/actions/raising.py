"""Raising a finding: a draft of an unpublished inspection, its wording settled before it is published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from core import history
from core.actions import action, lock, save
from findings import policies
from findings.actions import lineage
from findings.actions.events import enter
from findings.models import (
    DueKind,
    EventKind,
    FileEvidence,
    Finding,
    FindingKind,
    ItemEvidence,
    Status,
)
from findings.rules import threads
from forces.models import Cycle, Force
from inspections.models import Criterion, Diagnostic, EvidenceItem, Inspection, Question, ReviewFile

NOT_DRAFT = "This finding is published: its wording stays as it is."
NOT_RAISER = (
    "Only the team of an open inspection, or a manager who is not barred, raises a finding or changes its draft."
)
NOT_READER = "Only the file's reviewer and the lead of its exercise raise a finding from it."
NOT_ITS_EVIDENCE = "A finding rests on evidence of its own inspection that is held and was not withdrawn."


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What a draft says; `parent` is the cause of concern a recommendation stands under."""

    kind: str
    title: str
    wording: str
    question: Question | None = None
    diagnostic: Diagnostic | None = None
    parent: Finding | None = None
    owner: str = ""
    lead: Any = None
    due_kind: str = DueKind.NONE
    due_days: int | None = None
    due_on: date | None = None

    @property
    def fields(self) -> dict[str, Any]:
        """Return the fields of the finding by name."""
        told = {name: getattr(self, name) for name in Draft.__dataclass_fields__}
        return {**told, "theme": self.question.slug if self.question else ""}


@action("findings.raise_finding")
def raise_finding(
    *,
    by: Any,
    inspection: Inspection,
    draft: Draft,
    at: datetime,
    file: ReviewFile | None = None,
    criterion: Criterion | None = None,
    item: EvidenceItem | None = None,
    repeats: Finding | None = None,
) -> Finding:
    """Raise a draft by hand, from a question, a crime file or the answer to one question about it, or from evidence.

    `repeats` is an earlier finding of the force that this one says again: the two are linked.
    """
    force, cycle = inspection.force, inspection.cycle
    inspection = lock(inspection)
    if not policies.may_raise(by, inspection):
        raise PermissionDenied(NOT_RAISER)
    if file is not None and not ReviewFile.objects.visible_to(by).filter(pk=file.pk).exists():
        raise PermissionDenied(NOT_READER)
    if item is not None:
        check_item(by, inspection, item)
    check(inspection, draft)
    finding = Finding(
        **draft.fields,
        reference=next_reference(force, cycle),
        force=force,
        cycle=cycle,
        inspection=inspection,
        raised_on=at.date(),
        is_illustrative=inspection.is_illustrative,
    )
    save(finding)
    enter(finding, EventKind.RAISED, by=by, at=at, inspection=inspection, is_new=True)
    if file is not None:
        save(FileEvidence(finding=finding, file=file, criterion=criterion))
    if item is not None:
        save(ItemEvidence(finding=finding, item=item))
    if repeats is not None:
        if repeats.force_id != force.pk:
            raise ValidationError({"near": "Choose a finding of this force."})
        kind = threads.said_again(repeats.kind, finding.kind)
        reason = "Said so when it was raised."
        lineage.enter(by=by, earlier=repeats, later=finding, kind=kind, reason=reason, on=at.date(), is_new=True)
    return finding


def check_item(by: Any, inspection: Inspection, item: EvidenceItem) -> None:
    """Refuse an item of another inspection, one that was withdrawn, and one the person may not read."""
    theirs = EvidenceItem.objects.visible_to(by).held().filter(inspection=inspection)
    if not theirs.filter(pk=item.pk).exists():
        raise ValidationError(NOT_ITS_EVIDENCE)


def check(inspection: Inspection, draft: Draft) -> None:
    """Refuse what does not belong to the inspection, and a deadline that says nothing."""
    question, parent = draft.question, draft.parent
    if question is not None and question.framework_id != inspection.framework_id:
        raise ValidationError({"question": "Choose a question of this inspection's framework."})
    if draft.diagnostic is not None and (question is None or draft.diagnostic.question_id != question.pk):
        raise ValidationError({"diagnostic": "Choose a part of the question above."})
    if draft.kind == FindingKind.RECOMMENDATION and parent is None:
        raise ValidationError({"parent": "Choose the cause of concern that the recommendation stands under."})
    if draft.kind != FindingKind.RECOMMENDATION and parent is not None:
        raise ValidationError({"parent": "Only a recommendation stands under a cause of concern."})
    if parent is not None and (parent.inspection_id != inspection.pk or parent.kind != FindingKind.CAUSE_OF_CONCERN):
        raise ValidationError({"parent": "Choose a cause of concern of this inspection."})
    if draft.due_kind == DueKind.RELATIVE and not draft.due_days:
        raise ValidationError({"due_days": "Enter how many days after publication it is due."})
    if draft.due_kind == DueKind.ABSOLUTE and draft.due_on is None:
        raise ValidationError({"due_on": "Enter the day it is due."})


@action("findings.raise_finding")
def edit(*, by: Any, finding: Finding, version: int, draft: Draft) -> Finding:
    """Change a draft before it is published."""
    fresh, inspection = held_draft(by, finding, version)
    history.because("Draft changed")
    check(inspection, draft)
    if draft.kind != FindingKind.CAUSE_OF_CONCERN and fresh.recommendations.exists():
        raise ValidationError({"kind": "Recommendations stand under it: it stays a cause of concern."})
    for name, value in draft.fields.items():
        setattr(fresh, name, value)
    return save(fresh)


@action("findings.raise_finding")
def withdraw(*, by: Any, finding: Finding, version: int, reason: str, at: datetime) -> Finding:
    """Take a draft back: it is never published, and stays on file with the reason, for those who could read it."""
    fresh, inspection = held_draft(by, finding, version)
    standing = fresh.recommendations.exclude(status=Status.CLOSED_NO_LONGER_RELEVANT)
    if standing.exists():
        raise ValidationError("Recommendations stand under it: withdraw them first.")
    to = Status.CLOSED_NO_LONGER_RELEVANT
    enter(fresh, EventKind.CLOSURE, by=by, at=at, to=to, inspection=inspection, narrative=reason)
    return fresh


def held_draft(by: Any, finding: Finding, version: int) -> tuple[Finding, Inspection]:
    """Return a draft locked, with its inspection, for somebody who may change it."""
    fresh = lock(finding, version=version)
    if fresh.status != Status.DRAFT or fresh.inspection is None:
        raise ValidationError(NOT_DRAFT)
    if not policies.may_raise(by, fresh.inspection):
        raise PermissionDenied(NOT_RAISER)
    return fresh, fresh.inspection


def next_reference(force: Force, cycle: Cycle) -> str:
    """Return the next reference of a force and cycle: "BED-2018-01". Whoever asks holds a lock that keeps it unique."""
    start = beginning(force, cycle)
    held = Finding.objects.filter(reference__startswith=start).values_list("reference", flat=True)
    return number_after({start: highest(start, held)}, force, cycle)


def number_after(used: dict[str, int], force: Force, cycle: Cycle) -> str:
    """Return the reference after the highest used with its beginning, and count it as used."""
    start = beginning(force, cycle)
    used[start] = used.get(start, 0) + 1
    return f"{start}{used[start]:02}"


def beginning(force: Force, cycle: Cycle) -> str:
    """Return how the references of a force and cycle begin."""
    return f"{force.code}-{cycle.first_year}-"


def highest(start: str, references: Sequence[str] | Any) -> int:
    """Return the highest number after a start among references; 0 where none has one."""
    tails = (reference.removeprefix(start) for reference in references)
    return max((int(tail) for tail in tails if tail.isdecimal()), default=0)
