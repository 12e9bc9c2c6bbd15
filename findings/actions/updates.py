"""What a force says of its own finding: how far it is, that it is done, whether it accepts it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from core import attached, history
from core.actions import action, lock
from core.attachments import Sent
from findings import policies
from findings.actions.events import effective_from, enter
from findings.models import Attachment, Event, EventKind, Finding, ForceResponse, Status
from findings.rules import moves, updates

CLOSED_MEANWHILE = (
    "This finding is closed, so nothing was recorded. What you wrote is below: send it to the inspectorate if it "
    "still matters."
)


@action("findings.answer")
def give(
    *,
    by: Any,
    finding: Finding,
    version: int | None,
    at: datetime,
    narrative: str,
    rag: str,
    own_due: date | None,
    is_done: bool,
    evidence: Sequence[Sent] = (),
) -> Event:
    """Record a force's update; one that says it is done is a declaration and waits for a manager.

    The force's words move the finding nowhere else, and never before a manager has verified them.
    """
    finding = answerable(by, lock(finding, version=version))
    if said := updates.contradictions(rag=rag, is_done=is_done, due_on=own_due, on=at.date()):
        raise ValidationError(said)
    if is_done and finding.published_status == Status.AWAITING_VERIFICATION:
        raise ValidationError({"is_done": "It waits for a manager already: take the tick away to add an update."})
    history.because("The force says it is done" if is_done else "The force’s update")
    told: dict[str, Any] = {"narrative": narrative, "rag": rag, "due_after": own_due}
    event = declare(finding, by, at, told) if is_done else enter(finding, EventKind.UPDATE, by=by, at=at, **told)
    attached.keep(Attachment, evidence, event=event)
    return event


def declare(finding: Finding, by: Any, at: datetime, told: dict[str, Any]) -> Event:
    """Enter that it is done, moving the finding to where a manager verifies it.

    What an unpublished inspection did meanwhile stays unsaid: its closing stands, and that it found the same comes out.
    """
    to = Status.AWAITING_VERIFICATION
    is_free = finding.status == to or moves.may_move(finding.status, to)
    return enter(finding, EventKind.DECLARATION, by=by, at=at, to=to if is_free else "", **told)


@action("findings.answer")
def respond(
    *, by: Any, finding: Finding, version: int | None, at: datetime, response: str, on: date, reason: str
) -> Event:
    """Record whether the force accepts a finding; one it does not accept stays open, red, and goes to managers."""
    finding = answerable(by, lock(finding, version=version))
    answer = ForceResponse(response)
    if answer == ForceResponse.NOT_ACCEPTED and not reason:
        raise ValidationError({"reason": "Say why the force does not accept it."})
    history.because(f"The force’s response: {answer.label.lower()}")
    finding.response = answer
    return enter(
        finding,
        EventKind.RESPONSE,
        by=by,
        at=at,
        effective_on=effective_from(finding, on, "day", at.date()),
        narrative=f"{answer.label}. {reason}".strip(),
    )


def answerable(by: Any, finding: Finding) -> Finding:
    """Return a finding its force may write about; refuse other people's, and say when it was closed meanwhile."""
    if not policies.answers_for_force(by, finding):
        raise PermissionDenied("Only a contact of the finding's own force may write about it.")
    if not policies.may_answer(by, finding):
        raise ValidationError(CLOSED_MEANWHILE)
    return finding
