"""An illustrative inspection in moderation, and a panel that has something to do; it grades no force.

It was drafted by the second inspector, so that both managers may moderate. What it proposes is "to be graded", its one
item of evidence says only that it is made up, and its moves go through the product's own gates.
"""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils import timezone

from accounts.models import User
from core import history
from findings.actions import follow_ups
from findings.follow_up_gate import unassessed
from forces.models import Force
from inspections import judging
from inspections.actions import judgments, moderations
from inspections.models import (
    Assignment,
    AssignmentRole,
    EvidenceItem,
    EvidenceKind,
    EvidenceLink,
    Framework,
    Inspection,
    InspectionKind,
    Stage,
    Weight,
)
from reports.actions import stages
from reports.demonstration.plans import decide_scope, move_through

REFERENCE, FORCE, FRAMEWORK = "CAM-2018-P", "CAM", "peel-2018-19"
INSPECTED = ("prevention", "vulnerability")
JUDGED = ("overall-effectiveness", *INSPECTED)
MADE_UP = "Illustrative: an inspection to moderate, not a record of the real one"
RATIONALE = "Illustrative: nothing is concluded here about this force. A panel may practise on it."


def load(*, people: dict[str, User]) -> None:
    """Make the inspection and the panel, where they were never made."""
    if Inspection.objects.filter(reference=REFERENCE).exists():
        return
    lead = people["inspector2"]
    with history.acting(lead, "Made with the demonstration"):
        inspection = make(lead, people["inspector"])
    decide_scope(lead, inspection, INSPECTED, on=date(2018, 5, 4))
    gather_evidence(lead, inspection)
    move_through(lead, inspection, [Stage.SCOPED, Stage.FIELDWORK, Stage.EVIDENCE_CLOSED, Stage.DRAFTING])
    inspection.refresh_from_db()
    for slug in JUDGED:
        subject = judging.subject(inspection, slug)
        if subject is not None:
            propose(lead, inspection, subject)
    for finding in unassessed(inspection):
        follow_ups.leave(
            by=lead, finding=finding, version=None, inspection=inspection, reason="Illustrative", at=at(2018, 5, 25)
        )
    stages.move(by=lead, inspection=inspection, version=None, to=Stage.MODERATION, reason="")
    members = [people["manager"], people["manager2"]]
    moderations.convene(
        by=members[0], cycle=inspection.cycle, held_on=date(2018, 5, 30), title="First tranche", members=members
    )


def make(lead: User, other: User) -> Inspection:
    """Plan an inspection, with its team."""
    framework = Framework.objects.get(slug=FRAMEWORK)
    inspection = Inspection.objects.create(
        reference=REFERENCE,
        force=Force.objects.get(code=FORCE),
        cycle=framework.cycle,
        framework=framework,
        kind=InspectionKind.PEEL,
        fieldwork_from=date(2018, 5, 14),
        fieldwork_to=date(2018, 5, 18),
        is_illustrative=True,
        source=MADE_UP,
    )
    for person, role in ((lead, AssignmentRole.LEAD), (other, AssignmentRole.INSPECTOR)):
        Assignment.objects.create(inspection=inspection, user=person, role=role)
    return inspection


def gather_evidence(lead: User, inspection: Inspection) -> None:
    """Tie one item of evidence to every question that is looked at."""
    item = EvidenceItem.objects.create(
        inspection=inspection,
        number=1,
        kind=EvidenceKind.DOCUMENT,
        title="Illustrative document",
        text=RATIONALE,
        dated_on=date(2018, 5, 14),
        captured_by=lead,
        captured_at=at(2018, 5, 14),
    )
    for question in inspection.framework.questions.filter(slug__in=INSPECTED):  # type: ignore[union-attr]
        EvidenceLink.objects.create(item=item, question=question, weight=Weight.INDICATIVE)


def propose(lead: User, inspection: Inspection, subject: judging.Subject) -> None:
    """Propose that a question is still to be graded."""
    judgments.propose(
        by=lead,
        inspection=inspection,
        subject=subject,
        version=0,
        state="to-be-graded",
        grade=None,
        not_graded_because="",
        rationale=RATIONALE,
        evidence=list(inspection.evidence.values_list("pk", flat=True)),
        at=at(2018, 5, 28),
    )


def at(year: int, month: int, day: int) -> datetime:
    """Return nine in the morning of a day."""
    return timezone.make_aware(datetime.combine(date(year, month, day), time(9)))
