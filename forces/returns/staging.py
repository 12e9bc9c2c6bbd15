"""Runs the checks and compares what is left with what is held."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from forces import rules
from forces.returns import checks, comparing
from forces.returns.layout import Asked, AskedMeasure, Problem, Row, Table, Unreadable

Key = tuple[str, str, str]
Fields = dict[str, Any]
EVERY = 2000


@dataclass
class Staged:
    """A row after its checks: what stands in its way, or what it changes."""

    row: Row
    key: Key
    outcome: str
    problems: list[Problem] = field(default_factory=list)
    before: Fields | None = None
    after: Fields | None = None


def unheard(done: int, total: int) -> None:
    """Report to nobody."""


def stage(
    table: Table, asked: Asked, held: Mapping[Key, Fields], report: Callable[[int, int], None] = unheard
) -> tuple[list[Staged], int]:
    """Return every row that was filled in with its outcome, and how many were left empty; or raise `Unreadable`."""
    broken = [problem for check in checks.FILE_CHECKS for problem in check(table, asked)]
    if broken:
        raise Unreadable(*broken)
    rows = [row for row in table.rows if not row.is_unanswered]
    together: dict[tuple[str, int], list[Problem]] = defaultdict(list)
    for rows_check in checks.ROWS_CHECKS:
        for row, found in rows_check(rows, asked):
            together[row.place].append(found)
    staged = []
    for done, row in enumerate(rows):
        if done % EVERY == 0:
            report(done, len(rows))
        problems = [problem for check in checks.ROW_CHECKS if (problem := check(row, asked))]
        staged.append(settle(row, [*problems, *together.get(row.place, ())], held, asked))
    return staged, len(table.rows) - len(rows)


def settle(row: Row, problems: list[Problem], held: Mapping[Key, Fields], asked: Asked) -> Staged:
    """Return a row as refused, or with what it adds, changes or leaves as it is."""
    key = (row.text("force").upper(), row.text("measure").lower(), row.text("period").lower())
    if problems:
        return Staged(row, key, "refused", problems)
    before = held.get(key)
    after = fields_of(row, before, asked.measures[key[1]])
    return Staged(row, key, comparing.outcome_of(before, after), before=before, after=after)


def fields_of(row: Row, before: Fields | None, measure: AskedMeasure) -> Fields:
    """Return the fields of the value a sound row holds; it replaces a figure known only as printed.

    An empty cell empties its field; a column the file does not have, and a denominator that is not asked for, leave
    what is held.
    """
    fields = {
        "numerator": row.numerator,
        "denominator": row.denominator,
        "printed": "",
        "status": row.status,
        "reason": row.text("reason"),
        "caveat": row.text("caveat"),
        "base": row.base,
    }
    if before is None:
        return fields
    if not measure.is_denominator_sent and rules.STANDINGS[row.status].holds_number:
        fields["denominator"] = before["denominator"]
    if "base" not in row.cells:
        fields["base"] = before["base"]
    if "caveat" not in row.cells:
        fields["caveat"] = before["caveat"]
    if "status" not in row.cells and "reason" not in row.cells and rules.STANDINGS[before["status"]].holds_number:
        fields["status"], fields["reason"] = before["status"], before["reason"]
    return fields
