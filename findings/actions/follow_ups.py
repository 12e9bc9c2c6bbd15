"""Recording what became of a finding."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from core import history
from core.actions import action, lock, save
from core.dates import first_day
from findings import policies, rules
from findings.models import Event, EventKind, Finding, Status
from inspections.models import Inspection


@action("findings.record_follow_up")
def record(
    *,
    by: Any,
    finding: Finding,
    version: int | None,
    at: datetime,
    inspection: Inspection | None,
    verdict: str,
    basis: str,
    effective_on: date,
    effective_precision: str,
    narrative: str,
) -> Event:
    """Record a follow-up's verdict and move the finding where the verdict moves it."""
    finding = lock(finding, version=version)
    if finding.is_closed:
        raise ValidationError("This finding is closed. Only an open finding is followed up.")
    if not policies.may_record_follow_up(by, finding):
        raise PermissionDenied("Only the team of an open inspection of the force, or a manager, may record this.")
    check_inspection(by, finding, inspection)
    start = effective_from(finding, effective_on, effective_precision, at.date())
    before, after = finding.status, rules.after_follow_up(finding.status, verdict)
    event = save(
        Event(
            finding=finding,
            kind=EventKind.FOLLOW_UP,
            effective_on=start,
            effective_precision=effective_precision,
            recorded_on=at.date(),
            recorded_by=by,
            entered_at=at,
            inspection=inspection,
            status_before=before if before != after else "",
            status_after=after if before != after else "",
            verdict=verdict,
            basis=basis,
            narrative=narrative,
        )
    )
    history.because(f"Follow-up: {event.get_verdict_display().lower()}")
    move(finding, after, inspection)
    return event


def effective_from(finding: Finding, on: date, precision: str, today: date) -> date:
    """Return the first day of the period something took effect in: after the finding was raised, and by today."""
    start = first_day(on, precision)
    if start > today:
        raise ValidationError({"effective": "This is after today. Give the day, month or season in which it was so."})
    if start < first_day(finding.raised_on, precision):
        raise ValidationError({"effective": "This is before the finding was raised."})
    return start


def check_inspection(by: Any, finding: Finding, inspection: Inspection | None) -> None:
    """Refuse an inspection of another force, or one whose contents the person may not read."""
    if inspection is None:
        if not policies.is_manager(by, finding):
            raise ValidationError({"inspection": "Choose the inspection in which this was found."})
        return
    readable = Inspection.objects.with_contents_visible_to(by).filter(pk=inspection.pk)
    if inspection.force_id != finding.force_id or inspection.is_published or not readable.exists():
        raise ValidationError({"inspection": "Choose an open inspection of this force that you are on."})


def move(finding: Finding, to: str, inspection: Inspection | None) -> Finding:
    """Move a locked finding; what an unpublished inspection does to it stays unpublished until its report is."""
    finding.status = Status(to)
    if inspection is None or inspection.is_published:
        finding.published_status = Status(to)
    return save(finding)
