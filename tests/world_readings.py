"""Published reports in the small world: one of the first force, one whose force nobody has confirmed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.files.base import ContentFile

from core import clock
from reports.actions import readings
from reports.models import Outcome, Proposal, ProposalState
from tests import factories

FACTS = """PEEL: Police effectiveness 2017
An inspection of First Police
Judgments
Overall effectiveness 2017 Good
Question 1 Inadequate 2017
Question 2 Good 2017
Summary
We reviewed 60 files in the archive and found 46 to be of a good standard.

Question 1
Inadequate

Areas for improvement
• The force should sweep its yard before the first frost of the year.
• The force should lend its shears to
"""
PLACED, LOOSE = "placed report", "loose report"


def add(world: Any, subject: Any) -> None:
    """Send two in; of one the inspection is confirmed, so that a bar forbids to confirm what it says."""
    sender = world.people["administrator"].user
    placed, loose = (
        readings.receive(by=sender, file=ContentFile(text.encode(), name="report.txt"), at=clock.now())
        for text in (FACTS, f"{FACTS}\nAnother copy.")
    )
    inspection = world.records["FIR-2017-E"]
    readings.confirm_about(
        by=sender,
        report=placed,
        version=1,
        force=inspection.force,
        framework=inspection.framework,
        published_on=inspection.published_on or date(2018, 3, 22),
        source="The report",
        at=clock.now(),
    )
    for name, report, force in ((PLACED, placed, "first"), (LOOSE, loose, "")):
        world.records[name] = report
        world.subjects.append(subject("file of a report", (report.pk,), force))
        world.subjects += [subject("proposal", (report.pk, number), force) for number in (1, 4, 5, 6)]
    world.subjects.append(subject(LOOSE, (loose.pk,)))


def grow(world: Any) -> None:
    """Send another in; the report that is shown gains a proposal that waits and one that was confirmed."""
    other = factories.ReportFileFactory(sent_by=world.people["administrator"].user)
    factories.ProposalFactory(report=other, number=1)
    placed = world.records[PLACED]
    number = placed.proposals.count() + 1
    finding = world.records["FIR-2017-01"]
    decided = {"decided_by": other.sent_by, "decided_at": clock.now()}
    factories.ProposalFactory(report=placed, number=number)
    confirmed = {"state": ProposalState.CONFIRMED, "outcome": Outcome.HELD, "finding": finding}
    made: Proposal = factories.ProposalFactory(report=placed, number=number + 1, **confirmed, **decided)
    made.save()
