"""An illustrative draft that a force contact may practise on: sent, open, and nothing said of it yet.

It is of a thematic inspection that never was, so it holds no grade, no finding and no figure of the force.
"""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils import timezone

from accounts.models import User
from core import history
from forces.models import Cycle, Force
from inspections.models import Assignment, AssignmentRole, Inspection, InspectionKind, Stage
from reports.actions import checks, reports, sections
from reports.demonstration.plans import move_through
from reports.forms.checks import USUAL
from reports.models import SectionKind

REFERENCE, FORCE, CYCLE = "CAM-2018-T1", "CAM", "2018-19"
MADE_UP = "Illustrative: a draft to check, not a record of a real inspection"
TITLE = "Illustrative thematic report: Cambridgeshire"
WORDS = """\
Illustrative: this draft says nothing about the force. It is here so that a contact of the force may try what a check
of a draft is like.

A contact may comment on any paragraph: that a number or a word is wrong, that a fact behind a judgment is, or that
evidence was left out."""
TO_MODERATION = [Stage.SCOPED, Stage.FIELDWORK, Stage.EVIDENCE_CLOSED, Stage.DRAFTING, Stage.MODERATION]


def load(*, people: dict[str, User]) -> None:
    """Make the inspection, write its summary and send its draft, where it was never made."""
    if Inspection.objects.filter(reference=REFERENCE).exists():
        return
    lead = people["inspector2"]
    with history.acting(lead, "Made with the demonstration"):
        inspection = Inspection.objects.create(
            reference=REFERENCE,
            force=Force.objects.get(code=FORCE),
            cycle=Cycle.objects.get(slug=CYCLE),
            kind=InspectionKind.THEMATIC,
            fieldwork_from=date(2018, 5, 1),
            fieldwork_to=date(2018, 5, 4),
            is_illustrative=True,
            source=MADE_UP,
        )
        Assignment.objects.create(inspection=inspection, user=lead, role=AssignmentRole.LEAD)
    move_through(lead, inspection, TO_MODERATION)
    inspection.refresh_from_db()
    report = reports.begin(by=lead, inspection=inspection, title=TITLE, at=at(2018, 5, 14))
    summary = report.sections.get(kind=SectionKind.SUMMARY)
    sections.write(by=lead, section=summary, version=summary.version, text=WORDS, at=at(2018, 5, 21))
    checks.send(by=lead, report=report, working_days=USUAL, at=at(2018, 5, 25))


def at(year: int, month: int, day: int) -> datetime:
    """Return ten in the morning of a day."""
    return timezone.make_aware(datetime.combine(date(year, month, day), time(10)))
