"""Verifying what a follow-up found or the force declared, closing what it settled, reopening what was closed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from core import history
from core.actions import action, lock
from findings import policies
from findings.actions import lineage
from findings.actions.events import effective_from, enter
from findings.models import Event, EventKind, Finding, FindingKind, Status, Verdict
from findings.models.findings import CLOSED
from findings.rules import closing, moves

SETTLERS = [EventKind.FOLLOW_UP, EventKind.DECLARATION]


@action("findings.verify")
def verify(
    *,
    by: Any,
    settler: Event,
    version: int | None,
    at: datetime,
    is_agreed: bool,
    assurance: int,
    tested_on: date | None,
    narrative: str,
) -> Event:
    """Agree with a follow-up or with the force's declaration, or send the finding back to in progress."""
    finding = lock(settler.finding, version=version)
    check_may_verify(by, finding, settler)
    if is_agreed:
        check_assurance(settler, assurance, tested_on, at.date())
    history.because("Verification: agreed" if is_agreed else "Verification: not agreed")
    return enter(
        finding,
        EventKind.VERIFICATION,
        by=by,
        at=at,
        to=moves.after_verification(finding.status, settles=settles(settler), is_agreed=is_agreed),
        inspection=settler.inspection,
        about=settler,
        is_agreed=is_agreed,
        assurance=assurance,
        tested_on=tested_on,
        narrative=narrative,
    )


def check_assurance(settler: Event, assurance: int, tested_on: date | None, today: date) -> None:
    """Refuse a level that what is verified cannot carry, and a test without its day."""
    if assurance > closing.highest_assurance(settler.basis):
        raise ValidationError({"assurance": closing.TOO_SURE})
    if assurance == closing.COC_ASSURANCE and tested_on is None:
        raise ValidationError({"tested_on": "Enter the day it was tested in fieldwork."})
    if tested_on and tested_on > today:
        raise ValidationError({"tested_on": "The day it was tested cannot be in the future."})


def check_may_verify(by: Any, finding: Finding, settler: Event) -> None:
    """Refuse a barred person, their own entry, an entry that is not the latest, and a closed finding."""
    if finding.is_closed:
        raise ValidationError("This finding is closed.")
    if not policies.may_verify(by, finding):
        raise PermissionDenied("Only a manager who is not barred from the force may verify.")
    if settler.recorded_by_id == by.pk:
        raise ValidationError("You recorded this follow-up: another manager verifies it.")
    latest = settling(finding)
    if latest is None or latest.pk != settler.pk:
        raise ValidationError("Something later has been recorded: verify that.")


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
    if to not in CLOSED or not moves.may_move(finding.status, to):
        raise ValidationError(f"A finding that is {finding.get_status_display().lower()} cannot be closed this way.")
    if blockers := why_not_close(by, finding, to, has_successor=successor is not None):
        raise ValidationError(blockers)
    settler = settling(finding)
    if to == moves.SUPERSEDED and successor is not None:
        lineage.name_successor(by=by, finding=finding, successor=successor, reason=reason, on=at.date())
    return enter(
        finding,
        EventKind.CLOSURE,
        by=by,
        at=at,
        to=to,
        inspection=settler.inspection if settler else None,
        effective_on=effective_from(finding, effective_on, effective_precision, at.date()),
        effective_precision=effective_precision,
        narrative=reason,
    )


@action("findings.verify")
def reopen(
    *,
    by: Any,
    finding: Finding,
    version: int | None,
    at: datetime,
    effective_on: date,
    effective_precision: str,
    reason: str,
) -> Event:
    """Open a closed finding again, with its cause; what settled it before settles nothing any more."""
    finding = lock(finding, version=version)
    if not policies.may_reopen(by, finding):
        raise PermissionDenied("Only a manager who is not barred from the force may reopen a finding that is closed.")
    return enter(
        finding,
        EventKind.REOPENED,
        by=by,
        at=at,
        to=Status.OPEN,
        effective_on=effective_from(finding, effective_on, effective_precision, at.date()),
        effective_precision=effective_precision,
        narrative=reason,
    )


def settling(finding: Finding) -> Event | None:
    """Return the latest follow-up or declaration since it was last opened: what verification and closing rest on."""
    latest = told_last(finding.events.select_related("inspection")).first()
    return None if latest is None or latest.kind == EventKind.REOPENED else latest


def told_last(events: Any) -> Any:
    """Return of events what says how it stands, and reopenings, after which nothing said before counts; latest first.

    That an inspection did not assess it says nothing about it, so what was found before still counts.
    """
    saying = events.filter(kind__in=[*SETTLERS, EventKind.REOPENED]).exclude(verdict=Verdict.NOT_ASSESSED)
    return saying.order_by("-recorded_on", "-pk")


def settles(settler: Event) -> bool:
    """Say whether what was recorded says that the finding is done."""
    return settler.kind == EventKind.DECLARATION or settler.verdict in moves.SETTLING_VERDICTS


def why_not_close(by: Any, finding: Finding, to: str, *, has_successor: bool) -> list[str]:
    """Return what stands between this person and closing the finding."""
    settler = settling(finding)
    verification = settler and Event.objects.filter(about=settler, is_agreed=True).first()
    return closing.closing_blockers(
        is_cause_of_concern=finding.kind == FindingKind.CAUSE_OF_CONCERN,
        to=to,
        verified=bool(verification) and settler is not None and settles(settler),
        assurance=verification.assurance if verification else None,
        closer_recorded=settler is not None and settler.recorded_by_id == by.pk,
        closer_verified=verification is not None and verification.recorded_by_id == by.pk,
        open_recommendations=finding.recommendations.exclude(status__in=CLOSED).count(),
        has_successor=has_successor,
    )
