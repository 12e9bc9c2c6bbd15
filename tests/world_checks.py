"""The factual accuracy checks of the small world: a draft of each open inspection, with a comment and its file."""

from __future__ import annotations

from datetime import date
from typing import Any

from core import clock
from reports.document import shape
from reports.models import CommentState
from tests import report_factories, report_samples

BLOCK = "investigation-2"


def add(world: Any, subject: Any) -> None:
    """Send a draft of each force's open inspection; of its comments one is decided, which the force is not told yet."""
    for slug, force in world.forces.items():
        add_check(world, subject, slug, world.records[f"{force.code}-2018-E"])


def add_check(world: Any, subject: Any, slug: str, inspection: Any) -> None:
    """Send a draft and comment on it."""
    author, lead = world.people[f"contact of {slug}"].user, world.people["manager"].user
    text, words, reason, name = (
        f"MARK-{what}-{inspection.reference}" for what in ("draft", "comment", "decision", "comment-file")
    )
    draft = report_samples.sample(title=text, reference=inspection.reference)
    check = report_factories.AccuracyCheckFactory(
        report=world.records[f"report of {inspection.reference}"], sent_by=lead, snapshot=shape.as_text(draft)
    )
    world.records[f"check of {slug}"] = check
    facts = {"force": slug, "published": False, **team_of(world, inspection)}
    args = (inspection.reference, check.number)
    comment = report_factories.CommentFactory(accuracy_check=check, number=1, block=BLOCK, text=words, made_by=author)
    report_factories.CommentFactory(
        accuracy_check=check, number=2, block=BLOCK, made_by=author,
        state=CommentState.REJECTED, reason=reason, decided_by=lead, decided_at=clock.now(),
    )  # fmt: skip
    held = report_factories.CommentFileFactory(comment=comment, name=f"{name}.pdf")
    world.subjects += [
        subject("report draft", (inspection.reference,), **facts),
        subject("check", args, mark=text, **facts),
        subject("passage", (*args, BLOCK), **facts),
        subject("comment", (*args, comment.number), mark=words, **facts),
        subject("decision", args, mark=reason, **facts),
        subject("comment file", (*args, held.pk), mark=name, **facts),
    ]


def team_of(world: Any, inspection: Any) -> dict[str, Any]:
    """Return who is on an inspection's team, as its subject says."""
    found = next(one for one in world.of("inspection") if one.args == (inspection.reference,))
    return {"team": found.team, "team_lead": found.team_lead}


def grow(world: Any, number: int) -> None:
    """Add another draft of the first force's report, and another comment on its first draft."""
    check = world.records["check of first"]
    author = world.people["contact of first"].user
    comment = report_factories.CommentFactory(accuracy_check=check, number=number + 10, block=BLOCK, made_by=author)
    report_factories.CommentFileFactory(comment=comment)
    report_factories.AccuracyCheckFactory(
        report=check.report, number=number + 10, sent_by=check.sent_by, state="closed", closed_by=check.sent_by,
        closed_at=clock.now(), due_on=date(2018, 5, 1),
    )  # fmt: skip
