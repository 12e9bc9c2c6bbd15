"""Adding to what happened to a finding: the one way an event is made and a status is moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError

from core import history
from core.actions import save
from core.dates import Precision, first_day
from findings.models import Event, EventKind, Finding, Status
from findings.rules import moves
from inspections.models import Inspection


def enter(
    finding: Finding,
    kind: EventKind,
    *,
    by: Any,
    at: datetime,
    to: str = "",
    inspection: Inspection | None = None,
    effective_on: date | None = None,
    effective_precision: str = Precision.DAY,
    is_new: bool = False,
    **told: Any,
) -> Event:
    """Add an event to a locked finding and save both; `to` moves it, along a legal move only.

    What an unpublished inspection does to a finding stays unpublished until its report is out. `told` is the event's
    other fields. Without `effective_on` it takes effect on the day it is recorded; a finding that `is_new` was saved a
    moment ago and is not saved again.
    """
    was = finding.status
    if kind == EventKind.DECLARATION and was == to:  # an unpublished inspection said so first: by this it comes out
        was = finding.published_status
    is_moved = bool(to) and to != was
    if is_moved and not moves.may_move(was, to):
        raise ValidationError(
            f"A finding that is {finding.get_status_display().lower()} cannot become {Status(to).label.lower()}."
        )
    event = save(
        Event(
            finding=finding,
            kind=kind,
            effective_on=effective_on or at.date(),
            effective_precision=effective_precision,
            recorded_on=at.date(),
            recorded_by=by,
            entered_at=at,
            inspection=inspection,
            status_before=was if is_moved else "",
            status_after=to if is_moved else "",
            **told,
        )
    )
    if is_moved:
        finding.status = Status(to)
        if inspection is None or inspection.is_published:
            finding.published_status = Status(to)
    if not is_new:
        save(finding)
    return event


def enter_many(
    findings: Sequence[Finding], kind: EventKind, *, changed: Sequence[str] = (), **told: Any
) -> list[Event]:
    """Add one event to each of many locked findings and save all, in a few statements; see `enter` and `prepare`.

    `changed` names further fields that were changed on the findings.
    """
    made = prepare(findings, kind, **told)
    write(made, findings, changed)
    return made


def prepare(
    findings: Sequence[Finding],
    kind: EventKind,
    *,
    by: Any,
    at: datetime,
    to: str = "",
    inspection: Inspection | None = None,
    effective_on: date | None = None,
    each: Mapping[int, dict[str, Any]] | None = None,
    **told: Any,
) -> list[Event]:
    """Return one event for each of many locked findings, and move these; neither is saved yet.

    `each` has what the event of one finding, by its key, holds beside `told`. All must be able to move: who calls has
    looked.
    """
    is_out = inspection is None or inspection.is_published
    made = []
    for finding in findings:
        is_moved = bool(to) and to != finding.status
        if is_moved and not moves.may_move(finding.status, to):
            raise ValueError(f"{finding.reference} cannot become {to}")
        made.append(
            Event(
                finding=finding,
                kind=kind,
                effective_on=effective_on or at.date(),
                recorded_on=at.date(),
                recorded_by=by,
                entered_at=at,
                inspection=inspection,
                status_before=finding.status if is_moved else "",
                status_after=to if is_moved else "",
                **told,
                **(each or {}).get(finding.pk, {}),
            )
        )
        if is_moved:
            finding.status = Status(to)
            finding.published_status = Status(to) if is_out else finding.published_status
        finding.version += 1
    return made


def write(events: Sequence[Event], findings: Sequence[Finding], changed: Sequence[str] = ()) -> None:
    """Save what was prepared, with a row of history for each finding."""
    history.bulk_update(Finding, findings, ["status", "published_status", "version", *changed])
    Event.objects.bulk_create(events, batch_size=500)


def load(events: Sequence[Event]) -> None:
    """Add many events that published sources tell of, in their order; the findings are locked, moved and saved already.

    Only for the back catalogue: a source's status is taken as it stands, whatever lies between it and the one before.
    """
    Event.objects.bulk_create(events, batch_size=500)


def effective_from(finding: Finding, on: date, precision: str, today: date) -> date:
    """Return the first day of the period something took effect in: after the finding was raised, and by today."""
    start = first_day(on, precision)
    if start > today:
        raise ValidationError({"effective": "This is after today. Give the day, month or season in which it was so."})
    if start < first_day(finding.raised_on, precision):
        raise ValidationError({"effective": "This is before the finding was raised."})
    return start
