"""Makes rows of a file: tells what it is by its content, finds the sheet and the row of headings."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from typing import Any

from findings.back_catalogue.layout import HEADINGS, KNOWN, REQUIRED, Line, Table
from findings.back_catalogue.messages import of_a_file, problem
from forces.returns import files, reading, spreadsheets
from forces.returns.layout import Formula, Problem, Unreadable, text_of
from inspections.rules.words import plain

Grid = list[list[Any]]
LIMIT = 5 * 1024 * 1024  # it is read while somebody waits
ROW_LIMIT = 1000
LOOK_FOR_HEADINGS_IN = 20
ENOUGH_HEADINGS = 4


def limit() -> int:
    """Return how large a file may be, in bytes."""
    return min(LIMIT, files.limit())


def read(data: bytes) -> Table:
    """Return the rows of a file; raise `Unreadable` with every reason there are none."""
    if len(data) > limit():
        raise Unreadable(too_large(len(data)))
    try:
        format = files.format_of(data)
        grids = list(csv_grid(data) if format == "csv" else sheets(data, format))
    except Unreadable as refusal:
        raise Unreadable(*(of_a_file(found) for found in refusal.problems)) from None
    for sheet, grid in grids:
        at = heading_row(grid)
        if at is not None:
            return table(format, sheet, grid, at)
    raise Unreadable(problem("no-headings", rows=LOOK_FOR_HEADINGS_IN))


def too_large(size: int) -> Problem:
    """Return what is wrong with a file beyond the limit."""
    return problem("too-large", size=in_kilobytes(size), limit=in_kilobytes(limit()))


def in_kilobytes(size: int) -> str:
    """Return a size in words."""
    return f"{-(-size // 1024):,} kB"


def table(format: str, sheet: str, grid: Grid, at: int) -> Table:
    """Return the rows under the headings."""
    headings = [heading_of(cell) for cell in grid[at]]
    if wrong := list(wrong_headings(headings)):
        raise Unreadable(*wrong)
    lines = [line_of(at + offset + 2, sheet, headings, cells) for offset, cells in enumerate(grid[at + 1 :])]
    lines = [line for line in lines if any(line.texts.values())]
    if not lines:
        raise Unreadable(problem("no-rows"))
    if len(lines) > ROW_LIMIT:
        raise Unreadable(problem("too-many-rows", rows=f"{len(lines):,}", limit=f"{ROW_LIMIT:,}"))
    return Table(format, [heading for heading in headings if heading in HEADINGS], lines)


def heading_of(cell: Any) -> str:
    """Return a heading as we write it: "Raised cycle" is raised_cycle."""
    return plain(text_of(cell)).replace(" ", "_").replace("-", "_")


def wrong_headings(headings: list[str]) -> Iterator[Problem]:
    """Yield what is wrong with the headings."""
    times = Counter(heading for heading in headings if heading)
    yield from (problem("heading-missing", heading=heading) for heading in REQUIRED if heading not in times)
    for heading, count in times.items():
        if heading not in KNOWN:
            yield problem("heading-unknown", heading=heading[:60], headings=", ".join(HEADINGS))
        elif count > 1:
            yield problem("heading-doubled", heading=heading, times=count)


def line_of(number: int, sheet: str, headings: list[str], cells: list[Any]) -> Line:
    """Return one row; what stands under no heading is not read."""
    named = {heading: cell for heading, cell in zip(headings, cells, strict=False) if heading in HEADINGS}
    formulas = tuple(heading for heading, cell in named.items() if isinstance(cell, Formula))
    return Line(number, sheet, {heading: text_of(cell) for heading, cell in named.items()}, formulas)


def heading_row(grid: Grid) -> int | None:
    """Return which row holds the headings, if one of the first does."""
    for number, cells in enumerate(grid[:LOOK_FOR_HEADINGS_IN]):
        if len({heading_of(cell) for cell in cells} & set(HEADINGS)) >= ENOUGH_HEADINGS:
            return number
    return None


def csv_grid(data: bytes) -> Iterator[tuple[str, Grid]]:
    """Yield the cells of a CSV in any common encoding and separator, under no sheet's name."""
    text = reading.decoded(data)
    separator = max(reading.SEPARATORS, key=lambda mark: headings_split_by(text, mark))
    try:
        grid = list(csv.reader(io.StringIO(text, newline=None), delimiter=separator))
    except csv.Error:
        raise Unreadable(damaged()) from None
    yield "", [[reading.csv_cell(cell) for cell in cells] for cells in grid]


def damaged() -> Problem:
    """Return that a CSV cannot be told apart into cells."""
    return Problem(
        code="damaged",
        message="The file is damaged: its rows cannot be told apart.",
        mend="Look for a quotation mark that is opened and not closed, mend it, and send the file again.",
    )


def headings_split_by(text: str, separator: str) -> int:
    """Return how many headings the first lines show when split so."""
    lines = text.splitlines()[:LOOK_FOR_HEADINGS_IN]
    return sum(heading_of(cell.strip('"')) in HEADINGS for line in lines for cell in line[:5000].split(separator))


def sheets(data: bytes, format: str) -> Iterator[tuple[str, Grid]]:
    """Yield the cells of each sheet of a workbook, with its name; formulas are marked."""
    formulas = spreadsheets.formulas(data, format)
    book = spreadsheets.opened(data)
    for name in spreadsheets.worksheets(book):
        yield name, spreadsheets.with_formulas(spreadsheets.cells(book, name), formulas.get(name, ()))
