"""Judgments of the small world: how the published ones came about, and an inspection of each force in moderation."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from inspections.models import JudgmentStatus, Stage
from tests import factories

AT = datetime(2018, 5, 1, 12, tzinfo=UTC)
MEMBERS = ("manager", "manager leading", "manager barred")


def add(world: Any, subject: Any) -> None:
    """Add a panel of all managers, what it decided, and what waits for it."""
    panel = factories.PanelFactory(cycle=world.cycles[1], title="First tranche")
    world.records["panel"] = panel
    for name in MEMBERS:
        factories.PanelMemberFactory(panel=panel, user=world.people[name].user)
    world.subjects.append(subject("panel", (panel.pk,)))
    for of in list(world.of("inspection")):
        add_workings(world, subject, panel, of)
        if not of.published:
            add_in_moderation(world, subject, panel, of)


def add_workings(world: Any, subject: Any, panel: Any, of: Any) -> None:
    """Say of a question's judgment why, on what evidence, and that the panel changed it."""
    inspection = world.records[of.args[0]]
    question = inspection.framework.questions.get(number=1)
    for one in inspection.framework.questions.all():
        if not inspection.scope.filter(question=one).exists():
            factories.ScopeEntryFactory(inspection=inspection, question=one)
    lead = world.people[of.team_lead].user
    judgment = inspection.judgments.get(question=question)
    judgment.rationale = f"MARK-rationale-{inspection.reference}"
    judgment.proposed_by, judgment.proposed_at = lead, AT
    judgment.save()
    item = factories.EvidenceItemFactory(inspection=inspection, captured_by=lead, title=f"MARK-rests-{of.args[0]}")
    factories.EvidenceLinkFactory(item=item, question=question)
    factories.JudgmentEvidenceFactory(judgment=judgment, item=item)
    factories.ModerationFactory(
        judgment=judgment, panel=panel, proposed_by=lead, recorded_by=world.people["manager"].user,
        reason=f"MARK-moderation-{of.args[0]}",
    )  # fmt: skip
    facts = {"force": of.force, "published": of.published, "team": of.team, "team_lead": of.team_lead}
    args = (of.args[0], question.slug)
    world.subjects.append(subject("workings", args, mark=judgment.rationale, **facts))
    world.subjects.append(subject("workings", args, mark=item.title, **facts))
    world.subjects.append(subject("workings", args, mark=f"MARK-moderation-{of.args[0]}", **facts))
    if not of.published:
        world.subjects.append(subject("question to judge", (of.args[0], "question-2"), **facts))
    free = inspection.judgments.filter(question__number=2)
    if not of.published:
        free.delete()  # it is still to be proposed


def add_in_moderation(world: Any, subject: Any, panel: Any, of: Any) -> None:
    """Add an inspection in moderation with a proposal that waits for the panel."""
    other = world.records[of.args[0]]
    reference = f"{other.force.code}-2018-M"
    inspection = factories.InspectionFactory(
        reference=reference, force=other.force, framework=other.framework, stage=Stage.MODERATION, published_on=None
    )
    for name in of.team:
        role = "lead" if name == of.team_lead else "inspector"
        factories.AssignmentFactory(inspection=inspection, user=world.people[name].user, role=role)
    question = other.framework.questions.get(number=1)
    factories.ScopeEntryFactory(inspection=inspection, question=question)
    text = f"MARK-rationale-{reference}"
    factories.JudgmentFactory(
        inspection=inspection, question=question, grade=factories.GradeFactory(slug="inadequate"), rationale=text,
        status=JudgmentStatus.PROPOSED, proposed_by=world.people[of.team_lead].user, proposed_at=AT,
    )  # fmt: skip
    world.records[reference] = inspection
    facts = {"force": of.force, "published": False, "team": of.team, "team_lead": of.team_lead}
    world.subjects.append(subject("workings", (reference, question.slug), mark=text, **facts))
    world.subjects.append(subject("to moderate", (panel.pk, reference, question.slug), **facts))
    world.subjects.append(subject("to move", (reference,), **facts))


def grow(world: Any, number: int, force: Any) -> None:
    """Add one more judgment that waits, one more decided, one more item it could rest on, one more panel."""
    panel, open_one = world.records["panel"], world.records["FIR-2018-M"]
    lead = world.people["inspector on the team"].user
    question = open_one.framework.questions.get(number=1)
    other = factories.InspectionFactory(
        force=force, framework=open_one.framework, stage=Stage.MODERATION, published_on=None
    )
    factories.ScopeEntryFactory(inspection=other, question=question)
    waiting = factories.JudgmentFactory(
        inspection=other, question=question, status="proposed", proposed_by=lead, proposed_at=AT
    )
    factories.ModerationFactory(judgment=waiting, panel=panel, proposed_by=lead, recorded_by=lead)
    for reference in ("FIR-2018-E", "FIR-2018-M"):
        item = factories.EvidenceItemFactory(inspection=world.records[reference], captured_by=lead)
        factories.EvidenceLinkFactory(item=item, question=question)
        held = world.records[reference].judgments.get(question=question)
        factories.JudgmentEvidenceFactory(judgment=held, item=item)
    factories.PanelFactory(cycle=panel.cycle, held_on=date(2018, 6, 1))
