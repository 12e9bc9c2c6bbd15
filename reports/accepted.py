"""What a force's accepted comments came to: whether the section each is about still reads as the force saw it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from reports.document import places, shape
from reports.document.places import Place
from reports.document.shape import Snapshot
from reports.models import Comment, CommentState, Report


@dataclass(frozen=True)
class Accepted:
    """An accepted comment, its place in the draft that was sent, and whether that section says something else now."""

    comment: Comment
    place: Place
    is_changed: bool

    @property
    def words(self) -> str:
        """Return which comment it is, and about what."""
        return f"Comment {self.comment.number} on draft {self.comment.accuracy_check.number}: {self.place.words}"


def accepted(report: Report, now: Callable[[], Snapshot]) -> list[Accepted]:
    """Return the accepted comments on the drafts of a report beside what it says `now`, asked where there are any."""
    held = Comment.objects.filter(accuracy_check__report=report, state=CommentState.ACCEPTED).order_by("number")
    checks = report.checks.filter(pk__in=held.order_by().values("accuracy_check")).order_by("number")
    found = list(checks.prefetch_related(Prefetch("comments", held)))
    return list(_beside(report, found, now())) if found else []


def _beside(report: Report, checks: list[Any], now: Snapshot) -> Iterator[Accepted]:
    """Yield the comments of each draft."""
    for check in checks:
        check.report, sent = report, shape.from_text(check.snapshot)
        known = places.places(sent)
        for comment in check.comments.all():
            comment.accuracy_check = check
            place = known[comment.block]
            yield Accepted(comment, place, reads(sent, place.section) != reads(now, place.section))


def reads(snapshot: Snapshot, key: str) -> Any:
    """Return what a section says, with the figures and findings it shows; nothing where it is not in the snapshot.

    Which bars are drawn to scale is not said: drafts sent earlier do not hold it.
    """
    part = next((one for one in snapshot["sections"] if one["key"] == key), None)
    if part is None:
        return None
    blocks = [{name: said for name, said in block.items() if name != "html"} for block in part["blocks"]]
    figures = {one["key"]: {**one, "off_scale": []} for one in snapshot["figures"]}
    findings = {one["reference"]: one for one in snapshot["findings"]}
    shown = [figures.get(block.get("figure", ""), findings.get(block.get("finding", ""))) for block in part["blocks"]]
    return part["heading"], part["grade"], blocks, shown
