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
from findings.actions.events import prepare, write
from findings.follow_up_gate import unassessed
from findings.models import Acceleration, Event, EventKind, Finding, FindingKind, Status
from findings.rules import due, replay
from inspections.models import Inspection, Stage

NOT_PUBLISHER = "Only a manager who is not barred from the force publishes, and only what is not out yet."


@action("findings.publish")
def publish(*, by: Any, inspection: Inspection, version: int, published_on: date, at: datetime) -> Inspection:
    """Publish an inspection: its drafts become open, and what it did to earlier findings comes out."""
    fresh = lock(inspection, version=version)
    fresh.cycle = inspection.cycle
    if not policies.may_publish(by, fresh):
        raise PermissionDenied(NOT_PUBLISHER)
    if published_on > at.date():
        raise ValidationError({"published_on": "The day of publication is today or before."})
    rows = publication.concerned(fresh).select_related("parent").select_for_update(of=("self",)).order_by("pk")
    concerned = list(rows)
    drafts = [finding for finding in concerned if finding.status == Status.DRAFT]
    if standing := publication.blockers(fresh, drafts, unassessed(fresh)):
        raise ValidationError([blocker.text for blocker in standing])
    history.because(f"{fresh.reference} published")
    fresh.stage, fresh.published_on = Stage.PUBLISHED, published_on
    save(fresh)
    earlier = brought_out([finding for finding in concerned if finding.published_status != Status.DRAFT])
    made = put_out(drafts, by=by, published_on=published_on, at=at, inspection=fresh)
    write(made, [*drafts, *earlier], ["raised_on", "due_on"])
    return fresh


def put_out(
    findings: Sequence[Finding], *, by: Any, published_on: date, at: datetime, inspection: Inspection | None
) -> list[Event]:
    """Make locked drafts open, published findings, due from the day they are out; return their events, unsaved."""
    for finding in findings:
        finding.raised_on = published_on
        finding.due_on = due.due_on(
            finding.due_kind, published_on=published_on, days=finding.due_days, on=finding.due_on
        )
    return prepare(
        findings,
        EventKind.PUBLISHED,
        by=by,
        at=at,
        to=Status.OPEN,
        effective_on=published_on,
        inspection=inspection,
    )


def brought_out(findings: Sequence[Finding]) -> list[Finding]:
    """Bring the published status of locked findings to where their published events leave it; return the changed."""
    steps: dict[int, list[replay.Step]] = defaultdict(list)
    told = Event.objects.as_published().filter(finding__in=findings).exclude(status_after="")
    fields = ("finding", "pk", "effective_on", "recorded_on", "status_after")
    for key, pk, effective_on, recorded_on, after in told.values_list(*fields):
        steps[key].append(replay.Step(pk, effective_on, recorded_on, after))
    changed = []
    for finding in findings:
        status = replay.status_as_at(steps[finding.pk], date.max)
        if status and status != finding.published_status:
            finding.published_status = Status(status)
            finding.version += 1
            changed.append(finding)
    return changed


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
    asked = {finding.pk for finding in findings}
    drafts = list(publication.drafts_of(fresh).select_for_update(of=("self",)).order_by("pk"))
    chosen = [one for one in drafts if one.pk in asked and one.kind == FindingKind.CAUSE_OF_CONCERN]
    if not chosen or len(chosen) != len(asked):
        raise ValidationError({"findings": "Choose causes of concern of this inspection that are still drafts."})
    below = [one for one in drafts if one.parent_id in asked]
    if bare := publication.without_recommendation([*chosen, *below]):
        names = ", ".join(map(str, bare))
        raise ValidationError({"findings": f"Without a recommendation it cannot go out: {names}."})
    made = save(Acceleration(inspection=fresh, published_on=published_on, reason=reason, approved_by=by))
    going = [*chosen, *below]
    for finding in going:
        finding.acceleration = made
    events = put_out(going, by=by, published_on=published_on, at=at, inspection=None)
    write(events, going, ["raised_on", "due_on", "acceleration"])
    return made
