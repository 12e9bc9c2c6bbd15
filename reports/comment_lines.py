"""The table of all comments on a draft, for the page and for files: one line a comment, as a person may know it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.word_files import WordFile
from core.words import moment
from inspections.models import Marking
from reports.document.places import Place, places
from reports.document.shape import Snapshot
from reports.models import AccuracyCheck, Comment

NOT_TOLD = "Told when the check is closed"
NOBODY = Place("", "A place the draft does not have", "")


@dataclass(frozen=True)
class Line:
    """A comment, where it belongs, and what was made of it; `pk` is its number."""

    pk: int
    href: str
    place: Place
    kind: str
    text: str
    files: list[Any]
    made_by: str
    made_at: datetime
    is_late: bool
    state: str
    decision: str
    reason: str
    decided_by: str
    decided_at: datetime | None

    @property
    def file_names(self) -> str:
        """Return what its files are called."""
        return ", ".join(file.download_name for file in self.files)


def line(comment: Comment, found: dict[str, Place], user: Any) -> Line:
    """Return a comment as a person may know it: a force is told no decision before the check is closed."""
    is_outside = user.is_force_contact
    is_told = not is_outside or comment.accuracy_check.is_closed
    decider = comment.decided_by.name if comment.decided_by and is_told else ""
    for file in comment.files.all():
        file.comment = comment
    return Line(
        pk=comment.number,
        href=comment.get_absolute_url(),
        place=found.get(comment.block, NOBODY),
        kind=comment.get_kind_display(),
        text=comment.text,
        files=list(comment.files.all()),
        made_by=comment.made_by.name,
        made_at=comment.made_at,
        is_late=comment.is_late,
        state=comment.state if is_told else "",
        decision=comment.get_state_display() if is_told else NOT_TOLD,
        reason=comment.reason if is_told else "",
        decided_by="The inspectorate" if is_outside and decider else decider,
        decided_at=comment.decided_at if is_told else None,
    )


def lines(check: AccuracyCheck, snapshot: Snapshot, user: Any) -> list[Line]:
    """Return every comment on a draft, in three queries."""
    found = places(snapshot)
    comments = check.comments.select_related("made_by", "decided_by").prefetch_related("files").order_by("number")
    for comment in comments:
        comment.accuracy_check = check
    return [line(comment, found, user) for comment in comments]


def word_of(check: AccuracyCheck, found: list[Line], at: datetime) -> WordFile:
    """Return the table as a Word file."""
    told = f"{Marking.SENSITIVE.label}: about a draft, not published"
    title = f"{check.report}: comments of the force on draft {check.number}"
    file = WordFile(title=title, made_at=at, is_landscape=True, header=f"{check.report.inspection}. {told}")
    file.footer(told)
    file.paragraph(f"Draft sent {moment(check.sent_at)}. SHA-256 {check.sha256}.")
    head = ["No.", "Where", "Kind", "Comment", "Sent", "Decision", "Reason"]
    rows = [
        [
            str(one.pk), f"{one.place.words}: {one.place.excerpt}".rstrip(": "), one.kind,
            f"{one.text}\n{one.file_names}".strip(), sent_in_words(one), decided_in_words(one), one.reason,
        ]
        for one in found
    ]  # fmt: skip
    file.table("Comments and what was made of each", head, rows, widths=[1, 5, 3, 7, 4, 4, 6])
    return file


def sent_in_words(one: Line) -> str:
    """Return who sent a comment and when."""
    return f"{one.made_by}, {moment(one.made_at)}{', late, by leave' if one.is_late else ''}"


def decided_in_words(one: Line) -> str:
    """Return what was decided, by whom and when."""
    who = f"{one.decided_by}, {moment(one.decided_at)}" if one.decided_at else ""
    return f"{one.decision}: {who}" if who else one.decision
