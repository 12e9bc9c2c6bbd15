"""Correcting a published judgment: what was published stays, the correction stands beside it from its day on."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from core.actions import action, lock, save
from inspections import policies
from inspections.models import Correction, Grade, Grading, Judgment, JudgmentState
from inspections.rules import corrections as rules

NOT_YOURS = "Published judgments are corrected by managers who are not barred from the force."


@action("inspections.correct_judgments")
def correct(
    *, by: Any, judgment: Judgment, grade: Grade | None, corrected_on: date, reason: str, at: datetime, source: str = ""
) -> Correction:
    """Record that a published judgment was corrected, to a grade or (none) to not graded, from a day on."""
    held = lock(judgment)
    inspection = held.inspection
    if not policies.may_correct(by, inspection):
        raise PermissionDenied(NOT_YOURS)
    last = held.corrections.order_by("corrected_on", "pk").last()
    wrong = dict(
        rules.wrong_with(
            corrected_on=corrected_on,
            published_on=inspection.published_on,
            last=last.corrected_on if last else None,
            today=at.date(),
            reason=reason,
        )
    )
    if problem := wrong_grade(held, grade, last or held):
        wrong["outcome"] = problem
    if wrong:
        raise ValidationError(wrong)
    return save(
        Correction(
            judgment=held,
            corrected_on=corrected_on,
            state=JudgmentState.GRADED if grade else JudgmentState.NOT_GRADED,
            grade=grade,
            reason=reason.strip(),
            source=source.strip(),
            recorded_by=by,
            recorded_at=at,
        )
    )


def wrong_grade(judgment: Judgment, grade: Grade | None, stands: Judgment | Correction) -> str:
    """Say what is wrong with correcting a judgment to a grade, if anything is."""
    framework = judgment.inspection.framework
    if judgment.question and judgment.question.grading != Grading.GRADED:
        return rules.NEVER_GRADED
    if grade and (framework is None or grade.scale_id != framework.scale_id):
        return rules.OFF_THE_SCALE
    is_so = stands.grade_id == grade.pk if grade else stands.state == JudgmentState.NOT_GRADED
    return rules.AS_IT_STANDS if is_so else ""
