"""What stands in a file beside its rows of figures: notes, totals, other sheets. It is not read, and said so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from forces.returns import cells
from forces.returns.layout import INSTRUCTIONS_SHEET, KEYS, READ, NotRead, Row, Table, Unreadable, text_of, whole
from forces.returns.messages import READ_HEADINGS, listed, problem

TEXT_LIMIT = 200
LIST_LIMIT = 500
LOOK_FOR_HEADINGS_IN = 20
TOTALS = frozenset(
    {
        *("total", "totals", "grand total", "subtotal", "sub-total", "all forces", "all police forces"),
        *("england and wales", "england & wales", "e&w", "england", "wales"),
    }
)
OTHER_SHEETS = frozenset({"notes", "note", "index", "contents", "correction", "corrections", "cover", "cover sheet"})

NOTE = "A note: the row names no force, measure and period."
TOTAL = "A row of totals: totals are worked out, not sent."
HIDDEN = "The sheet is hidden. Show it and send the file again if its figures belong to the return."
NO_HEADINGS = "No row of headings, so nothing on the sheet was read."
MACROS = "The workbook may hold macros. They are not run; only its cells were read."


def why_not_read(row: Row, found: Sequence[Any]) -> str:
    """Return why a row is not one of figures, or nothing when it is."""
    force = row.texts.get("force", "")
    if is_total(force) or (not row.has_keys and not force and is_total(first_text(found))):
        return TOTAL
    if row.has_keys:
        return ""
    if row.is_unanswered:
        return NOTE
    has_no_key = not any(row.texts.get(key) for key in KEYS)
    filled = [cell for cell in found if text_of(cell)]
    return NOTE if has_no_key and len(filled) == 1 and is_words(filled[0]) else ""


def is_total(text: str) -> bool:
    """Say whether a text is what rows of totals are called."""
    return cells.FOOTNOTES.sub("", text[: cells.LONGEST]).strip(" :").lower() in TOTALS


def is_words(cell: Any) -> bool:
    """Say whether a cell holds words, neither a number nor a mark in place of one."""
    return isinstance(cell, str) and not isinstance(whole(cell), int) and sum(map(str.isalpha, cell)) > len(cell) // 2


def first_text(found: Iterable[Any]) -> str:
    """Return the first cell of a row that holds anything."""
    return next((text for cell in found if (text := text_of(cell))), "")


def leave_out(table: Table, sheet: str, row: int, text: str, why: str) -> None:
    """Note what is not read; a file of nothing but notes is not listed to its end."""
    if len(table.not_read) < LIST_LIMIT:
        table.not_read.append(NotRead(sheet[:100], row, text[:TEXT_LIMIT], why))
    elif len(table.not_read) == LIST_LIMIT:
        table.not_read.append(
            NotRead("", 0, "", f"More than {LIST_LIMIT} places were not read; the rest is not listed.")
        )


def nothing_to_read(others: dict[str, list[list[Any]]], hidden: list[str]) -> Unreadable:
    """Return the refusal of a file in which no sheet that can be read has the headings of a return."""
    others = {name: grid for name, grid in others.items() if name != INSTRUCTIONS_SHEET}
    if hidden and not others:
        return Unreadable(problem("sheets-hidden", sheets=listed(hidden)))
    if len(others) < 2:
        first = next((row for grid in others.values() for row in grid if first_text(row)), [])
        shown = listed(text[:40] for cell in first[: len(READ)] if (text := text_of(cell))) or "empty"
        return Unreadable(problem("no-headings", rows=LOOK_FOR_HEADINGS_IN, first=shown, headings=READ_HEADINGS))
    found = listed(list(others)[:12])
    if is_published(others):
        return Unreadable(problem("published-workbook", sheets=found))
    return Unreadable(problem("no-sheet", sheets=found, headings=READ_HEADINGS))


def is_published(others: dict[str, list[list[Any]]]) -> bool:
    """Say whether a workbook is laid out as statistics are published: sheets of notes, and tables under titles."""
    firsts = [first_text(row) for grid in others.values() for row in grid[:1]]
    return any(name.strip().lower() in OTHER_SHEETS for name in others) or any(
        text.lower().startswith("table ") for text in firsts
    )
