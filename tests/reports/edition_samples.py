"""A report that nothing stands in the way of, its managers, and an edition of it as far as a test needs it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from accounts.models import Role, User
from inspections.models import Stage
from reports.actions import editions
from reports.models import CheckState, Edition, Report
from tests import factories, report_factories

AT = datetime(2018, 5, 29, 9, tzinfo=UTC)


def ready(**inspection: Any) -> Report:
    """Return a report of an inspection that is with its force, with a moderated judgment, a draft finding and words."""
    given = {"open": True, "stage": Stage.WITH_FORCE, **inspection}
    made: Report = report_factories.ReportFactory(inspection=factories.InspectionFactory(**given))
    factories.AssignmentFactory(inspection=made.inspection, role="lead", user__role=Role.MANAGER)
    factories.JudgmentFactory(inspection=made.inspection)
    factories.bear_out(made.inspection)
    factories.FindingFactory(inspection=made.inspection, status="draft", reference="DRA-2018-01")
    report_factories.SectionFactory(report=made)
    report_factories.AccuracyCheckFactory(
        report=made, state=CheckState.CLOSED, closed_by=factories.UserFactory(), closed_at=AT
    )
    return made


def manager(name: str = "Manager") -> User:
    """Return a manager."""
    made: User = factories.UserFactory(role=Role.MANAGER, name=name)
    return made


def prepared(report: Report, by: User | None = None, **changed: Any) -> Edition:
    """Return the report's next edition, prepared."""
    given = {"by": by or manager(), "report": report, "version": None, "at": AT}
    return editions.prepare(**{**given, **changed})


def approved(report: Report, by: User | None = None, **changed: Any) -> Edition:
    """Return it approved by another manager."""
    edition = prepared(report, **changed)
    return editions.approve(by=by or manager(), edition=edition, seen=edition.sha256, at=AT)


def published(report: Report, **changed: Any) -> Edition:
    """Return it published."""
    edition = approved(report, **changed)
    return editions.publish(by=manager(), edition=edition, at=AT)
