"""What gates ask of an inspection: each fact is asked of the database once, when it is first wanted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef

from findings import follow_up_gate, publication
from findings.models import Finding
from inspections import judging
from inspections.models import (
    Assignment,
    AssignmentRole,
    EvidenceLink,
    EvidenceState,
    Exercise,
    Grading,
    Inspection,
    Judgment,
    JudgmentEvidence,
    ScopeDecision,
    ScopeEntry,
)
from reports.models import Report


class Facts:
    """An inspection with what its gates read; a page that holds some of it already gives it by name."""

    def __init__(self, inspection: Inspection, **known: Any) -> None:
        self.inspection = inspection
        self.__dict__.update(known)

    @cached_property
    def questions(self) -> Mapping[str, str]:
        """Return the titles of the framework's questions by slug; none for an inspection without a framework."""
        if self.inspection.framework_id is None:
            return {}
        asked = self.inspection.framework.questions  # type: ignore[union-attr]
        return dict(asked.order_by("number").values_list("slug", "title"))

    @cached_property
    def scope(self) -> Mapping[str, ScopeEntry]:
        """Return the scope decisions by question."""
        return scope_of(self.inspection)

    @cached_property
    def judgments(self) -> Mapping[str, Judgment]:
        """Return the judgments by what they are about."""
        held = self.inspection.judgments.order_by().select_related("question", "grade")
        return {judgment.slug: judgment for judgment in held}

    @cached_property
    def borne_out_by(self) -> Mapping[int, list[str]]:
        """Return the kinds of evidence that still count under each judgment, by its key."""
        kinds: dict[int, list[str]] = {}
        counting = JudgmentEvidence.objects.counting().filter(judgment__inspection=self.inspection).order_by()
        for judgment, kind in counting.values_list("judgment", "item__kind"):
            kinds.setdefault(judgment, []).append(kind)
        return kinds

    @cached_property
    def has_report(self) -> bool:
        """Say whether its report is begun."""
        return Report.objects.filter(inspection=self.inspection).exists()

    @cached_property
    def team(self) -> Sequence[Assignment]:
        """Return who is on the inspection."""
        return list(self.inspection.assignments.all())

    @cached_property
    def exercises(self) -> Sequence[Exercise]:
        """Return the file reviews."""
        return list(self.inspection.exercises.order_by("reference"))

    @cached_property
    def drafts(self) -> Sequence[Finding]:
        """Return the findings that wait for publication."""
        return list(publication.drafts_of(self.inspection).order_by("reference"))

    @cached_property
    def unassessed(self) -> int:
        """Return how many earlier findings are neither assessed nor left with a reason."""
        return len(follow_up_gate.unassessed(self.inspection))

    @property
    def lead(self) -> Assignment | None:
        """Return who leads the team."""
        return next((one for one in self.team if one.role == AssignmentRole.LEAD), None)

    @property
    def inspected(self) -> list[ScopeEntry]:
        """Return the scope decisions on the questions that are looked at, in the order of the framework."""
        chosen = [one for one in self.scope.values() if one.decision == ScopeDecision.INSPECTED]
        return sorted(chosen, key=lambda entry: entry.question.number)

    @property
    def to_judge(self) -> dict[str, str]:
        """Return what needs a judgment, by slug: overall where it is given, and inspected questions not ungraded."""
        entries = [one for one in self.inspected if one.question.grading != Grading.UNGRADED]
        given = judging.overalls_given(self.inspection.framework, self.scope.values())
        overall = {one.slug: one.title for one in given}
        return overall | {one.question.slug: one.question.title for one in entries}


def scope_of(inspection: Inspection) -> dict[str, Any]:
    """Return the scope decisions by question, each saying if evidence that counts is tied to it; one query."""
    evidence = EvidenceLink.objects.filter(
        question=OuterRef("question"), item__inspection=OuterRef("inspection"), item__state=EvidenceState.HELD
    )
    entries = inspection.scope.annotate(has_evidence=Exists(evidence)).select_related("question")
    return {entry.question.slug: entry for entry in entries}
