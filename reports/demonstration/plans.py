"""Brings an illustrative inspection from its plan to where it is shown: its scope decided, through every gate."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from accounts.models import User
from inspections.actions import planning
from inspections.actions.planning import Choice
from inspections.models import Inspection, ScopeDecision, Stage
from reports import scoping
from reports.actions import stages

REFERENCE = "BED-2018-P"
INSPECTED = ("prevention", "investigation", "vulnerability", "serious-and-organised-crime")


def load(*, people: dict[str, User]) -> None:
    """Take the open inspection of Bedfordshire from planned to fieldwork, once."""
    inspection = Inspection.objects.get(reference=REFERENCE)
    if inspection.stage == Stage.PLANNED:
        decide_scope(people["manager"], inspection, INSPECTED, on=date(2018, 4, 27))
        move_through(people["manager"], inspection, [Stage.SCOPED, Stage.FIELDWORK])


def decide_scope(by: User, inspection: Inspection, inspected: Collection[str], *, on: date) -> None:
    """Say which questions the inspection looks at, with what the worksheet shows of each."""
    questions = list(inspection.framework.questions.order_by("number"))  # type: ignore[union-attr]
    known = scoping.worksheet(inspection, questions, by, on)
    choices = [
        Choice(
            question,
            ScopeDecision.INSPECTED if question.slug in inspected else ScopeDecision.CARRIED_OVER,
            "Illustrative choice of scope",
            {**known.as_held, **known.questions[question.pk].as_held},
        )
        for question in questions
    ]
    planning.decide_scope(by=by, inspection=inspection, version=inspection.version, choices=choices, on=on)


def move_through(by: User, inspection: Inspection, to: Sequence[Stage]) -> None:
    """Move the inspection from stage to stage."""
    for stage in to:
        stages.move(by=by, inspection=inspection, version=None, to=stage, reason="")
