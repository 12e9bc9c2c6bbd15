"""How far the forces are with a national recommendation: counts by status that add up, and each force's last word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, CharField, F, Q, Value, When

from accounts.models import Role
from core import charts, clock, dates
from findings.models import Event, EventKind, Status
from findings.models.findings import CLOSED
from findings.rules import standing
from findings.rules.follow_up import LEFT, attention
from forces.models.people import barred_forces, force_of

# the parts of the chart, and the statuses in each
PARTS = {
    "closed": set(CLOSED),
    "awaiting verification": {Status.AWAITING_VERIFICATION},
    "in progress or blocked": {Status.IN_PROGRESS, Status.BLOCKED},
    "open": {Status.OPEN},
}


@dataclass(frozen=True)
class Count:
    """How many forces have a status."""

    status: str
    label: str
    count: int


def tally(statuses: Sequence[str]) -> list[Count]:
    """Count forces by status, in the order of a finding's life; a draft is never an instance."""
    counts = Counter(statuses)
    return [Count(status.value, str(status.label), counts[status]) for status in Status if status != Status.DRAFT]


def chart(statuses: Sequence[str], reference: str) -> charts.ShareChart:
    """Draw the forces as shares of all."""
    parts = [charts.Part(name, sum(1 for one in statuses if one in held)) for name, held in PARTS.items()]
    return charts.share_chart([charts.Share("Forces", parts)], title=f"How far the forces are with {reference}")


def response_shown_to(user: Any) -> Any:
    """Return the force's answer to a finding where a person may read it: it passes between the force and us."""
    if user.role == Role.ADMINISTRATOR:
        return Value("", output_field=CharField())
    if user.role == Role.FORCE_CONTACT:
        theirs = Q(force=force_of(user))
    elif barred := barred_forces(user):
        theirs = ~Q(force__in=barred)
    else:
        return F("response")
    return Case(When(theirs, then=F("response")), default=Value(""), output_field=CharField())


def rag(finding: Any) -> standing.Rag:
    """Return the RAG word of an instance, as far as the person who asks may know it."""
    return standing.rag(finding.shown_status, finding.due_on, finding.shown_response, clock.today())


def last_of(finding: Any) -> Event | None:
    """Return the last event of an instance that was recorded, of those a person may read."""
    return finding.words[-1] if finding.words else None


def last_word(finding: Any) -> str:
    """Return the last thing that was said of an instance, and when it was so."""
    event = last_of(finding)
    if event is None:
        return ""
    label = str(event.get_kind_display())
    if attention(event.verdict, event.narrative) == LEFT:
        label = "Left with a reason"
    elif event.kind == EventKind.FOLLOW_UP:
        label = f"Follow-up: {event.get_verdict_display().lower()}"
    elif event.kind == EventKind.STATUS and event.status_after:
        label = str(event.get_status_after_display())
    return f"{label}, {dates.in_words(event.effective_on, event.effective_precision)}"


def last_word_on(finding: Any) -> date | None:
    """Return the day the last word was recorded."""
    event = last_of(finding)
    return event.recorded_on if event else None
