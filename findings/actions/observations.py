"""Recording remarks of a report that are no findings."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from core.actions import action, lock, save
from findings import policies
from findings.models import Observation, ObservationKind
from inspections.models import Inspection, Question

WHO = "Only the inspection’s team, or a manager, who is not barred from the force records its observations."


@action("findings.raise_finding")
def record(
    *,
    by: Any,
    inspection: Inspection,
    kind: ObservationKind,
    question: Question | None,
    text: str,
    source: str,
    at: datetime,
) -> Observation:
    """Record an observation; one of a published inspection is taken from its report, and is public at once."""
    check(by, inspection, question)
    return save(
        Observation(
            inspection=inspection,
            kind=kind,
            question=question,
            text=text,
            source=source,
            recorded_by=by,
            recorded_on=at.date(),
        )
    )


@action("findings.raise_finding")
def edit(
    *,
    by: Any,
    observation: Observation,
    version: int | None,
    kind: ObservationKind,
    question: Question | None,
    text: str,
    source: str,
    reason: str,
) -> Observation:
    """Change an observation; its history keeps what it said before."""
    observation = lock(observation, version=version)
    check(by, observation.inspection, question)
    observation.kind, observation.question = kind, question
    observation.text, observation.source = text, source
    return save(observation)


def check(by: Any, inspection: Inspection, question: Question | None) -> None:
    """Refuse whoever may not, and a question of another framework."""
    if not policies.may_observe(by, inspection):
        raise PermissionDenied(WHO)
    if question is not None and question.framework_id != inspection.framework_id:
        raise ValidationError({"question": "Choose a question of this inspection’s framework."})
