"""Moving the inspectorate's due date; the original stays in the events."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from core import history
from core.actions import action, lock
from core.dates import in_words
from findings import policies
from findings.actions.events import enter
from findings.models import Event, EventKind, Finding
from findings.rules import due


@action("findings.extend")
def extend(
    *, by: Any, finding: Finding, version: int | None, at: datetime, to: date, reason: str, again_because: str = ""
) -> Event:
    """Move a due date to a later day, approved by whoever does it; a second move says why one was not enough."""
    fresh = lock(finding, version=version)
    if not policies.may_extend(by, fresh):
        raise PermissionDenied("Only a manager who is not barred from the force moves a due date, while it is open.")
    if fresh.due_on is None:
        raise ValidationError("No due date is set on this finding, so there is none to move.")
    moved = fresh.events.filter(kind=EventKind.EXTENSION).count()
    if refusal := due.why_not_extend(fresh.due_on, to, moved=moved, again_because=again_because):
        raise ValidationError(refusal)
    before, fresh.due_on = fresh.due_on, to
    history.because(f"Due date moved to {in_words(to)}: {reason}")
    narrative = f"{reason}\n\nMoved again because: {again_because}" if moved else reason
    return enter(fresh, EventKind.EXTENSION, by=by, at=at, due_before=before, due_after=to, narrative=narrative)
