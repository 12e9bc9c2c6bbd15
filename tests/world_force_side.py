"""What forces and their local policing bodies said, in the small world; and a round of updates."""

from __future__ import annotations

from typing import Any

from findings.models import EventKind, Finding, ForceResponse
from tests import factories

ROUND = "spring-2018-updates"
SENDERS = {"first": "contact of first", "second": "contact of second"}


def add(world: Any, subject: Any) -> None:
    """Add an update with a file and a refusal to each force's published finding, and a response to its report."""
    held = factories.UpdateRoundFactory(slug=ROUND, title="Spring 2018 updates")
    world.records[ROUND] = held
    world.subjects.append(subject("round", (ROUND,)))
    for slug, force in world.forces.items():
        finding = world.records[f"{force.code}-2017-01"]
        add_words(world, subject, finding, slug)
        factories.ReminderFactory(round=held, force=force, sent_by=world.people["manager"].user)
        # the first force's response is received and not out yet, the second's is published
        add_response(world, subject, finding, slug, is_out=slug == "second")


def add_words(world: Any, subject: Any, finding: Finding, slug: str) -> None:
    """Add what the force wrote."""
    author, reference = world.people[SENDERS[slug]].user, finding.reference
    text, name, reason = (f"MARK-{what}-{reference}" for what in ("update", "attachment", "refusal"))
    event = factories.UpdateFactory(finding=finding, recorded_by=author, narrative=text)
    held = factories.AttachmentFactory(event=event, name=f"{name}.pdf")
    factories.UpdateFactory(
        finding=finding, recorded_by=author, kind=EventKind.RESPONSE, rag="", narrative=f"Not accepted. {reason}"
    )
    Finding.objects.filter(pk=finding.pk).update(response=ForceResponse.NOT_ACCEPTED)
    world.subjects.append(subject("update", (reference,), slug, mark=text))
    world.subjects.append(subject("attachment", (reference, held.pk), slug, mark=name))
    world.subjects.append(subject("refusal", (reference,), slug, mark=reason))


def add_response(world: Any, subject: Any, finding: Finding, slug: str, is_out: bool) -> None:
    """Add the response of the local policing body, with its answer on the finding and our note."""
    inspection: Any = finding.inspection
    answer, note = (f"MARK-{what}-{inspection.reference}" for what in ("body-answer", "body-note"))
    day = inspection.published_on
    held = factories.BodyResponseFactory(
        inspection=inspection, received_on=day, published_on=day if is_out else None, note=note
    )
    factories.BodyResponseItemFactory(response=held, finding=finding, text=answer)
    args = (inspection.reference,)
    world.subjects.append(subject("body response", args, slug, published=is_out))
    world.subjects.append(subject("body answer", args, slug, published=is_out, mark=answer))
    world.subjects.append(subject("body note", args, slug, published=is_out, mark=note))
