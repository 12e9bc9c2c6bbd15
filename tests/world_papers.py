"""Committee papers of the small world: one issued and one a draft about a force, and a draft about all."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from findings.actions import papers
from findings.models import EventKind, Finding, Paper, Status
from tests import factories


def add(world: Any, subject: Any) -> None:
    """Raise the published findings, then write about them."""
    for finding in Finding.objects.as_published().exclude(events__kind=EventKind.RAISED):
        factories.EventFactory(
            finding=finding, kind=EventKind.RAISED, verdict="", status_after=Status.OPEN,
            effective_on=finding.raised_on, recorded_on=finding.raised_on, recorded_by=world.people["manager"].user,
        )  # fmt: skip
    first = make(world, subject, "force", "first", date(2018, 3, 31), "first")
    papers.issue(by=first.made_by, paper=first, version=None, seen="", at=moment(6))
    # drawing is slow: one paper is enough to see who may print any
    world.subjects.append(subject("paper to print", (first.reference,), "first"))
    draft = make(world, subject, "force", "first", date(2018, 5, 31), "first")
    world.subjects.append(subject("draft paper", (draft.reference,), "first"))
    whole = make(world, subject, "nation", "england", date(2018, 5, 31), "")
    world.subjects.append(subject("draft paper", (whole.reference,)))


def make(world: Any, subject: Any, scope: str, about: str, on: date, force: str) -> Paper:
    """Write a paper with a line on each finding that nobody outside the inspectorate is shown."""
    by = world.people["manager"].user
    paper = papers.make(by=by, scope=scope, subject=about, as_at=on, title="", at=moment(6))
    text = f"MARK-paper-{paper.reference}"
    findings = Finding.objects.as_published().filter(**{"force__slug": force} if force else {})
    paper = papers.comment(by=by, paper=paper, version=None, lines={one.reference: text for one in findings})
    world.subjects.append(subject("paper", (paper.reference,), force, mark=text))
    return paper


def moment(month: int) -> datetime:
    """Return noon of the first day of a month."""
    return datetime(2018, month, 1, 12, tzinfo=UTC)
