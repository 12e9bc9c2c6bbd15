"""An inspection to judge: a question in scope with evidence, a panel, and the people; ways to propose and decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from accounts.models import Role, User
from inspections.actions import judgments, moderations
from inspections.judging import Subject, subject
from inspections.models import EvidenceItem, Grade, Inspection, Judgment, Moderation, Panel, Question, Stage
from tests import factories

AT = datetime(2018, 6, 1, 12, tzinfo=UTC)


@dataclass
class Sample:
    """The records of it."""

    inspection: Inspection
    question: Question
    lead: User
    manager: User
    panel: Panel
    item: EvidenceItem

    @property
    def subject(self) -> Subject:
        """Return the question as what is judged."""
        found = subject(self.inspection, self.question.slug)
        assert found is not None
        return found


def sample(stage: str = Stage.DRAFTING, **scope: Any) -> Sample:
    """Make one."""
    inspection = factories.InspectionFactory(reference="KEN-2017-X", stage=stage, published_on=None)
    question = factories.QuestionFactory(framework=inspection.framework, slug="prevention", number=1)
    factories.ScopeEntryFactory(inspection=inspection, question=question, **scope)
    lead = factories.AssignmentFactory(inspection=inspection, role="lead").user
    manager = factories.user(Role.MANAGER)
    panel = factories.PanelFactory(cycle=inspection.cycle)
    factories.PanelMemberFactory(panel=panel, user=manager)
    for slug in ("outstanding", "good", "requires-improvement", "inadequate"):
        factories.GradeFactory(slug=slug)
    return Sample(inspection, question, lead, manager, panel, evidence(inspection, question))


def evidence(inspection: Inspection, question: Question, **fields: Any) -> EvidenceItem:
    """Return an item of evidence on a question."""
    item: EvidenceItem = factories.EvidenceItemFactory(inspection=inspection, **fields)
    factories.EvidenceLinkFactory(item=item, question=question)
    return item


def propose(held: Sample, by: User | None = None, **changes: Any) -> Judgment:
    """Propose "good" on the question."""
    told: dict[str, Any] = {
        "by": by or held.lead, "inspection": held.inspection, "subject": held.subject, "version": 0, "state": "graded",
        "grade": Grade.objects.get(slug="good"), "not_graded_because": "", "rationale": "Files are looked at.",
        "evidence": [held.item.pk], "at": AT,
    }  # fmt: skip
    return judgments.propose(**{**told, **changes})


def decide(held: Sample, judgment: Judgment, by: User | None = None, **changes: Any) -> Moderation:
    """Agree with it."""
    told: dict[str, Any] = {
        "by": by or held.manager, "judgment": judgment, "panel": held.panel, "version": None, "decision": "agreed",
        "state": "", "grade": None, "not_graded_because": "", "reason": "It is borne out.", "dissent": "", "at": AT,
    }  # fmt: skip
    return moderations.decide(**{**told, **changes})


def in_moderation() -> tuple[Sample, Judgment]:
    """Return one whose judgment waits for the panel."""
    held = sample()
    judgment = propose(held)
    Inspection.objects.filter(pk=held.inspection.pk).update(stage=Stage.MODERATION)
    held.inspection.refresh_from_db()
    judgment.inspection.refresh_from_db()
    return held, judgment
