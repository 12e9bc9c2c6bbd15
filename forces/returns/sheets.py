"""Opens a published table: finds the sheet and the row whose headings are the columns a mapping names."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from forces.models import Mapping
from forces.returns import files, spreadsheets
from forces.returns.layout import Problem, Unreadable, text_of
from forces.returns.messages import listed, problem
from forces.returns.names import plain
from forces.returns.reading import LOOK_FOR_HEADINGS_IN, SEPARATORS, csv_cell, decoded

Grid = list[list[Any]]
SHOWN = 12


@dataclass(frozen=True)
class Sheet:
    """A table with one row of headings: its format, the sheet's name, its headings, and its cells from A1."""

    format: str
    name: str
    headings: list[str]
    at: int
    grid: Grid

    def rows(self) -> Iterator[tuple[int, list[Any]]]:
        """Yield each row under the headings with its number, as the spreadsheet counts."""
        for offset, cells in enumerate(self.grid[self.at + 1 :]):
            yield self.at + offset + 2, cells

    def place(self, column: str) -> int:
        """Return where a column is, from 0."""
        return [plain(heading) for heading in self.headings].index(plain(column))

    def texts(self, cells: Sequence[Any]) -> dict[str, str]:
        """Return a row by heading, as a person reads it."""
        return {heading: text_of(cell) for heading, cell in zip(self.headings, cells, strict=False) if heading}


def columns_of(mapping: Mapping) -> list[str]:
    """Return the columns a mapping reads, each once."""
    single = (
        mapping.force_column,
        mapping.count_column,
        mapping.denominator_column,
        mapping.release_column,
        mapping.measure_column,
    )
    return list(dict.fromkeys(name for name in (*single, *mapping.period_columns, *mapping.only) if name))


def read(data: bytes, mapping: Mapping) -> Sheet:
    """Return the table; raise `Unreadable` with every column it lacks."""
    wanted = columns_of(mapping)
    format = files.format_of(data)
    nearest: tuple[list[str], list[str]] | None = None
    for name, grid in grids(data, format, wanted):
        for at, cells in enumerate(grid[:LOOK_FOR_HEADINGS_IN]):
            headings = [text_of(cell) for cell in cells]
            there = [plain(heading) for heading in headings]
            missing = [column for column in wanted if plain(column) not in there]
            if not missing:
                check_once(wanted, headings)
                return Sheet(format, name, headings, at, grid)
            if any(there) and (nearest is None or len(missing) < len(nearest[0])):
                nearest = missing, headings
    missing, headings = nearest or (wanted, [])
    raise Unreadable(*(lacking(column, headings, mapping) for column in missing))


def lacking(column: str, headings: list[str], mapping: Mapping) -> Problem:
    """Return that a column is not there, and what the nearest thing to a row of headings holds."""
    found = [heading for heading in headings if heading][:SHOWN]
    return problem(
        "table-column-missing",
        heading=column,
        mapping=mapping.title,
        headings=listed(found) or "no headings in its first rows",
    )


def check_once(wanted: list[str], headings: list[str]) -> None:
    """Refuse a table in which a column that is read stands twice."""
    there = [plain(heading) for heading in headings]
    doubled = [column for column in wanted if there.count(plain(column)) > 1]
    if doubled:
        letters = [
            listed(files.column_letters(at) for at, text in enumerate(there, start=1) if text == plain(column))
            for column in doubled
        ]
        raise Unreadable(
            *(
                problem("heading-doubled", heading=column, times=there.count(plain(column)), columns=where)
                for column, where in zip(doubled, letters, strict=True)
            )
        )


def grids(data: bytes, format: str, wanted: list[str]) -> Iterator[tuple[str, Grid]]:
    """Yield the sheets of a file, one by one."""
    if format == "csv":
        yield "", csv_grid(data, wanted)
        return
    places = spreadsheets.formulas(data, format)
    book = spreadsheets.opened(data)
    for name in spreadsheets.worksheets(book):
        yield name, spreadsheets.with_formulas(spreadsheets.cells(book, name), places.get(name, ()))


def csv_grid(data: bytes, wanted: list[str]) -> Grid:
    """Return the cells of a CSV in any common encoding and separator."""
    text = decoded(data)
    columns = {plain(column) for column in wanted}
    lines = [line[:5000] for line in text.splitlines()[:LOOK_FOR_HEADINGS_IN]]

    def known(separator: str) -> int:
        cells = (cell.strip().strip('"') for line in lines for cell in line.split(separator))
        return sum(plain(cell) in columns for cell in cells)

    try:
        grid: Grid = list(csv.reader(io.StringIO(text), delimiter=max(SEPARATORS, key=known)))
    except csv.Error:
        raise Unreadable(problem("damaged")) from None
    if len(grid) > files.ROW_LIMIT or any(len(cells) > files.COLUMN_LIMIT for cells in grid):
        raise Unreadable(problem("too-many-cells", rows=f"{files.ROW_LIMIT:,}", columns=files.COLUMN_LIMIT))
    return [[csv_cell(cell) for cell in cells] for cells in grid]
