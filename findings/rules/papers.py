"""Committee papers: moves, due dates as at a day, totals, changes since the last one. Pure: rows in, rows out.

A row is a mapping as a paper's content holds it; `findings.papers.gathering` documents its keys.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from core.dates import in_words
from findings.rules.moves import CLOSED
from findings.rules.replay import Step, due_as_at, first_due, in_order

DRAFT = "draft"
ISSUED = "issued"
# state → the states a paper may move to
MOVES: dict[str, frozenset[str]] = {DRAFT: frozenset({ISSUED}), ISSUED: frozenset()}

Row = Mapping[str, Any]
NOT_SET = "None set"
# the kinds of change, in the order they are told
KINDS = {
    "new": "New in this paper",
    "closed": "Closed",
    "status": "Status changed",
    "rag": "RAG changed",
    "due": "Due date moved",
    "force_due": "Force’s own date moved",
    "gone": "Gone from the scope",
}


def may_move(state: str, to: str) -> bool:
    """Say whether a paper may move from one state to another."""
    return to in MOVES[state]


class DueDates(NamedTuple):
    """A due date as it was first set, and as it stood on a day; nothing where none was."""

    first: date | None
    now: date | None


def due_dates(moved: Iterable[Step], due_on: date | None, on: date) -> DueDates:
    """Return the inspectorate's due date, first and on a day, from its extensions and from what it is today."""
    moves = list(moved)
    return DueDates(first_due(moves, due_on), due_as_at(moves, due_on, on))


def force_dates(updates: Iterable[Step], on: date) -> DueDates:
    """Return the force's own date from its updates: the first it gave and the last, by a day."""
    told = [step.due_after for step in sorted(updates, key=in_order) if step.due_after and step.effective_on <= on]
    return DueDates(told[0], told[-1]) if told else DueDates(None, None)


def is_told(status: str, *, status_at_last: str | None, was_open_in_last: bool | None) -> bool:
    """Say whether a finding of a status belongs in a paper: open ones, and those closed since the last paper.

    `was_open_in_last`: how the last paper showed it, None where it did not; `status_at_last`: its status on the last
    paper's day as we know it now, None where there is no last paper.
    """
    if status in {"", DRAFT}:
        return False
    if status not in CLOSED:
        return True
    if was_open_in_last is not None:
        return was_open_in_last
    return status_at_last is not None and status_at_last not in CLOSED


def totals(rows: Sequence[Row], names: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """Return how many rows there are, open and closed, and by each of `names`: key → its values' names, in order.

    Every group sums to the rows: a value that has no name is an error.
    """
    closed = sum(row["status"] in CLOSED for row in rows)
    found: dict[str, Any] = {"rows": len(rows), "open": len(rows) - closed, "closed": closed}
    for key, labels in names.items():
        counts = Counter(row[key] for row in rows)
        if unknown := set(counts) - set(labels):
            raise ValueError(f"{key} has no name for {', '.join(sorted(unknown))}")
        found[f"by_{key}"] = [
            {"key": value, "label": label, "count": counts[value]} for value, label in labels.items() if counts[value]
        ]
    return found


def changes(before: Sequence[Row], after: Sequence[Row]) -> dict[str, Any]:
    """Return what became of the rows of one paper in the next: a line each change, and counts that reconcile.

    after = new + both; before = both + gone + left out (shown closed before, no longer told); both = changed + same.
    """
    was, now = ({row["reference"]: row for row in rows} for rows in (before, after))
    both = [reference for reference in now if reference in was]
    lines = [line("new", row, "", row["status_label"]) for reference, row in now.items() if reference not in was]
    changed = 0
    for reference in both:
        found = changes_of(was[reference], now[reference])
        changed += bool(found)
        lines += found
    missing = [row for reference, row in was.items() if reference not in now]
    gone = [row for row in missing if row["status"] not in CLOSED]
    lines += [line("gone", row, row["status_label"], "") for row in gone]
    order = list(KINDS)
    lines.sort(key=lambda one: (order.index(one["kind"]), one["reference"]))
    counts = Counter(one["kind"] for one in lines)
    return {
        "lines": lines,
        "counts": {
            **{kind: counts[kind] for kind in KINDS},
            "before": len(was),
            "after": len(now),
            "both": len(both),
            "changed": changed,
            "unchanged": len(both) - changed,
            "left_out": len(missing) - len(gone),
        },
    }


def changes_of(was: Row, now: Row) -> list[dict[str, Any]]:
    """Return what changed of one finding; that it closed says all there is to say."""
    if now["status"] in CLOSED and was["status"] not in CLOSED:
        return [line("closed", now, was["status_label"], now["status_label"])]
    found = []
    if now["status"] != was["status"]:
        found.append(line("status", now, was["status_label"], now["status_label"]))
    if now["rag"] != was["rag"]:
        found.append(line("rag", now, was["rag"].capitalize(), now["rag"].capitalize()))
    for kind, key in (("due", "due_now"), ("force_due", "force_due_now")):
        if now[key] != was[key]:
            found.append(line(kind, now, day_in_words(was[key]), day_in_words(now[key])))
    return found


def day_in_words(day: str | None, otherwise: str = NOT_SET) -> str:
    """Return a day of the content, "2018-03-22", as people write it."""
    return in_words(date.fromisoformat(day)) if day else otherwise


def line(kind: str, row: Row, before: str, after: str) -> dict[str, Any]:
    """Return one change as a paper holds it."""
    return {
        "kind": kind,
        "label": KINDS[kind],
        "reference": row["reference"],
        "title": row["title"],
        "force": row["force"],
        "before": before,
        "after": after,
    }


def canonical(content: Any) -> str:
    """Return content as the one JSON text its hash is taken of: keys in order, no spaces, as UTF-8."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(content: Any) -> str:
    """Return the SHA-256 of the content's canonical JSON."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()
