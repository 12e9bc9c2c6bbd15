"""The part of the small world that is findings at other stages: closed, blocked and due, a draft; what people kept."""

from __future__ import annotations

from datetime import date
from typing import Any

from core import clock
from findings.models import BulkChange, BulkUpdate, EventKind, Finding, SavedView, Status
from tests import factories


def add(world: Any, subject: Any) -> None:
    """Add each force's findings at other stages, and a person's view and bulk update; `subject` makes subjects."""
    for slug, force in world.forces.items():
        live = Finding.objects.get(force=force, inspection__stage="published")
        [facts] = [one for one in world.of("finding") if one.force == slug and one.published]
        add_stage(world, subject, live, facts, "closed", status=Status.CLOSED_NO_LONGER_RELEVANT)
        blocked = add_stage(
            world, subject, live, facts, "blocked", status=Status.BLOCKED, due_kind="absolute", due_on=date(2018, 9, 1)
        )
        factories.EventFactory(
            finding=blocked,
            kind=EventKind.STATUS,
            verdict="",
            status_before=Status.OPEN,
            status_after=Status.BLOCKED,
            body="Home Office",
            recorded_by=world.people["manager"].user,
        )
        [draft] = [one for one in world.of("finding") if one.force == slug and not one.published]
        world.subjects.append(
            subject("draft finding", draft.args, slug, published=False, team=draft.team, team_lead=draft.team_lead)
        )
    add_kept(world, subject)


def add_stage(world: Any, subject: Any, live: Finding, facts: Any, stage: str, **fields: Any) -> Finding:
    """Add a finding like a published one, at another stage."""
    made: Finding = factories.FindingFactory(
        reference=f"{live.force.code}-2017-{stage[:3].upper()}",
        inspection=live.inspection,
        question=live.question,
        title=f"Another matter, {stage}",
        **fields,
    )
    world.subjects.append(
        subject(f"{stage} finding", (made.reference,), facts.force, team=facts.team, team_lead=facts.team_lead)
    )
    world.records[made.reference] = made
    return made


def add_kept(world: Any, subject: Any) -> None:
    """Add a manager's bulk update and saved view, which are theirs alone."""
    manager = world.people["manager"].user
    made = BulkUpdate.objects.create(
        change=BulkChange.NOTE,
        comment="MARK-bulk",
        changed=["FIR-2017-01"],
        refused=[["SEC-2017-01", "You are barred from its force."]],
        by=manager,
        at=clock.now(),
    )
    world.subjects.append(subject("bulk update", (made.pk,), reviewer="manager", mark="MARK-bulk"))
    view = SavedView.objects.create(owner=manager, name="MARK-view", query="force=first")
    world.subjects.append(subject("saved view", (view.pk,), reviewer="manager", mark="MARK-view"))
