"""Panels of managers, and what they decide on proposed judgments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Exists

from accounts.models import Role, User
from core import history
from core.actions import action, lock, save
from forces.models import Bar, Cycle
from inspections.models import (
    Assignment,
    Decision,
    Grade,
    Inspection,
    Judgment,
    JudgmentState,
    JudgmentStatus,
    Moderation,
    Panel,
    PanelMember,
)
from inspections.rules import judging

NOT_MEMBER = "Only a member of the panel records what it decided."
BARRED = "You are barred from this force, so you do not moderate its judgments."
OWN_TEAM = "You are on the team of this inspection: nobody moderates their own judgments."
OWN = "You proposed this judgment: nobody moderates their own."
NOT_NOW = "A panel decides while the inspection is in moderation."
OTHER_CYCLE = "The panel moderates judgments of another cycle."
NOT_PROPOSED = "This judgment waits for its lead to propose it anew."
NEVER_PROPOSED = "Nobody proposed this judgment here, so there is nothing to moderate."
TOO_LITTLE = "What counts under this one does not bear it out: refer it back, or change it to one that is no grade."
UNCHANGED = "This is what was proposed: choose another judgment, or record that the panel agreed."


@action("inspections.moderate")
def convene(*, by: Any, cycle: Cycle, held_on: date, title: str, members: Sequence[User]) -> Panel:
    """Make a panel for the judgments of a cycle."""
    check_members(members)
    panel = save(Panel(cycle=cycle, held_on=held_on, title=title))
    history.bulk_create(PanelMember, [PanelMember(panel=panel, user=member) for member in members])
    return panel


@action("inspections.moderate")
def change_panel(
    *, by: Any, panel: Panel, version: int | None, held_on: date, title: str, members: Sequence[User]
) -> Panel:
    """Change a panel's day, name and members; what it decided stays."""
    fresh = lock(panel, version=version)
    check_members(members)
    fresh.held_on, fresh.title = held_on, title
    save(fresh)
    before = dict(fresh.memberships.values_list("user", "pk"))
    now = {member.pk for member in members}
    if gone := [pk for user, pk in before.items() if user not in now]:
        history.bulk_delete(PanelMember.objects.filter(pk__in=gone))
    if new := [PanelMember(panel=fresh, user=member) for member in members if member.pk not in before]:
        history.bulk_create(PanelMember, new)
    return fresh


def check_members(members: Sequence[User]) -> None:
    """Refuse a panel of nobody, or of people who are not managers."""
    if not members:
        raise ValidationError({"members": "Choose at least one member."})
    if any(one.role != Role.MANAGER or not one.is_active for one in members):
        raise ValidationError({"members": "Only managers sit on panels."})


@action("inspections.moderate")
def decide(
    *,
    by: Any,
    judgment: Judgment,
    panel: Panel,
    version: int | None,
    decision: str,
    state: str,
    grade: Grade | None,
    not_graded_because: str,
    reason: str,
    dissent: str,
    at: datetime,
) -> Moderation:
    """Record what a panel decided. `state` and `grade` are what it changed the judgment to, where it did."""
    inspection = lock(judgment.inspection, parts_may_come=True)
    fresh = lock(judgment, version=version)
    check_may_decide(by, fresh, inspection, panel)
    after = judging.AFTER[decision]
    if not judging.may_move(fresh.status, after):
        raise ValidationError(NOT_PROPOSED)
    made = Moderation(
        judgment=fresh,
        panel=panel,
        decision=decision,
        state_before=fresh.state,
        grade_before_id=fresh.grade_id,
        proposed_by_id=fresh.proposed_by_id,
        reason=reason,
        dissent=dissent,
        recorded_by=by,
        recorded_at=at,
    )
    if decision == Decision.CHANGED:
        change(fresh, state, grade, not_graded_because)
    if decision != Decision.REFERRED_BACK:
        check_borne_out(fresh, "conclusion" if decision == Decision.CHANGED else "decision")
    made.state_after, made.grade_after_id = fresh.state, fresh.grade_id
    fresh.status = JudgmentStatus(after)
    save(fresh)
    return save(made)


def check_may_decide(by: Any, judgment: Judgment, inspection: Inspection, panel: Panel) -> None:
    """Refuse whoever may not moderate this judgment, and a judgment that is not this panel's to decide now."""
    if refusal := why_not(by, judgment, inspection, panel):
        raise PermissionDenied(refusal)
    if refusal := why_not_now(judgment, inspection, panel):
        raise ValidationError(refusal)


def why_not_now(judgment: Judgment, inspection: Inspection, panel: Panel) -> str:
    """Return why nobody decides in a panel on a judgment now, or nothing."""
    if inspection.stage != judging.MODERATED_IN:
        return NOT_NOW
    if inspection.cycle_id != panel.cycle_id:
        return OTHER_CYCLE
    if judgment.proposed_by_id is None:
        return NEVER_PROPOSED
    return NOT_PROPOSED if judgment.status == JudgmentStatus.REFERRED_BACK else ""


def why_not(by: Any, judgment: Judgment, inspection: Inspection, panel: Panel) -> str:
    """Return why a person may not record a decision of a panel on a judgment, or nothing; one query."""
    asked: dict[str, Any] = {
        OWN: Exists(Judgment.objects.ever_proposed_by(by).filter(pk=judgment.pk)),
        NOT_MEMBER: ~Exists(panel.memberships.filter(user=by)),
        BARRED: Exists(Bar.objects.filter(user=by, force=inspection.force_id)),
        OWN_TEAM: Exists(Assignment.objects.filter(user=by, inspection=inspection)),
    }
    told = Judgment.objects.filter(pk=judgment.pk).values_list(*asked.values()).get()
    return next((words for words, is_so in zip(asked, told, strict=True) if is_so), "")


def change(judgment: Judgment, state: str, grade: Grade | None, not_graded_because: str) -> None:
    """Give a judgment what the panel changed it to."""
    if (state, grade.pk if grade else None) == (judgment.state, judgment.grade_id):
        raise ValidationError({"conclusion": UNCHANGED})
    grading = judgment.question.grading if judgment.question else "graded"
    if wrong := judging.misjudged(grading, state, not_graded_because):
        raise ValidationError(wrong)
    judgment.state, judgment.grade = JudgmentState(state), grade
    judgment.reason = not_graded_because if state == JudgmentState.NOT_GRADED else ""


def check_borne_out(judgment: Judgment, field: str) -> None:
    """Refuse to let a judgment stand that what still counts of its evidence does not bear out."""
    if lacking := judging.unsupported(judgment.state, judgment.rests_on.counting().kinds()):
        raise ValidationError({field: f"{lacking}. {TOO_LITTLE}"})
