"""Writing evidence: recording an item, changing it, withdrawing it. Nothing is deleted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Max

from accounts.models import User
from core import attached, history
from core.actions import action, lock, save
from core.attachments import Sent
from inspections.actions import identifiers
from inspections.models import (
    EvidenceFile,
    EvidenceItem,
    EvidenceKind,
    EvidenceLink,
    EvidenceState,
    Exercise,
    Inspection,
)
from inspections.rules.evidence import is_open
from inspections.rules.identifiers import Kept

NOT_RECORDER = "Evidence is recorded by the team of the inspection, or by a manager who is not barred from the force."
CLOSED = (
    "The evidence of this inspection is closed: it is at a later stage. To add, change or withdraw evidence, its lead "
    "takes it back to fieldwork first, with the reason."
)
WITHDRAWN = "This item was withdrawn: it stays as it was, with the reason."
USED = "This was sent before, for another inspection or by somebody else. Open the form again."
RECORDED = (
    "This form recorded {item} before, and what is typed here is different. Save again to record it as another item, "
    "or change {reference} instead."
)
ANOTHER = "another"  # the code of that refusal: the form goes on with a key of its own

About = tuple[int, int | None]  # a question, and the diagnostic of it or nothing


@dataclass(frozen=True, kw_only=True)
class Said:
    """What an item says and where it comes from; `links` gives the weight on each question or diagnostic."""

    title: str
    text: str
    kind: str
    source: str
    dated_on: date
    marking: str
    exercise: Exercise | None
    links: Mapping[About, str]

    @property
    def fields(self) -> dict[str, Any]:
        """Return the fields of the item by name."""
        return {name: getattr(self, name) for name in Said.__dataclass_fields__ if name != "links"}


@action("inspections.capture_evidence")
def record(
    *,
    by: User,
    inspection: Inspection,
    key: UUID,
    said: Said,
    files: Sequence[Sent] = (),
    kept: Sequence[Kept] = (),
    at: datetime,
) -> EvidenceItem:
    """Record an item; what comes again with its key makes no second one, and other words with that key are refused.

    The inspection is locked, so that two who send at once are told apart by key, and no two items get one number.
    """
    fresh = _for_recording(by, inspection)
    if sent_before := EvidenceItem.objects.filter(key=key).first():
        return _the_same(sent_before, by, fresh, said)
    _check_open(fresh)
    _check(said, fresh, at)
    last = fresh.evidence.aggregate(last=Max("number"))["last"] or 0
    item = EvidenceItem(
        **said.fields, inspection=fresh, number=last + 1, key=key, captured_by=by, captured_at=at,
    )  # fmt: skip
    save(item)
    if said.links:
        history.bulk_create(EvidenceLink, [_link(item, about, weight) for about, weight in said.links.items()])
    attached.keep(EvidenceFile, files, item=item)
    identifiers.keep(by, item, kept)
    return item


@action("inspections.capture_evidence")
def change(
    *,
    by: User,
    item: EvidenceItem,
    version: int,
    said: Said,
    files: Sequence[Sent] = (),
    kept: Sequence[Kept] = (),
    at: datetime,
) -> EvidenceItem:
    """Change what an item says or speaks to, and add files to it."""
    fresh = _for_change(by, item, version)
    _check(said, fresh.inspection, at)
    for name, value in said.fields.items():
        setattr(fresh, name, value)
    save(fresh)
    _relink(fresh, said.links)
    attached.keep(EvidenceFile, files, item=fresh)
    identifiers.keep(by, fresh, kept)
    return fresh


@action("inspections.capture_evidence")
def withdraw(*, by: User, item: EvidenceItem, version: int, reason: str, kept: Sequence[Kept] = ()) -> EvidenceItem:
    """Withdraw an item: it counts no more, and stays on file with the reason."""
    fresh = _for_change(by, item, version)
    fresh.state, fresh.withdrawn_because = EvidenceState.WITHDRAWN, reason
    save(fresh)
    identifiers.keep(by, fresh, kept)
    return fresh


def _for_recording(by: User, inspection: Inspection) -> Inspection:
    """Return the inspection locked, to its team and to managers who are not barred from its force."""
    fresh = lock(inspection, parts_may_come=True)
    if not Inspection.objects.with_workings_visible_to(by).filter(pk=fresh.pk).exists():
        raise PermissionDenied(NOT_RECORDER)
    return fresh


def _for_change(by: User, item: EvidenceItem, version: int) -> EvidenceItem:
    """Return an item locked, with its inspection, while it is held and evidence is open."""
    inspection = _for_recording(by, item.inspection)
    fresh = lock(item, version=version)
    fresh.inspection = inspection
    if not fresh.is_held:
        raise ValidationError(WITHDRAWN)
    _check_open(inspection)
    return fresh


def _the_same(item: EvidenceItem, by: User, inspection: Inspection, said: Said) -> EvidenceItem:
    """Return what the person sent before, if it is that; a key says nothing to anybody else."""
    if (item.captured_by_id, item.inspection_id) != (by.pk, inspection.pk):
        raise ValidationError(USED)
    item.inspection = inspection
    if not _is_as_recorded(item, said):
        raise ValidationError(RECORDED.format(item=item, reference=item.reference), code=ANOTHER)
    return item


def _is_as_recorded(item: EvidenceItem, said: Said) -> bool:
    """Say whether this is what the item first said, whatever became of it; a note sent again may have a later day."""
    first, *later = item.history.order_by("history_id")[:2]
    links = EvidenceLink.history.filter(item=item.pk, history_type="+")
    if later:
        links = links.filter(history_date__lt=later[0].history_date)
    about = {(link.question_id, link.diagnostic_id): link.weight for link in links}
    told = {name: value for name, value in said.fields.items() if name != "dated_on"}
    return about == dict(said.links) and all(getattr(first, name) == value for name, value in told.items())


def _check_open(inspection: Inspection) -> None:
    """Refuse to write once evidence is closed."""
    if not is_open(inspection.stage):
        raise ValidationError(CLOSED)


def _check(said: Said, inspection: Inspection, at: datetime) -> None:
    """Refuse a day to come, and a file review of another inspection or of another kind of evidence."""
    if said.dated_on > at.date():
        raise ValidationError({"dated_on": "The date must be today or earlier."})
    if said.exercise is not None and said.exercise.inspection_id != inspection.pk:
        raise ValidationError({"exercise": "Choose a file review of this inspection."})
    if said.exercise is not None and said.kind != EvidenceKind.FILE_REVIEW:
        raise ValidationError({"exercise": "Only evidence from a file review names one."})


def _link(item: EvidenceItem, about: About, weight: str) -> EvidenceLink:
    """Return an item tied to a question or diagnostic."""
    question, diagnostic = about
    return EvidenceLink(item=item, question_id=question, diagnostic_id=diagnostic, weight=weight)


def _relink(item: EvidenceItem, wanted: Mapping[About, str]) -> None:
    """Make the item's links those wanted, each change with its history."""
    held = {(link.question_id, link.diagnostic_id): link for link in item.links.order_by()}
    gone = [link.pk for about, link in held.items() if about not in wanted]
    changed = [link for about, link in held.items() if about in wanted and link.weight != wanted[about]]
    new = [_link(item, about, weight) for about, weight in wanted.items() if about not in held]
    if gone:
        history.bulk_delete(EvidenceLink.objects.filter(pk__in=gone))
    for link in changed:
        link.weight = wanted[link.question_id, link.diagnostic_id]
    if changed:
        history.bulk_update(EvidenceLink, changed, ["weight"])
    if new:
        history.bulk_create(EvidenceLink, new)
