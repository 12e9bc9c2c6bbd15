"""Recording what became of a finding."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from core import history
from core.actions import action, lock
from findings import follow_up_gate, policies
from findings.actions.events import effective_from, enter
from findings.models import Event, EventKind, Finding, Verdict
from findings.rules import moves
from findings.rules.follow_up import ASSESSED
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
    check_may_record(by, finding, inspection)
    history.because(f"Follow-up: {Verdict(verdict).label.lower()}")
    return enter(
        finding,
        EventKind.FOLLOW_UP,
        by=by,
        at=at,
        to=moves.after_follow_up(finding.status, verdict),
        inspection=inspection,
        effective_on=effective_from(finding, effective_on, effective_precision, at.date()),
        effective_precision=effective_precision,
        verdict=verdict,
        basis=basis,
        narrative=narrative,
    )


@action("findings.record_follow_up")
def leave(
    *, by: Any, finding: Finding, version: int | None, at: datetime, inspection: Inspection, reason: str
) -> Event:
    """Leave an earlier finding out of an inspection on purpose: a follow-up that says it was not assessed, and why."""
    finding = lock(finding, version=version)
    check_may_record(by, finding, inspection)
    if not reason.strip():
        raise ValidationError({"reason": "Say why this inspection does not look at it."})
    said = follow_up_gate.last_words(inspection, Finding.objects.filter(pk=finding.pk)).get(finding.pk)
    if said and said.state == ASSESSED:
        raise ValidationError(f"{inspection} has assessed it. Record another follow-up to correct what it says.")
    if not (said and said.is_due):
        raise ValidationError(f"{inspection} need not follow it up, so there is nothing to leave.")
    history.because("Follow-up: left, with a reason")  # the reason itself is for those who read the inspection
    return enter(
        finding, EventKind.FOLLOW_UP, by=by, at=at, inspection=inspection, verdict=Verdict.NOT_ASSESSED,
        narrative=reason,
    )  # fmt: skip


def check_may_record(by: Any, finding: Finding, inspection: Inspection | None) -> None:
    """Refuse a closed finding, whoever is neither on the team nor a manager, and an inspection that is not theirs."""
    if finding.is_closed:
        raise ValidationError("This finding is closed. Only an open finding is followed up.")
    if not policies.may_record_follow_up(by, finding):
        raise PermissionDenied("Only the team of an open inspection of the force, or a manager, may record this.")
    check_inspection(by, finding, inspection)


def check_inspection(by: Any, finding: Finding, inspection: Inspection | None) -> None:
    """Refuse an inspection of another force, or one whose contents the person may not read."""
    if inspection is None:
        if not policies.is_manager(by, finding):
            raise ValidationError({"inspection": "Choose the inspection in which this was found."})
        return
    readable = Inspection.objects.with_contents_visible_to(by).filter(pk=inspection.pk)
    if inspection.force_id != finding.force_id or inspection.is_published or not readable.exists():
        raise ValidationError({"inspection": "Choose an open inspection of this force that you are on."})
