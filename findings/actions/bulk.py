"""Changing many findings at once: each is changed or refused by itself, with one comment for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Q

from core import history
from core.actions import action, save
from core.dates import in_words
from findings.actions.events import enter_many
from findings.models import BulkChange, BulkUpdate, EventKind, Finding, Status
from findings.rules import due, moves
from forces.models import Bar

LIMIT = 2000  # findings changed in one transaction


@dataclass(frozen=True, kw_only=True)
class Change:
    """What is set on each finding: only the part its kind names is read."""

    kind: str
    lead: Any = None
    owner: str = ""
    line: str = ""
    due_on: date | None = None

    @property
    def in_words(self) -> str:
        """Return what is set."""
        day = in_words(self.due_on) if self.due_on else ""
        said = {BulkChange.LEAD: str(self.lead or ""), BulkChange.EXTENSION: day}
        return said.get(BulkChange(self.kind), self.owner or self.line)


@action("findings.bulk_update")
def update(
    *, by: Any, findings: Sequence[Finding], change: Change, comment: str, query: str = "", at: datetime
) -> BulkUpdate:
    """Change those of the findings that can be; keep what was refused and why. One history row for each changed."""
    if not comment.strip():
        raise ValidationError({"comment": "Say why: the comment stands in the history of each finding."})
    if len(findings) > LIMIT:
        raise ValidationError(f"At most {LIMIT:,} findings are changed at once: narrow the filter.")
    if not findings:
        raise ValidationError("Choose at least one finding.")
    check(change)
    history.because(comment)
    rows = Finding.objects.visible_to(by).filter(pk__in=[finding.pk for finding in findings])
    held = list(rows.select_for_update(of=("self",)).order_by("pk"))
    barred = set(Bar.objects.filter(user=by).values_list("force", flat=True))
    extended = moved_before(held) if change.kind == BulkChange.EXTENSION else {}
    why = {finding.pk: why_not(finding, change, barred, extended) for finding in held}
    apply(change, [finding for finding in held if not why[finding.pk]], by=by, at=at, comment=comment)
    return save(
        BulkUpdate(
            change=change.kind,
            told=change.in_words[:200],
            comment=comment,
            query=query,
            changed=[finding.reference for finding in held if not why[finding.pk]],
            refused=[[finding.reference, why[finding.pk]] for finding in held if why[finding.pk]],
            by=by,
            at=at,
        )
    )


def check(change: Change) -> None:
    """Refuse a change that sets nothing."""
    missing = {
        BulkChange.LEAD: ("lead", change.lead, "Choose who leads."),
        BulkChange.OWNER: ("owner", change.owner.strip(), "Enter the post in the force."),
        BulkChange.COMMENT: ("line", change.line.strip(), "Enter the line for committees."),
        BulkChange.EXTENSION: ("due_on", change.due_on, "Enter the new due date."),
    }
    if change.kind in missing:
        field, value, words = missing[BulkChange(change.kind)]
        if not value:
            raise ValidationError({field: words})
    if change.kind == BulkChange.LEAD and change.lead.role not in {"inspector", "manager"}:
        raise PermissionDenied("Inspectors and managers lead findings.")


def moved_before(findings: Sequence[Finding]) -> dict[int, int]:
    """Return how often the due date of each finding was moved."""
    moved = Count("events", filter=Q(events__kind=EventKind.EXTENSION))
    counted = Finding.objects.filter(pk__in=[finding.pk for finding in findings]).annotate(moved=moved)
    return dict(counted.order_by().values_list("pk", "moved"))


def why_not(finding: Finding, change: Change, barred: set[int], extended: dict[int, int]) -> str:
    """Return why one finding is not changed; nothing means it is."""
    if finding.force_id in barred:
        return "You are barred from its force."
    if not finding.is_live:
        return f"It is {finding.get_status_display().lower()}: only what is published and open is changed."
    if change.kind == BulkChange.IN_PROGRESS and not moves.may_move(finding.status, Status.IN_PROGRESS):
        return f"It is {finding.get_status_display().lower()}: it cannot become in progress."
    if change.kind != BulkChange.EXTENSION or change.due_on is None:
        return ""
    if finding.due_on is None:
        return "No due date is set on it, so there is none to move."
    if extended[finding.pk]:
        return "Its due date was moved before: a second move needs its own reason, on its page."
    return due.why_not_extend(finding.due_on, change.due_on, moved=0, again_because="").get("to", "")


def apply(change: Change, findings: list[Finding], *, by: Any, at: datetime, comment: str) -> None:
    """Change locked findings, in a few statements however many they are."""
    if not findings:
        return
    told = {"by": by, "at": at, "narrative": comment}
    if change.kind == BulkChange.NOTE:
        enter_many(findings, EventKind.NOTE, **told)
    elif change.kind == BulkChange.IN_PROGRESS:
        enter_many(findings, EventKind.STATUS, to=Status.IN_PROGRESS, **told)
    elif change.kind == BulkChange.EXTENSION:
        before = {finding.pk: finding.due_on for finding in findings}
        for finding in findings:
            finding.due_on = change.due_on
        each = {pk: {"due_before": day, "due_after": change.due_on} for pk, day in before.items()}
        enter_many(findings, EventKind.EXTENSION, changed=["due_on"], each=each, **told)
    else:
        field, value = {
            BulkChange.LEAD: ("lead", change.lead),
            BulkChange.OWNER: ("owner", change.owner.strip()),
            BulkChange.COMMENT: ("comment", change.line.strip()),
        }[BulkChange(change.kind)]
        for finding in findings:
            setattr(finding, field, value)
            finding.version += 1
        history.bulk_update(Finding, findings, [field, "version"])
