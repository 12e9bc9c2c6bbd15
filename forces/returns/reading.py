"""Makes a table of a file: finds the sheets with the headings of a return, and their rows."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from typing import Any

from django.utils import timezone

from forces.returns import files, leftovers, spreadsheets
from forces.returns.layout import (
    HEADINGS,
    INSTRUCTIONS_SHEET,
    MADE_AT,
    READ,
    Formula,
    Row,
    Sheet,
    Table,
    Unreadable,
    text_of,
)
from forces.returns.messages import problem

LOOK_FOR_HEADINGS_IN = leftovers.LOOK_FOR_HEADINGS_IN
ENOUGH_HEADINGS = 3
SEPARATORS = (",", ";", "\t", "|")
KEY_OF = {heading.lower(): key for key, heading in HEADINGS.items()} | {key: key for key in READ}
FORMULA_STARTS = ("=", "+", "-", "@")

Grid = list[list[Any]]


def read(data: bytes) -> Table:
    """Return the file as a table; raise `Unreadable` with every reason it cannot be one."""
    format = files.format_of(data)
    table = Table(format)
    if format == "csv":
        grid = csv_cells(data)
        if not add_sheet(table, "", grid):
            raise leftovers.nothing_to_read({"": grid[:LOOK_FOR_HEADINGS_IN]}, [])
        return table
    sheets, table.about = spreadsheets.read(data, format)
    table.made_at = moment(table.about.get(MADE_AT, ""))
    add_sheets(table, sheets)
    return table


def add_sheets(table: Table, sheets: Any) -> None:
    """Read each sheet that can be seen and has the headings; say of the others why they were not read."""
    others: dict[str, Grid] = {}
    hidden: list[str] = []
    for sheet in sheets:
        if not any(leftovers.first_text(cells) for cells in sheet.grid):
            continue
        if sheet.is_hidden:
            hidden.append(sheet.name)
        elif not add_sheet(table, sheet.name, sheet.grid):
            others[sheet.name] = sheet.grid[:LOOK_FOR_HEADINGS_IN]
    if not table.sheets:
        raise leftovers.nothing_to_read(others, hidden)
    for name in hidden:
        leftovers.leave_out(table, name, 0, "", leftovers.HIDDEN)
    for name, grid in others.items():
        if name != INSTRUCTIONS_SHEET:
            first = next((text for cells in grid if (text := leftovers.first_text(cells))), "")
            leftovers.leave_out(table, name, 0, first, leftovers.NO_HEADINGS)
    if table.format == "xlsm":
        leftovers.leave_out(table, "", 0, "", leftovers.MACROS)


def add_sheet(table: Table, name: str, grid: Grid) -> bool:
    """Add a sheet's rows to the table; say whether it has the headings of a return."""
    at = heading_row(grid)
    if at is None:
        return False
    headings = [text_of(cell) for cell in grid[at]]
    while headings and not headings[-1]:
        headings.pop()
    keys = [KEY_OF.get(heading.lower(), "") for heading in headings]
    widest = len(headings)
    for number, cells in enumerate(grid[at + 1 :], start=at + 2):
        row = row_of(name, number, keys, cells)
        if row.is_empty and not leftovers.first_text(cells):
            continue
        if why := leftovers.why_not_read(row, cells):
            leftovers.leave_out(table, name, number, leftovers.first_text(cells), why)
            continue
        table.rows.append(row)
        widest = max(widest, width(cells, widest))
    if len(table.rows) > files.ROW_LIMIT:
        raise files.too_many_cells()
    table.sheets.append(Sheet(name, headings + [""] * (widest - len(headings)), at + 1))
    return True


def moment(text: str) -> datetime | None:
    """Return when a file says it was downloaded, or nothing when it does not say it as we do."""
    try:
        said = datetime.fromisoformat(text)
        return (said if timezone.is_aware(said) else said.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def width(cells: list[Any], least: int) -> int:
    """Return how far a row reaches, `least` or more: the column of its last cell that holds anything."""
    last = len(cells)
    while last > least and not text_of(cells[last - 1]):
        last -= 1
    return last


def row_of(sheet: str, number: int, keys: list[str], cells: list[Any]) -> Row:
    """Return one row by key; what stands under no known heading is kept to be given back."""
    named: dict[str, Any] = {key: None for key in keys if key}
    for key, cell in zip(keys, cells, strict=False):
        if key and named[key] is None:
            named[key] = cell
    return Row(sheet, number, named)


def heading_row(grid: Grid) -> int | None:
    """Return which row holds the headings, if one does."""
    for number, cells in enumerate(grid[:LOOK_FOR_HEADINGS_IN]):
        known = [cell for cell in cells if isinstance(cell, str) and KEY_OF.get(cell.strip().lower()) in READ]
        if len(known) >= ENOUGH_HEADINGS:
            return number
    return None


def csv_cells(data: bytes) -> list[list[Any]]:
    """Return the cells of a CSV in any common encoding and separator."""
    text = decoded(data)
    separator = max(SEPARATORS, key=lambda mark: headings_split_by(text, mark))
    try:
        grid: list[list[Any]] = list(csv.reader(io.StringIO(text), delimiter=separator))
    except csv.Error:
        raise Unreadable(problem("damaged")) from None
    if len(grid) > files.ROW_LIMIT or any(len(cells) > files.COLUMN_LIMIT for cells in grid):
        raise files.too_many_cells()
    return [[csv_cell(cell) for cell in cells] for cells in grid]


def decoded(data: bytes) -> str:
    """Return the text; UTF-8 and UTF-16 say what they are, anything else is what Excel writes on Windows."""
    encoding = "utf-16" if data.startswith(files.UTF_16) else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        if encoding == "utf-16":
            raise Unreadable(problem("damaged")) from None
        return data.decode("cp1252", errors="replace")


def headings_split_by(text: str, separator: str) -> int:
    """Return how many headings the first lines show when split so."""
    lines = text.splitlines()[:LOOK_FOR_HEADINGS_IN]
    cells = [cell.strip().strip('"').lower() for line in lines for cell in line[:5000].split(separator)]
    return sum(cell in KEY_OF for cell in cells)


def csv_cell(text: str) -> Any:
    """Return a cell: a formula as one, and without the apostrophe our own files put before what looks like one."""
    if not text or text[0] not in "='":
        return text
    if text.startswith("="):
        return Formula(text)
    return text[1:] if text[1:].startswith(FORMULA_STARTS) else text
