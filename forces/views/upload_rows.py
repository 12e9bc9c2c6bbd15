"""The lines of a preview: what a row does, what is wrong with it, what was read otherwise or not at all."""

from __future__ import annotations

from typing import Any

from forces.models import Outcome, StagedRow
from forces.returns import comparing
from forces.returns.layout import STATUS_SLUGS, Problem
from forces.views import table_rows

FIELD_NAMES = {
    "numerator": "Numerator",
    "denominator": "Denominator",
    "printed": "As published",
    "status": "Status",
    "reason": "Reason",
    "caveat": "Note",
    "base": "Responses",
}


def lines_of(row: StagedRow) -> list[list[dict[str, Any]]]:
    """Return the table lines of a row: a line for each problem, for each changed field, or one."""
    if row.outcome == Outcome.REFUSED:
        return [refused_line(row, Problem(**problem)) for problem in row.problems]
    start: list[dict[str, Any]] = [
        {"text": place_of(row.sheet, row.number)},
        *({"text": str(part)} for part in (row.force, row.measure, row.period)),
    ]
    if isinstance(row.found, dict):  # of a published table
        start = table_rows.start_of(row)
    after = row.after or {}
    if row.outcome == Outcome.CHANGED and row.before:
        return [
            [*start, {"text": FIELD_NAMES[name]}, {"text": said(name, row.before)}, {"text": said(name, after)}]
            for name in comparing.changed_fields(row.before, after)
        ]
    counts = [{"text": said(name, after), "numeric": True} for name in ("numerator", "denominator")]
    return [[*start, *counts, *({"text": said(name, after)} for name in ("status", "reason", "caveat"))]]


def refused_line(row: StagedRow, problem: Problem) -> list[dict[str, Any]]:
    """Return one problem of a row: its place, what was found, what is wrong, what is allowed, how to mend it."""
    found = problem.found or "nothing"
    parts = (place_of(row.sheet, row.number), problem.heading, found, problem.message, problem.allowed, problem.mend)
    return [{"text": part} for part in parts]


def place_of(sheet: str, row: int) -> str:
    """Return where something is in a file."""
    return ", ".join(filter(None, [sheet, f"row {row}" if row else ""])) or "the file"


def read_as_lines(row: StagedRow) -> list[list[dict[str, Any]]]:
    """Return what of a row was read otherwise than it is written, one line each."""
    place, outcome = place_of(row.sheet, row.number), row.get_outcome_display()
    about = [str(part or "–") for part in (row.force, row.measure, row.period)]
    return [[{"text": text} for text in (place, *about, remark, outcome)] for remark in row.remarks]


def not_read_lines(item: dict[str, Any]) -> list[list[dict[str, Any]]]:
    """Return something that was not read: where, what stands there, why."""
    return [[{"text": text} for text in (place_of(item["sheet"], item["row"]), item["text"] or "–", item["why"])]]


def said(name: str, fields: dict[str, Any]) -> str:
    """Return one field of a value in words."""
    value = fields.get(name)
    if value in (None, ""):
        return "–"
    if name == "status":
        return STATUS_SLUGS.get(value, str(value))
    return f"{value:,}" if isinstance(value, int) else str(value)
