"""Moving an inspection from stage to stage, through the gates of each move."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from core import history
from core.actions import action, lock, save
from inspections import policies
from inspections.models import Inspection, Stage
from inspections.rules import stages
from reports.actions.reports import complete
from reports.gates import Facts, blockers

NOT_MOVER = "Only the lead of the team, or a manager who is not barred from the force, moves an inspection on."
MADE_ELSEWHERE = "This move is made by what is done there: the draft sent, approved or published."


@action("inspections.scope")
def move(*, by: Any, inspection: Inspection, version: int | None, to: str, reason: str) -> Inspection:
    """Move an inspection on, or back with a reason."""
    fresh = lock(inspection, version=version)
    if not policies.may_run(by, fresh):
        raise PermissionDenied(NOT_MOVER)
    if to in stages.MADE_ELSEWHERE:
        raise ValidationError(MADE_ELSEWHERE)
    return advance(by=by, inspection=fresh, to=to, reason=reason)


def advance(*, by: Any, inspection: Inspection, to: str, reason: str = "") -> Inspection:
    """Move an inspection, which the caller has locked and may move, if the table and its gates allow it."""
    before = Stage(inspection.stage)
    after = Stage(to) if to in Stage.values else None
    if after is None or not stages.may_move(before, after):
        raise ValidationError(f"An inspection that is at “{before.label}” cannot go there.")
    if stages.is_back(before, after):
        if not reason:
            raise ValidationError({"reason": "Say why it goes back."})
    elif missing := blockers(Facts(inspection), after):
        raise ValidationError([blocker.text for blocker in missing])
    history.because(reason or f"{before.label} is done")
    inspection.stage = after
    if after == Stage.DRAFTING:
        complete(inspection)
    return save(inspection)
