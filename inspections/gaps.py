"""Gathers what evidence an inspection holds on each question, and what is missing."""

from __future__ import annotations

from inspections.models import Diagnostic, EvidenceLink, EvidenceState, Grading, Inspection, Question, ScopeDecision
from inspections.rules.evidence import Asked, Coverage, Part, Told, coverage


def covered(inspection: Inspection) -> list[Coverage]:
    """Return what speaks to each question and each of its parts, and what is missing; four queries."""
    return coverage(asked(inspection), told(inspection))


def asked(inspection: Inspection) -> list[Asked]:
    """Return the questions of the framework, but for those whose earlier grade stands this time."""
    if inspection.framework_id is None:
        return []
    decisions = dict(inspection.scope.order_by().values_list("question", "decision"))
    parts: dict[int, list[Part]] = {}
    for one in Diagnostic.objects.filter(question__framework=inspection.framework_id).order_by("number"):
        parts.setdefault(one.question_id, []).append(Part(one.pk, one.number, one.title))
    return [
        Asked(
            question.pk,
            question.slug,
            question.title,
            question.grading == Grading.GRADED,
            not decisions or decisions.get(question.pk) == ScopeDecision.INSPECTED,
            tuple(parts.get(question.pk, ())),
        )
        for question in Question.objects.filter(framework=inspection.framework_id).order_by("number")
        if decisions.get(question.pk) != ScopeDecision.CARRIED_OVER
    ]


def told(inspection: Inspection) -> list[Told]:
    """Return what each item that is held says of which question."""
    held = EvidenceLink.objects.filter(item__inspection=inspection, item__state=EvidenceState.HELD).order_by()
    return [Told(*row) for row in held.values_list("item", "item__kind", "question", "diagnostic", "weight")]
