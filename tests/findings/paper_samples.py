"""A small history of one force, whose papers can be worked out by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from accounts.models import Role, User
from findings.actions import papers
from findings.models import Event, EventKind, Finding, Paper, Status
from tests import factories

MARCH, MAY = date(2018, 3, 31), date(2018, 5, 31)


def at(month: int, day: int = 1) -> datetime:
    """Return noon of a day of 2018."""
    return datetime(2018, month, day, 12, tzinfo=UTC)


def raised(reference: str, force: Any, on: date = date(2018, 3, 22), **fields: Any) -> Finding:
    """Return a published finding of a force with the event that raised it."""
    inspection = fields.pop("inspection", None) or factories.InspectionFactory(force=force)
    finding: Finding = factories.FindingFactory(reference=reference, inspection=inspection, raised_on=on, **fields)
    told(finding, EventKind.RAISED, on, status_after=Status.OPEN)
    return finding


def told(finding: Finding, kind: EventKind, on: date, *, recorded: date | None = None, **fields: Any) -> Event:
    """Return an event of a finding; it moves the finding where it sets a status."""
    verdict = fields.pop("verdict", "")
    event: Event = factories.EventFactory(
        finding=finding, kind=kind, effective_on=on, recorded_on=recorded or on, verdict=verdict, **fields
    )
    if fields.get("status_after"):
        finding.status = fields["status_after"]
        if event.inspection is None or event.inspection.is_published:
            finding.published_status = finding.status
        finding.save()
    return event


def manager() -> User:
    """Return a manager."""
    return factories.user(Role.MANAGER)


def draft(by: User, on: date = MARCH, *, scope: str = "force", subject: str = "bedfordshire", month: int = 6) -> Paper:
    """Return a draft."""
    return papers.make(by=by, scope=scope, subject=subject, as_at=on, title="", at=at(month))


def issue(by: User, paper: Paper, month: int = 6, day: int = 2) -> Paper:
    """Return a paper issued."""
    return papers.issue(by=by, paper=paper, version=None, seen="", at=at(month, day))


def rows(content: Any) -> dict[str, Any]:
    """Return a content's rows by reference."""
    return {row["reference"]: row for row in content["rows"]}
