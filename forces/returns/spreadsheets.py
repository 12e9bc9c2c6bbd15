"""Reads XLSX and ODS: values by calamine, where formulas are by a look at the XML, which calamine does not tell."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree
from xml.parsers import expat

from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from forces.returns import files
from forces.returns.layout import ABOUT_SHEET, Formula, Unreadable, text_of
from forces.returns.messages import problem

Grid = list[list[Any]]
CELL = re.compile(rb"<(?:\w+:)?c(\s[^>]*)?>(.*?)</(?:\w+:)?c>", re.DOTALL)
HAS_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass
class Leaf:
    """A sheet of a workbook: its name, whether it is hidden, its cells from A1."""

    name: str
    is_hidden: bool
    grid: Grid


def read(data: bytes, format: str) -> tuple[Iterator[Leaf], dict[str, str]]:
    """Return a workbook's sheets, one at a time, but that about the file; and what the file says about itself."""
    places = formulas(data, format)
    book = opened(data)
    about = cells(book, ABOUT_SHEET) if ABOUT_SHEET in book.sheet_names else []
    said = {name: text_of(row[1]) for row in about if len(row) > 1 and (name := text_of(row[0]))}
    return leaves(book, places), said


def leaves(book: CalamineWorkbook, places: dict[str, list[tuple[int, int]]]) -> Iterator[Leaf]:
    """Yield the sheets with cells, which charts have not."""
    for sheet in book.sheets_metadata:
        if sheet.typ == SheetTypeEnum.WorkSheet and sheet.name != ABOUT_SHEET:
            grid = with_formulas(cells(book, sheet.name), places.get(sheet.name, ()))
            yield Leaf(sheet.name, sheet.visible != SheetVisibleEnum.Visible, grid)


def formulas(data: bytes, format: str) -> dict[str, list[tuple[int, int]]]:
    """Return where formulas are, by sheet, as row and column from 0; refuse sheets made to burst."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return ods_formulas(archive) if format == "ods" else xlsx_formulas(archive)


def with_formulas(grid: Grid, places: Iterable[tuple[int, int]]) -> Grid:
    """Mark the cells of a sheet that hold a formula."""
    for row, column in places:
        if row < len(grid) and column < len(grid[row]):
            grid[row][column] = Formula(str(grid[row][column] or "a formula"))
        elif row < len(grid):
            grid[row] += [None] * (column - len(grid[row])) + [Formula()]
    return grid


def worksheets(book: CalamineWorkbook) -> list[str]:
    """Return the names of the sheets with cells, which charts have not."""
    return [sheet.name for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]


def opened(data: bytes) -> CalamineWorkbook:
    """Open the workbook; whatever goes wrong in the reader is a damaged file."""
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(data))
    except PasswordError:
        raise Unreadable(problem("password")) from None
    except BaseException as error:  # the reader is not Python: its panics are no Exception
        raise damaged(error) from None


def damaged(error: BaseException) -> BaseException:
    """Return what to raise for an error of the reader: our own refusal, but never hide a request to stop."""
    if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
        return error
    return Unreadable(problem("damaged"))


def cells(book: CalamineWorkbook, name: str) -> Grid:
    """Return a sheet's cells from A1."""
    try:
        return book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except BaseException as error:
        raise damaged(error) from None


def xlsx_formulas(archive: zipfile.ZipFile) -> dict[str, list[tuple[int, int]]]:
    """Return where formulas are, by sheet, as row and column from 0; refuse sheets made to burst."""
    names = set(archive.namelist())
    texts = archive.read("xl/sharedStrings.xml") if "xl/sharedStrings.xml" in names else b""
    extent = files.Extent(files.longest_shared_text(texts))
    found = {}
    for sheet, path in sheet_paths(archive).items():
        xml = archive.read(path) if path in names else b""
        files.check_sheet(xml, extent)
        found[sheet] = formula_places(xml)
    return found


def sheet_paths(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return where each sheet is in the archive."""
    try:
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314 - expat limits entities; sizes are checked
        links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    except (ElementTree.ParseError, KeyError, ValueError, LookupError):
        raise Unreadable(problem("damaged")) from None
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    paths = {}
    for sheet in book.iter():
        if sheet.tag.rpartition("}")[2] == "sheet":
            target = targets.get(sheet.get(RELATION), "")
            paths[sheet.get("name", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return paths


def formula_places(xml: bytes) -> list[tuple[int, int]]:
    """Return the cells of a sheet that hold a formula."""
    if not HAS_FORMULA.search(xml):
        return []
    places = []
    for match in CELL.finditer(xml):
        if HAS_FORMULA.search(match[2]):
            reference = files.REFERENCE.search(match[1] or b"")
            plain = files.PLAIN.fullmatch(reference[1]) if reference else None
            if not plain or not plain[1]:
                raise Unreadable(problem("formula-somewhere"))
            places.append((int(plain[2]) - 1, files.column_number(plain[1]) - 1))
    return places


class OdsWalk:
    """Walks an ODS sheet by sheet: where formulas are, and how far repeated cells reach."""

    def __init__(self) -> None:
        self.found: dict[str, list[tuple[int, int]]] = {}
        self.places: list[tuple[int, int]] = []
        self.row = self.column = self.next_row = self.next_column = self.repeat = 0
        self.cells = self.rows = self.columns = 0
        self.extent = files.Extent()

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take one element as it opens."""
        name = tag.rpartition(":")[2]
        if name == "table":
            self.end_of_sheet()
            self.places = self.found.setdefault(attributes.get("table:name", ""), [])
            self.next_row = 0
        elif name == "table-row":
            self.row, self.next_column = self.next_row, 0
            self.repeat = int(attributes.get("table:number-rows-repeated", "1"))
            self.next_row += self.repeat
        elif name in {"table-cell", "covered-table-cell"}:
            self.cell(attributes)

    def cell(self, attributes: dict[str, str]) -> None:
        """Note a cell; one with content is refused when it lies, or repeats, too far out."""
        self.column = self.next_column
        times = int(attributes.get("table:number-columns-repeated", "1"))
        self.next_column += times
        if "office:value-type" not in attributes and "table:formula" not in attributes:
            return
        self.cells += times * self.repeat
        self.rows, self.columns = max(self.rows, self.next_row), max(self.columns, self.next_column)
        if self.rows > files.ROW_LIMIT or self.columns > files.COLUMN_LIMIT:  # at once: a formula is noted for each
            raise files.too_many_cells()
        if "table:formula" in attributes:
            self.places += [(self.row, self.column + step) for step in range(times)]

    def end_of_sheet(self) -> None:
        """Count the sheet that was walked."""
        self.extent.add(self.cells, self.rows, self.columns)
        self.cells = self.rows = self.columns = 0


def ods_formulas(archive: zipfile.ZipFile) -> dict[str, list[tuple[int, int]]]:
    """Return where formulas are in an OpenDocument spreadsheet, by sheet."""
    walk = OdsWalk()
    parser = expat.ParserCreate()
    parser.StartElementHandler = walk.start
    try:
        xml = archive.read("content.xml")
        if b"<!DOCTYPE" in xml[:2000]:
            raise Unreadable(problem("damaged"))
        parser.Parse(xml, True)
        walk.end_of_sheet()
    except (expat.ExpatError, KeyError, ValueError):
        raise Unreadable(problem("damaged")) from None
    return walk.found
