"""What a force says about a draft, and what is made of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Max

from core import attached, history
from core.actions import action, lock, save
from core.attachments import Sent
from core.dates import in_words
from inspections.rules import identifiers
from inspections.rules.identifiers import Kept
from reports import policies
from reports.actions.checks import locked
from reports.document import places, shape
from reports.models import AccuracyCheck, Comment, CommentFile, CommentState
from reports.rules import checks
from reports.rules.editions import COMMENT_MOVES


@action("reports.comment_on_drafts")
def make(
    *,
    by: Any,
    check: AccuracyCheck,
    block: str,
    kind: str,
    text: str,
    files: Sequence[Sent] = (),
    kept: Sequence[Kept] = (),
    at: datetime,
) -> Comment:
    """Comment on a paragraph of a draft; a later comment corrects an earlier one, which stays.

    Likely identifiers that the writer was warned of and keeps are told in its history.
    """
    inspection = check.report.inspection
    check = lock(check)  # two contacts at once get two numbers
    check.report.inspection = inspection
    if not policies.answers_for(by, check):
        raise PermissionDenied("Only a contact of the force comments on its draft.")
    if not check.takes_comments(at.date()):
        raise ValidationError(too_late(check))
    if block not in places.places(shape.from_text(check.snapshot)):
        raise ValidationError("The draft has no such paragraph.")
    history.because(identifiers.kept_in_words(kept))
    last = check.comments.aggregate(last=Max("number"))["last"] or 0
    comment = save(
        Comment(
            accuracy_check=check, number=last + 1, block=block, kind=kind, text=text, made_by=by, made_at=at,
            is_late=checks.is_late(at.date(), check.due_on),
        )
    )  # fmt: skip
    attached.keep(CommentFile, files, comment=comment)
    return comment


def too_late(check: AccuracyCheck) -> str:
    """Say that no comment is taken any more, and what to do."""
    if check.is_closed:
        return "The check is closed, so nothing was sent. Write to the inspectorate if something is still wrong."
    return (
        f"Comments were taken until {in_words(check.last_day)}, so nothing was sent. Ask the inspectorate for leave to "
        "comment late, and send it then."
    )


@action("reports.send_drafts")
def decide(*, by: Any, comment: Comment, version: int | None, state: str, reason: str, at: datetime) -> Comment:
    """Accept or reject a comment with a reason; it may be thought over until the check is closed."""
    check = locked(by, comment.accuracy_check)
    comment = lock(comment, version=version)
    comment.accuracy_check = check
    if state not in COMMENT_MOVES[comment.state]:
        raise ValidationError({"state": "Say whether it is accepted or rejected."})
    if not reason:
        raise ValidationError({"reason": "Say why. The force reads it when the check is closed."})
    history.because(CommentState(state).label)
    comment.state, comment.reason, comment.decided_by, comment.decided_at = CommentState(state), reason, by, at
    return save(comment)
