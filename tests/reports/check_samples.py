"""A draft in moderation with its people, for the tests of the factual accuracy check."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from accounts.models import Role, User
from inspections.models import AssignmentRole, Stage
from reports.actions import checks, comments
from reports.models import AccuracyCheck, Comment, Report, SectionKind
from tests import factories, report_factories

THURSDAY = datetime(2018, 5, 31, 9, tzinfo=UTC)
BLOCK = "summary-1"


@dataclass
class Case:
    """A report and everybody around it."""

    report: Report
    lead: User
    member: User
    manager: User
    contact: User
    colleague: User
    stranger: User

    def send(self, **changed: Any) -> AccuracyCheck:
        """Send the draft on Thursday 31 May 2018: ten working days end on 14 June."""
        said = {"by": self.lead, "report": self.report, "working_days": 10, "at": THURSDAY, **changed}
        return checks.send(**said)

    def comment(self, check: AccuracyCheck, **changed: Any) -> Comment:
        """Comment on the first paragraph of the summary on 1 June."""
        said = {"by": self.contact, "check": check, "block": BLOCK, "kind": "typing", "text": "It is 47.", "at": on(1)}
        return comments.make(**{**said, **changed})

    def decide(self, comment: Comment, **changed: Any) -> Comment:
        """Accept a comment."""
        said = {"by": self.lead, "comment": comment, "version": None, "state": "accepted", "reason": "It is 47."}
        return comments.decide(**{**said, "at": on(4), **changed})

    def close(self, check: AccuracyCheck, **changed: Any) -> AccuracyCheck:
        """Close a check on 15 June, the day after its deadline."""
        said = {"by": self.lead, "check": check, "version": None, "at": on(15), "reason": "", **changed}
        return checks.close(**said)

    def leave(self, check: AccuracyCheck, until: date, **changed: Any) -> AccuracyCheck:
        """Let late comments in."""
        said = {"by": self.lead, "check": check, "version": None, "until": until, "reason": "A flood", "on": until}
        return checks.give_leave(**{**said, **changed})


def on(day: int) -> datetime:
    """Return noon of a day of June 2018."""
    return datetime(2018, 6, day, 12, tzinfo=UTC)


def case() -> Case:
    """Make an inspection in moderation with a report of one section."""
    inspection = factories.InspectionFactory(open=True, stage=Stage.MODERATION)
    factories.JudgmentFactory(inspection=inspection)
    factories.bear_out(inspection)
    report = report_factories.ReportFactory(inspection=inspection)
    report_factories.SectionFactory(report=report, kind=SectionKind.SUMMARY, text="46 of 60 files were good.")
    lead = factories.AssignmentFactory(inspection=inspection, role=AssignmentRole.LEAD).user
    member = factories.AssignmentFactory(inspection=inspection, role=AssignmentRole.INSPECTOR).user
    contact, colleague = (factories.ForceContactFactory(force=inspection.force).user for _ in range(2))
    stranger = factories.ForceContactFactory().user
    return Case(report, lead, member, factories.user(Role.MANAGER), contact, colleague, stranger)
