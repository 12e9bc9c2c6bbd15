"""Makes a table of a file: finds the sheet, the row of headings, the rows."""

from __future__ import annotations

import csv
import io
from typing import Any

from forces.returns import files, spreadsheets
from forces.returns.layout import HEADINGS, READ, Formula, Row, Table, Unreadable, text_of
from forces.returns.messages import READ_HEADINGS, problem

LOOK_FOR_HEADINGS_IN = 20
ENOUGH_HEADINGS = 3
SEPARATORS = (",", ";", "\t", "|")
KEY_OF = {heading.lower(): key for key, heading in HEADINGS.items()} | {key: key for key in READ}
FORMULA_STARTS = ("=", "+", "-", "@")


def read(data: bytes) -> Table:
    """Return the file as a table; raise `Unreadable` with every reason it cannot be one."""
    format = files.format_of(data)
    about: dict[str, str] = {}
    if format == "csv":
        sheet, grid = "", csv_cells(data)
    else:
        sheet, grid, about = spreadsheets.read(data, format)
    at = heading_row(grid)
    headings = [text_of(cell) for cell in grid[at]]
    while headings and not headings[-1]:
        headings.pop()
    keys = [KEY_OF.get(heading.lower(), "") for heading in headings]
    rows = [row_of(sheet, at + offset + 2, keys, cells) for offset, cells in enumerate(grid[at + 1 :])]
    rows = [row for row in rows if not row.is_empty]
    over = overhang(grid[at + 1 :], len(headings))
    return Table(format, sheet, headings + [""] * over, at + 1, rows, about)


def overhang(grid: list[list[Any]], width: int) -> int:
    """Return how many columns beyond the last heading hold anything."""
    widest = 0
    for cells in grid:
        if len(cells) > width:
            used = [number for number, cell in enumerate(cells[width:], start=1) if text_of(cell)]
            widest = max(widest, used[-1] if used else 0)
    return widest


def row_of(sheet: str, number: int, keys: list[str], cells: list[Any]) -> Row:
    """Return one row by key; what stands under no known heading is kept to be given back."""
    named: dict[str, Any] = {key: None for key in keys if key}
    for key, cell in zip(keys, cells, strict=False):
        if key and named[key] is None:
            named[key] = cell
    return Row(sheet, number, named)


def heading_row(grid: list[list[Any]]) -> int:
    """Return which row holds the headings."""
    for number, cells in enumerate(grid[:LOOK_FOR_HEADINGS_IN]):
        known = [cell for cell in cells if isinstance(cell, str) and KEY_OF.get(cell.strip().lower()) in READ]
        if len(known) >= ENOUGH_HEADINGS:
            return number
    raise Unreadable(problem("no-headings", rows=LOOK_FOR_HEADINGS_IN, headings=READ_HEADINGS))


def csv_cells(data: bytes) -> list[list[Any]]:
    """Return the cells of a CSV in any common encoding and separator."""
    text = decoded(data)
    separator = max(SEPARATORS, key=lambda mark: headings_split_by(text, mark))
    try:
        grid: list[list[Any]] = list(csv.reader(io.StringIO(text), delimiter=separator))
    except csv.Error:
        raise Unreadable(problem("damaged")) from None
    if len(grid) > files.ROW_LIMIT or any(len(cells) > files.COLUMN_LIMIT for cells in grid):
        raise Unreadable(problem("too-many-cells", rows=f"{files.ROW_LIMIT:,}", columns=files.COLUMN_LIMIT))
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
