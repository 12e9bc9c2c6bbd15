"""Raising a finding: a draft of an unpublished inspection, with what it rests on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from core.actions import action, lock, save
from core.dates import Precision
from findings import policies
from findings.models import Event, EventKind, FileEvidence, Finding, FindingKind, Status
from inspections.models import Criterion, Inspection, Question, ReviewFile


@action("findings.raise_finding")
def raise_from_file(
    *,
    by: Any,
    file: ReviewFile,
    criterion: Criterion | None,
    kind: FindingKind,
    question: Question | None,
    title: str,
    wording: str,
    at: datetime,
) -> Finding:
    """Raise a draft finding that rests on a crime file, or on the answer to one question about it."""
    inspection = lock(file.exercise.inspection)
    if not policies.may_raise(by, inspection):
        raise PermissionDenied("Only the team of an open inspection, or a manager who is not barred, raises a finding.")
    if not ReviewFile.objects.visible_to(by).filter(pk=file.pk).exists():
        raise PermissionDenied("Only the file's reviewer and the lead of its exercise raise a finding from it.")
    if question is not None and question.framework_id != inspection.framework_id:
        raise ValidationError({"question": "Choose a question of this inspection's framework."})
    finding = save(
        Finding(
            reference=next_reference(inspection),
            force=inspection.force,
            cycle=inspection.cycle,
            inspection=inspection,
            question=question,
            kind=kind,
            title=title,
            wording=wording,
            status=Status.DRAFT,
            published_status=Status.DRAFT,
            raised_on=at.date(),
            raised_precision=Precision.DAY,
            is_illustrative=inspection.is_illustrative,
        )
    )
    save(FileEvidence(finding=finding, file=file, criterion=criterion))
    save(
        Event(
            finding=finding,
            kind=EventKind.RAISED,
            effective_on=at.date(),
            recorded_on=at.date(),
            recorded_by=by,
            entered_at=at,
            inspection=inspection,
            status_after=Status.DRAFT,
        )
    )
    return finding


def next_reference(inspection: Inspection) -> str:
    """Return the next reference of the force and cycle: "BED-2018-01". The inspection is locked meanwhile."""
    start = f"{inspection.force.code}-{inspection.cycle.first_year}-"
    held = Finding.objects.filter(reference__startswith=start).values_list("reference", flat=True)
    numbers = [int(tail) for tail in (reference.removeprefix(start) for reference in held) if tail.isdecimal()]
    return f"{start}{max(numbers, default=0) + 1:02}"
