"""Moves that wait for nobody's verdict: a finding blocked by another body, and going on again."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from core import history
from core.actions import action, lock
from findings import policies
from findings.actions.events import effective_from, enter
from findings.actions.follow_ups import check_inspection
from findings.models import Event, EventKind, Finding, Status
from inspections.models import Inspection

NOT_MOVER = "Only the team of an open inspection of the force, or a manager who is not barred from it, may say this."


@action("findings.record_follow_up")
def block(
    *,
    by: Any,
    finding: Finding,
    version: int | None,
    at: datetime,
    inspection: Inspection | None,
    body: str,
    effective_on: date,
    effective_precision: str,
    reason: str,
) -> Event:
    """Say that a finding waits for another body, which is named."""
    if not body.strip():
        raise ValidationError({"body": "Name the body it waits for."})
    fresh = held(by, finding, version, inspection)
    history.because(f"Waits for {body}: {reason}")
    return enter(
        fresh,
        EventKind.STATUS,
        by=by,
        at=at,
        to=Status.BLOCKED,
        inspection=inspection,
        effective_on=effective_from(fresh, effective_on, effective_precision, at.date()),
        effective_precision=effective_precision,
        body=body.strip(),
        narrative=reason,
    )


@action("findings.record_follow_up")
def resume(
    *,
    by: Any,
    finding: Finding,
    version: int | None,
    at: datetime,
    inspection: Inspection | None,
    effective_on: date,
    effective_precision: str,
    reason: str,
) -> Event:
    """Say that work on a finding goes on: it waits for nobody else any more."""
    fresh = held(by, finding, version, inspection)
    if fresh.status != Status.BLOCKED:
        raise ValidationError("This finding is not blocked.")
    return enter(
        fresh,
        EventKind.STATUS,
        by=by,
        at=at,
        to=Status.IN_PROGRESS,
        inspection=inspection,
        effective_on=effective_from(fresh, effective_on, effective_precision, at.date()),
        effective_precision=effective_precision,
        narrative=reason,
    )


def held(by: Any, finding: Finding, version: int | None, inspection: Inspection | None) -> Finding:
    """Return the finding locked, for somebody who may move it."""
    fresh = lock(finding, version=version)
    if not policies.may_move(by, fresh):
        raise PermissionDenied(NOT_MOVER)
    check_inspection(by, fresh, inspection)
    return fresh
