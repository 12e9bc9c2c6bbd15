"""What an inspection judges: each question of its framework, and overall where the framework gives that."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from inspections.models import Framework, Grading, Inspection, Pillar, Question, ScopeEntry
from inspections.rules.grades import INSPECTED, LEFT_OUT, decision_on_overall, overall_of


@dataclass(frozen=True)
class Subject:
    """One thing a judgment is about: a question, or overall (of one pillar, in a framework of several)."""

    slug: str
    title: str
    grading: str
    question: Question | None = None
    pillar: str = ""


def overalls(framework: Framework | None, pillars: Iterable[str]) -> list[Subject]:
    """Return the overall judgments a framework gives: one, or one for each pillar its questions name."""
    if framework is None or not framework.has_overall:
        return []
    named = [pillar for pillar in Pillar.values if pillar in set(pillars)] or [""]
    return [
        Subject(overall_of(one, ""), f"{Pillar(one).label} overall" if one else "Overall", Grading.GRADED, pillar=one)
        for one in named
    ]


def overalls_given(framework: Framework | None, scope: Iterable[ScopeEntry]) -> list[Subject]:
    """Return the overall judgments an inspection gives: all but those of a pillar that its scope leaves out whole."""
    decisions = defaultdict(list)
    for entry in scope:
        decisions[entry.question.pillar].append(entry.decision)
    return [one for one in overalls(framework, decisions) if decision_on_overall(decisions[one.pillar]) != LEFT_OUT]


def is_in_scope(inspection: Inspection, subject: Subject) -> bool:
    """Say whether an inspection looks at a question; overall, it does unless all of the pillar is left out."""
    scope = inspection.scope.order_by()
    if subject.question:
        return scope.filter(question=subject.question, decision=INSPECTED).exists()
    decisions = scope.filter(question__pillar=subject.pillar).values_list("decision", flat=True)
    return decision_on_overall(decisions) == INSPECTED


def subjects(inspection: Inspection) -> list[Subject]:
    """Return everything an inspection may judge, overall first; one query."""
    if inspection.framework is None:
        return []
    questions = list(inspection.framework.questions.order_by("number"))
    asked = [Subject(one.slug, one.title, one.grading, one) for one in questions]
    return [*overalls(inspection.framework, [one.pillar for one in questions]), *asked]


def subject(inspection: Inspection, slug: str) -> Subject | None:
    """Return what an address names, or nothing."""
    return next((one for one in subjects(inspection) if one.slug == slug), None)
