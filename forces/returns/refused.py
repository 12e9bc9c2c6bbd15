"""The refused rows of a file in the layout they came in: its sheets, its columns, and one that says why."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from forces.models import StagedRow
from forces.returns.layout import READ, SHEET, Formula, Table, text_of, whole
from forces.returns.reading import KEY_OF
from forces.returns.template import Page

EXACT = 2**53  # a spreadsheet holds no greater whole number exactly


def pages_of(refused: Iterable[StagedRow], table: Table | None) -> list[Page]:
    """Return the sheets to give back, each with its refused rows; without the file, the columns that are read."""
    cells = {(row.sheet[:100], row.number): row.cells for row in table.rows} if table else {}
    columns = columns_of(table) if table else {}
    pages: dict[str, Page] = {}
    for row in refused:
        page = pages.get(row.sheet)
        if page is None:
            name = row.sheet or SHEET
            page = Page(name, [*columns.get(row.sheet, list(READ)), "refused"], [], is_all_open=True)
            pages[row.sheet] = page
        page.rows.append({**given_back(row, cells.get((row.sheet, row.number))), "refused": reasons(row)})
    return list(pages.values())


def columns_of(table: Table) -> dict[str, list[str]]:
    """Return the columns of each sheet by key, in their order; an earlier answer to why is not given back."""
    found = {}
    for sheet in table.sheets:
        keys = [KEY_OF[heading.lower()] for heading in sheet.headings if heading.lower() in KEY_OF]
        found[sheet.name[:100]] = [key for key in keys if key != "refused"]
    return found


def given_back(row: StagedRow, cells: dict[str, Any] | None) -> dict[str, Any]:
    """Return a row's cells by key as they were found."""
    if cells is not None:
        return {key: written(cell) for key, cell in cells.items()}
    kept: dict[str, Any] = dict(zip(READ, row.found, strict=False))
    for key in ("numerator", "denominator", "base"):
        count = whole(kept.get(key))
        kept[key] = count if isinstance(count, int) else kept.get(key)
    return kept


def written(cell: Any) -> Any:
    """Return a cell as a file can hold it; what a formula came to is no figure until somebody says so."""
    if isinstance(cell, Formula):
        return f"formula: {cell.text}"
    if isinstance(cell, bool):
        return text_of(cell)
    if isinstance(cell, int | float):
        return cell if math.isfinite(cell) and abs(cell) < EXACT else text_of(cell)
    return text_of(cell)


def reasons(row: StagedRow) -> str:
    """Return why a row was refused and how to mend it."""
    return " ".join(f"{problem['heading']}: {problem['message']} {problem['mend']}" for problem in row.problems)
