"""Publishing an inspection's findings with its report, or causes of concern ahead of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from core import history
from core.actions import action, lock, save
from findings import policies, publication
from findings.actions.events import enter_many
from findings.follow_up_gate import unassessed
from findings.models import Acceleration, Event, EventKind, Finding, FindingKind, Status
from findings.rules import due, replay
from inspections.models import Inspection, Stage

NOT_PUBLISHER = "Only a manager who is not barred from the force publishes, and only what is not out yet."


@action("findings.publish")
def publish(*, by: Any, inspection: Inspection, version: int, published_on: date, at: datetime) -> Inspection:
    """Publish an inspection: its drafts become open, and what it did to earlier findings comes out."""
    fresh = lock(inspection, version=version)
    if not policies.may_publish(by, fresh):
        raise PermissionDenied(NOT_PUBLISHER)
    if published_on > at.date():
        raise ValidationError({"published_on": "The day of publication is today or before."})
    if standing := publication.blockers(fresh, unassessed(fresh)):
        raise ValidationError([blocker.text for blocker in standing])
    history.because(f"{fresh.reference} published")
    fresh.stage, fresh.published_on = Stage.PUBLISHED, published_on
    save(fresh)
    drafts = list(publication.drafts_of(fresh).select_for_update(of=("self",)).order_by("pk"))
    put_out(drafts, by=by, published_on=published_on, at=at, inspection=fresh)
    bring_out(fresh)
    return fresh


def put_out(
    findings: Sequence[Finding], *, by: Any, published_on: date, at: datetime, inspection: Inspection | None
) -> None:
    """Make locked drafts open, published findings, due from the day they are out."""
    for finding in findings:
        finding.raised_on = published_on
        finding.due_on = due.due_on(
            finding.due_kind, published_on=published_on, days=finding.due_days, on=finding.due_on
        )
    enter_many(
        findings,
        EventKind.PUBLISHED,
        by=by,
        at=at,
        to=Status.OPEN,
        inspection=inspection,
        effective_on=published_on,
        changed=["raised_on", "due_on", "acceleration"],
    )


def bring_out(inspection: Inspection) -> None:
    """Bring the published status of what the inspection touched to where its published events leave it."""
    touched = list(
        Finding.objects.filter(pk__in=Event.objects.filter(inspection=inspection).values("finding"))
        .exclude(published_status=Status.DRAFT)
        .select_for_update()
        .order_by("pk")
    )
    steps: dict[int, list[replay.Step]] = defaultdict(list)
    told = Event.objects.as_published().filter(finding__in=touched).exclude(status_after="")
    fields = ("finding", "pk", "effective_on", "recorded_on", "status_after")
    for key, pk, effective_on, recorded_on, after in told.values_list(*fields):
        steps[key].append(replay.Step(pk, effective_on, recorded_on, after))
    changed = []
    for finding in touched:
        status = replay.status_as_at(steps[finding.pk], date.max)
        if status and status != finding.published_status:
            finding.published_status = Status(status)
            finding.version += 1
            changed.append(finding)
    history.bulk_update(Finding, changed, ["published_status", "version"])


@action("findings.publish")
def accelerate(
    *, by: Any, inspection: Inspection, findings: Sequence[Finding], published_on: date, reason: str, at: datetime
) -> Acceleration:
    """Publish causes of concern of an unpublished inspection, one or a set, with all their recommendations."""
    fresh = lock(inspection)
    if not policies.may_publish(by, fresh):
        raise PermissionDenied(NOT_PUBLISHER)
    if published_on > at.date():
        raise ValidationError({"published_on": "The day of publication is today or before."})
    drafts = publication.drafts_of(fresh).filter(pk__in=[finding.pk for finding in findings])
    chosen = list(drafts.filter(kind=FindingKind.CAUSE_OF_CONCERN).select_for_update().order_by("pk"))
    if not chosen or len(chosen) != len(findings):
        raise ValidationError({"findings": "Choose causes of concern of this inspection that are still drafts."})
    if bare := [str(finding) for finding in publication.without_recommendation(drafts)]:
        raise ValidationError({"findings": f"Without a recommendation it cannot go out: {', '.join(bare)}."})
    made = save(Acceleration(inspection=fresh, published_on=published_on, reason=reason, approved_by=by))
    below = publication.drafts_of(fresh).filter(parent__in=chosen).select_for_update(of=("self",)).order_by("pk")
    going = [*chosen, *below]
    for finding in going:
        finding.acceleration = made
    put_out(going, by=by, published_on=published_on, at=at, inspection=None)
    return made
