"""What a paper holds: gathered for a draft each time it is looked at, once and for all when it is issued.

The content is JSON, and all that is ever shown of an issued paper. Days are "2018-03-22" or null. Its keys:

schema      1
reference, title, as_at, issued_on (null in a draft)
scope       kind, subject, name, in_words; several_forces: whether rows say whose they are
rows        one a finding, by reference: reference, title, is_illustrative, kind, kind_label, force, owner,
            status, status_label, rag, rag_why; the inspectorate's due date due_first and due_now (due_none: what is
            said where there is none); the force's own force_due_first and force_due_now, its word to us; comment
notes       what is printed under the table
totals      rows, open, closed; by_status, by_kind, by_rag: key, label, count; each sums to rows
follows     the last issued paper of the scope: reference, title, as_at; null where there is none
changes     since that paper, null where there is none: lines (kind, label, reference, title, force, before, after),
            counts (see `rules.papers.changes`)

Only what is public is gathered: published findings; what published inspections, or none, did to status and due date; no
text of an event; not that a force does not accept a finding. The force's own due date is the one exception.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q

from findings.models import DueKind, Event, EventKind, Finding, FindingKind, Paper, PaperComment, PaperScope, Status
from findings.models.findings import FindingQuerySet
from findings.papers import scopes
from findings.rules import papers as rules
from findings.rules.moves import CLOSED
from findings.rules.replay import Step, status_as_at
from findings.rules.standing import rag

SCHEMA = 1
RAG_WORDS = {"red": "Red", "amber": "Amber", "green": "Green", "white": "White"}
NOTES = [
    "The table holds what is public: published findings as they stood on the day, with whatever was recorded about it "
    "later. Owners and titles are those of the day the table was made.",
    "Due dates are the inspectorate’s, as first set and as last moved. The force’s own dates are what it told us, "
    "first and last; they move no deadline.",
    "Red: past its due date. Amber: open. Green: closed as achieved. White: waiting for another body, or closed "
    "otherwise. That a force does not accept a finding is its word to us, and colours nothing here.",
]
NAMES = {"status": dict(Status.choices), "kind": dict(FindingKind.choices), "rag": RAG_WORDS}


class Told(NamedTuple):
    """What events say of one finding: steps that set its status, moved its due date, gave the force's own."""

    statuses: list[Step]
    moves: list[Step]
    updates: list[Step]


def last_before(paper: Paper) -> Paper | None:
    """Return the issued paper that a draft is to follow."""
    return Paper.objects.before(paper).first()


def content_of(paper: Paper, last: Paper | None) -> dict[str, Any]:
    """Return what a draft holds as things are now, told against the last paper; in four queries, however many rows."""
    findings = scopes.findings_of(paper.scope, paper.subject)
    written = dict(PaperComment.objects.filter(paper=paper).values_list("finding_id", "text"))
    rows = rows_of(findings, paper.as_at, last, written)
    name = scopes.name_of(paper.scope, paper.subject)
    return {
        "schema": SCHEMA,
        "reference": paper.reference,
        "title": paper.title,
        "as_at": paper.as_at.isoformat(),
        "issued_on": None,
        "scope": {
            "kind": str(paper.scope),
            "subject": paper.subject,
            "name": name,
            "in_words": scopes.scope_in_words(paper.scope, name),
            "several_forces": paper.scope != PaperScope.FORCE,
        },
        "rows": rows,
        "notes": NOTES,
        "totals": rules.totals(rows, NAMES),
        "follows": last and {"reference": last.reference, "title": last.title, "as_at": last.as_at.isoformat()},
        "changes": last and rules.changes(last.content["rows"], rows),
    }


def rows_of(findings: FindingQuerySet, on: date, last: Paper | None, written: dict[int, str]) -> list[dict[str, Any]]:
    """Return the rows: findings open on the day, and those closed since the last paper."""
    told = told_of(findings, on)
    was_open = {row["reference"]: row["status"] not in CLOSED for row in last.content["rows"]} if last else {}
    rows = []
    for finding in findings.select_related("force").order_by("reference"):
        steps = told[finding.pk]
        status = status_as_at(steps.statuses, on)
        at_last = status_as_at(steps.statuses, last.as_at) if last else None
        if rules.is_told(status, status_at_last=at_last, was_open_in_last=was_open.get(finding.reference)):
            rows.append(row_of(finding, status, steps, on, written.get(finding.pk, finding.comment)))
    return rows


def told_of(findings: FindingQuerySet, on: date) -> dict[int, Told]:
    """Return what events say of each finding; the first extension tells the original date, whenever it took effect."""
    told: dict[int, Told] = defaultdict(lambda: Told([], [], []))
    is_move = Q(kind=EventKind.EXTENSION)
    is_update = Q(kind=EventKind.UPDATE, due_after__isnull=False)
    events = (
        Event.objects.that_are_out()
        .filter(finding__in=findings.order_by().values("pk"))
        .filter(is_move | Q(effective_on__lte=on) & (is_update | ~Q(status_after="")))
        .order_by()
    )
    names = ("finding_id", "kind", "pk", "effective_on", "recorded_on", "status_after", "due_before", "due_after")
    for finding, kind, *step in events.values_list(*names):
        held = told[finding]
        one = Step(*step)
        if one.status_after:
            held.statuses.append(one)
        if kind == EventKind.EXTENSION:
            held.moves.append(one)
        elif kind == EventKind.UPDATE:
            held.updates.append(one)
    return told


def row_of(finding: Finding, status: str, told: Told, on: date, comment: str) -> dict[str, Any]:
    """Return one row, in words and days that stand by themselves."""
    due = rules.due_dates(told.moves, finding.due_on, on)
    own = rules.force_dates(told.updates, on)
    colour = rag(status, due.now, "", on)
    is_without_day = finding.due_kind != DueKind.NONE and not told.moves
    return {
        "reference": finding.reference,
        "title": finding.title,
        "is_illustrative": finding.is_illustrative,
        "kind": str(finding.kind),
        "kind_label": str(finding.get_kind_display()),
        "force": finding.force.name,
        "owner": finding.owner,
        "status": status,
        "status_label": str(Status(status).label),
        "rag": colour.word,
        "rag_why": colour.why,
        "due_first": iso(due.first),
        "due_now": iso(due.now),
        "due_none": str(finding.get_due_kind_display()) if is_without_day else rules.NOT_SET,
        "force_due_first": iso(own.first),
        "force_due_now": iso(own.now),
        "comment": comment,
    }


def iso(day: date | None) -> str | None:
    """Return a day as JSON holds it."""
    return day.isoformat() if day else None


def content_shown(paper: Paper) -> dict[str, Any]:
    """Return what is shown of a paper: an issued one from what was frozen, and from nothing else."""
    return paper.content if paper.is_issued else content_of(paper, last_before(paper))  # type: ignore[return-value]
