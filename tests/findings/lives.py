"""Short ways to say what happened to a finding."""

from __future__ import annotations

from datetime import date
from typing import Any

from findings.models import Event, EventKind, Finding
from tests import factories


def day(text: str) -> date:
    """Return a day written 2018-03-22."""
    return date.fromisoformat(text)


def told(finding: Finding, kind: str, on: str, status: str = "", *, recorded: str = "", **fields: Any) -> Event:
    """Add an event that took effect, and unless said otherwise was recorded, on a day."""
    verdict = fields.pop("verdict", "some-progress" if kind == EventKind.FOLLOW_UP else "")
    event: Event = factories.EventFactory(
        finding=finding,
        kind=kind,
        effective_on=day(on),
        recorded_on=day(recorded or on),
        status_after=status,
        verdict=verdict,
        **fields,
    )
    return event


def raised(on: str, *moves: tuple[str, str], **fields: Any) -> Finding:
    """Raise a published finding on a day, and move it along (day, status)."""
    status = moves[-1][1] if moves else "open"
    finding: Finding = factories.FindingFactory(**{"raised_on": day(on), "status": status, **fields})
    told(finding, EventKind.RAISED, on, "open")
    for when, to in moves:
        closes = to.startswith("closed")
        told(finding, EventKind.CLOSURE if closes else EventKind.STATUS, when, to)
    return finding


def extended(finding: Finding, on: str, before: str, after: str, **fields: Any) -> Event:
    """Move a finding's due date on a day."""
    event = told(finding, EventKind.EXTENSION, on, due_before=day(before), due_after=day(after), **fields)
    Finding.objects.filter(pk=finding.pk).update(due_kind="absolute", due_on=day(after))
    return event
