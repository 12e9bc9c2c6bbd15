"""Planning inspections: which forces are inspected when, by whom; and what each inspection looks at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Role, User
from core import history
from core.actions import action, lock, save
from forces.models import Bar, Cycle, Force
from inspections import policies
from inspections.models import (
    Assignment,
    AssignmentRole,
    Framework,
    Inspection,
    Question,
    ScopeDecision,
    ScopeEntry,
    Stage,
)
from inspections.rules import board

NOT_PLANNER = "Only a manager who is not barred from the force plans its inspections, and none that is published."
SCOPED_IN = {Stage.PLANNED, Stage.SCOPED}
SCOPE_IS_CLOSED = (
    "The scope is decided until fieldwork begins. "
    "To change it, take the inspection back to “Scoped” first, with a reason."
)

JUDGED = (
    "“{}” is judged already, so it is not left out. "
    "Keep it in the scope; if no grade is to come of it, let its judgment say so, with the reason."
)


@action("inspections.plan_inspections")
def plan(
    *,
    by: User,
    cycle: Cycle,
    kind: str,
    framework: Framework | None,
    forces: Sequence[Force],
    tranche: int | None,
    fieldwork_from: date | None,
    fieldwork_to: date | None,
) -> list[Inspection]:
    """Plan an inspection of each force.

    A force that has one against the framework's cycle and pillar is refused, or, without a framework, one of the kind
    that is planned for the same days.
    """
    if framework is not None and framework.cycle_id != cycle.pk:
        raise ValidationError({"framework": f"{framework} is not of {cycle}."})
    # whoever plans the same forces meanwhile waits, and is then told what is planned
    list(Force.objects.select_for_update(no_key=True).filter(pk__in=[one.pk for one in forces]).order_by("pk"))
    if barred := set(Bar.objects.filter(user=by, force__in=forces).values_list("force__name", flat=True)):
        raise PermissionDenied(f"You are barred from {', '.join(sorted(barred))}.")
    held = Inspection.objects.filter(cycle=cycle, force__in=forces)
    taken = set(held.values_list("reference", flat=True))
    if framework is not None:
        same = held.filter(framework__pillar=framework.pillar)
    else:
        same = held.filter(kind=kind, stage=Stage.PLANNED, fieldwork_from=fieldwork_from, fieldwork_to=fieldwork_to)
    planned = set(same.values_list("force", flat=True))
    if again := [force.name for force in forces if force.pk in planned]:
        raise ValidationError({"forces": f"Planned already in {cycle}: {', '.join(again)}."})
    rows = [
        Inspection(
            reference=reference(force, cycle, kind, framework, taken),
            force=force,
            cycle=cycle,
            framework=framework,
            kind=kind,
            tranche=tranche,
            fieldwork_from=fieldwork_from,
            fieldwork_to=fieldwork_to,
        )
        for force in forces
    ]
    history.because(f"Planned in {cycle}")
    return history.bulk_create(Inspection, rows)


def reference(force: Force, cycle: Cycle, kind: str, framework: Framework | None, taken: set[str]) -> str:
    """Return the reference of a force's inspection."""
    if framework is None:
        return board.next_reference(force.code, cycle.first_year, kind, taken)
    return board.reference_of(force.code, cycle.first_year, framework.pillar)


@action("inspections.plan_inspections")
def change(
    *,
    by: User,
    inspection: Inspection,
    version: int,
    tranche: int | None,
    fieldwork_from: date | None,
    fieldwork_to: date | None,
    lead: User | None,
    team: Sequence[User],
) -> Inspection:
    """Change an inspection's tranche, dates, lead and team; nobody barred from its force is on the team."""
    fresh = lock(inspection, version=version)
    wanted = {person.pk: AssignmentRole.INSPECTOR for person in team}
    if lead is not None:
        wanted[lead.pk] = AssignmentRole.LEAD
    refuse_barred(by, fresh, [*team, *([lead] if lead else [])])
    fresh.tranche, fresh.fieldwork_from, fresh.fieldwork_to = tranche, fieldwork_from, fieldwork_to
    save(fresh)
    # somebody who becomes the lead leaves the team as an inspector and joins it as its lead
    held = {(one.user_id, one.role): one.pk for one in Assignment.objects.filter(inspection=fresh)}
    if gone := [pk for key, pk in held.items() if key not in wanted.items()]:
        history.bulk_delete(Assignment.objects.filter(pk__in=gone))
    new = [
        Assignment(inspection=fresh, user_id=key, role=role) for key, role in wanted.items() if (key, role) not in held
    ]
    history.bulk_create(Assignment, new)
    return fresh


def refuse_barred(by: User, inspection: Inspection, people: Sequence[User]) -> None:
    """Refuse who may not plan the inspection, and a team with somebody barred from the force or of another role."""
    barred = set(Bar.objects.filter(force=inspection.force_id, user__in=[by, *people]).values_list("user", flat=True))
    if by.pk in barred or inspection.is_published:
        raise PermissionDenied(NOT_PLANNER)
    if names := [person.name for person in people if person.pk in barred]:
        raise ValidationError({"team": f"Barred from this force: {', '.join(names)}."})
    if names := [one.name for one in people if one.role not in {Role.INSPECTOR, Role.MANAGER}]:
        raise ValidationError({"team": f"Only inspectors and managers are on teams, not {', '.join(names)}."})


class Choice(NamedTuple):
    """What is decided about a question, why, and what the worksheet showed about it."""

    question: Question
    decision: str
    reason: str
    worksheet: dict[str, Any]


@action("inspections.scope")
def decide_scope(*, by: User, inspection: Inspection, version: int, choices: Sequence[Choice], on: date) -> Inspection:
    """Say which questions an inspection looks at, each with its reason; a changed choice is decided anew."""
    fresh = lock(inspection, version=version)
    if not policies.may_plan(by, fresh):
        raise PermissionDenied("Only the lead, or a manager who is not barred from the force, decides the scope.")
    if fresh.stage not in SCOPED_IN:
        raise ValidationError(SCOPE_IS_CLOSED)
    held = {entry.question_id: entry for entry in ScopeEntry.objects.filter(inspection=fresh)}
    judged = set(fresh.judgments.order_by().values_list("question", flat=True))
    new: list[ScopeEntry] = []
    changed: list[ScopeEntry] = []
    for choice in choices:
        if choice.decision not in {ScopeDecision.INSPECTED, ScopeDecision.CARRIED_OVER}:
            raise ValidationError(f"Say of “{choice.question}” whether it is inspected.")
        if choice.decision == ScopeDecision.CARRIED_OVER and choice.question.pk in judged:
            raise ValidationError(JUDGED.format(choice.question.title))
        entry = held.get(choice.question.pk) or ScopeEntry(inspection=fresh, question=choice.question)
        if entry.pk and (entry.decision, entry.reason) == (choice.decision, choice.reason):
            continue
        entry.decision, entry.reason, entry.worksheet = choice.decision, choice.reason, choice.worksheet
        entry.decided_by, entry.decided_on = by, on
        (changed if entry.pk else new).append(entry)
    save(fresh)
    history.bulk_create(ScopeEntry, new)
    history.bulk_update(ScopeEntry, changed, ["decision", "reason", "worksheet", "decided_by", "decided_on"])
    return fresh
