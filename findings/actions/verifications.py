"""Verifying a follow-up, and closing what it settled."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from core import history
from core.actions import action, lock, save
from findings import policies, rules
from findings.actions.follow_ups import effective_from, move
from findings.models import Event, EventKind, Finding, FindingKind, Lineage, LineageKind
from findings.models.findings import CLOSED


@action("findings.verify")
def verify(
    *,
    by: Any,
    follow_up: Event,
    version: int | None,
    at: datetime,
    is_agreed: bool,
    assurance: int,
    tested_on: date | None,
    narrative: str,
) -> Event:
    """Agree with a follow-up, or send the finding back to in progress."""
    finding = lock(follow_up.finding, version=version)
    check_may_verify(by, finding, follow_up)
    if is_agreed and assurance == rules.COC_ASSURANCE and tested_on is None:
        raise ValidationError({"tested_on": "Enter the day it was tested in fieldwork."})
    if tested_on and tested_on > at.date():
        raise ValidationError({"tested_on": "The day it was tested cannot be in the future."})
    before, after = finding.status, rules.after_verification(finding.status, follow_up.verdict, is_agreed=is_agreed)
    event = save(
        Event(
            finding=finding,
            kind=EventKind.VERIFICATION,
            effective_on=at.date(),
            recorded_on=at.date(),
            recorded_by=by,
            entered_at=at,
            inspection=follow_up.inspection,
            about=follow_up,
            is_agreed=is_agreed,
            assurance=assurance,
            tested_on=tested_on,
            status_before=before if before != after else "",
            status_after=after if before != after else "",
            narrative=narrative,
        )
    )
    history.because("Verification: agreed" if is_agreed else "Verification: not agreed")
    move(finding, after, follow_up.inspection)
    return event


def check_may_verify(by: Any, finding: Finding, follow_up: Event) -> None:
    """Refuse a barred person, their own entry, a follow-up that is not the latest, and a closed finding."""
    if finding.is_closed:
        raise ValidationError("This finding is closed.")
    if not policies.may_verify(by, finding):
        raise PermissionDenied("Only a manager who is not barred from the force may verify.")
    if follow_up.recorded_by_id == by.pk:
        raise ValidationError("You recorded this follow-up: another manager verifies it.")
    latest = settling(finding)
    if latest is None or latest.pk != follow_up.pk:
        raise ValidationError("A later follow-up has been recorded: verify that one.")


@action("findings.verify")
def close(
    *,
    by: Any,
    finding: Finding,
    version: int | None,
    at: datetime,
    to: str,
    successor: Finding | None,
    effective_on: date,
    effective_precision: str,
    reason: str,
) -> Event:
    """Close a finding as achieved, superseded or no longer relevant."""
    finding = lock(finding, version=version)
    if not policies.may_verify(by, finding):
        raise PermissionDenied("Only a manager who is not barred from the force may close a finding.")
    if to not in CLOSED or not rules.may_move(finding.status, to):
        raise ValidationError(f"A finding that is {finding.get_status_display().lower()} cannot be closed this way.")
    if blockers := why_not_close(by, finding, to, has_successor=successor is not None):
        raise ValidationError(blockers)
    start = effective_from(finding, effective_on, effective_precision, at.date())
    follow_up = settling(finding)
    inspection = follow_up.inspection if follow_up else None
    event = save(
        Event(
            finding=finding,
            kind=EventKind.CLOSURE,
            effective_on=start,
            effective_precision=effective_precision,
            recorded_on=at.date(),
            recorded_by=by,
            entered_at=at,
            inspection=inspection,
            status_before=finding.status,
            status_after=to,
            narrative=reason,
        )
    )
    if to == rules.SUPERSEDED and successor is not None:
        save(Lineage(earlier=finding, later=successor, kind=LineageKind.SUPERSEDED, reason=reason, recorded_by=by))
    move(finding, to, inspection)
    return event


def settling(finding: Finding) -> Event | None:
    """Return the latest follow-up: the one that verification and closing rest on."""
    follow_ups = finding.events.filter(kind=EventKind.FOLLOW_UP).select_related("inspection")
    return follow_ups.order_by("-recorded_on", "-pk").first()


def why_not_close(by: Any, finding: Finding, to: str, *, has_successor: bool) -> list[str]:
    """Return what stands between this person and closing the finding."""
    follow_up = settling(finding)
    verification = follow_up and Event.objects.filter(about=follow_up, is_agreed=True).first()
    return rules.closing_blockers(
        is_cause_of_concern=finding.kind == FindingKind.CAUSE_OF_CONCERN,
        to=to,
        verified=bool(verification) and follow_up is not None and follow_up.verdict in rules.SETTLING_VERDICTS,
        assurance=verification.assurance if verification else None,
        closer_recorded=follow_up is not None and follow_up.recorded_by_id == by.pk,
        closer_verified=verification is not None and verification.recorded_by_id == by.pk,
        open_recommendations=finding.recommendations.exclude(status__in=CLOSED).count(),
        has_successor=has_successor,
    )
