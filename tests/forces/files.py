"""Makes files as people send them, from rows of cells; nothing binary is kept in the repository."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from typing import Any

import xlsxwriter
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TableProperties
from odf.table import Table, TableCell, TableRow
from odf.text import P

from forces.returns.layout import ABOUT_SHEET, READ, SHEET

HEADINGS = list(READ.values())
Rows = Sequence[Sequence[Any]]


def as_csv(rows: Rows, headings: Sequence[str] = HEADINGS, *, separator: str = ",", encoding: str = "utf-8") -> bytes:
    """Return a CSV."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=separator)
    writer.writerows([headings, *rows])
    return file.getvalue().encode(encoding)


def as_xlsx(
    rows: Rows,
    headings: Sequence[str] = HEADINGS,
    *,
    about: dict[str, str] | None = None,
    sheet: str = SHEET,
    merged: str = "",
) -> bytes:
    """Return a workbook; a text that begins with = is written as a formula."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"nan_inf_to_errors": True}) as book:
        page = book.add_worksheet(sheet)
        page.write_row(0, 0, headings)
        for number, row in enumerate(rows, start=1):
            page.write_row(number, 0, row)
        if merged:
            page.merge_range(merged, "Figures")
        if about is not None:
            page = book.add_worksheet(ABOUT_SHEET)
            for number, (name, text) in enumerate(about.items()):
                page.write_row(number, 0, [name, text])
    return file.getvalue()


def as_book(
    sheets: dict[str, Rows], *, hidden: Sequence[str] = (), about: dict[str, str] | None = None, macros: bool = False
) -> bytes:
    """Return a workbook of several sheets, headings to be among the rows; with `macros` one that may hold some."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"nan_inf_to_errors": True}) as book:
        for name, rows in [*sheets.items(), *([(ABOUT_SHEET, list(about.items()))] if about else [])]:
            page = book.add_worksheet(name)
            for number, row in enumerate(rows):
                page.write_row(number, 0, row)
            if name in hidden:
                page.hide()
    if not macros:
        return file.getvalue()
    plain = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    macro = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    return with_entry(file.getvalue(), "[Content_Types].xml", lambda xml: xml.replace(plain, macro))


def as_ods(rows: Rows, headings: Sequence[str] = HEADINGS, *, sheet: str = SHEET) -> bytes:
    """Return an OpenDocument spreadsheet; a text that begins with = is written as a formula."""
    return as_ods_book({sheet: [headings, *rows]})


def as_ods_book(sheets: dict[str, Rows], *, hidden: Sequence[str] = ()) -> bytes:
    """Return an OpenDocument spreadsheet of several sheets, headings to be among the rows."""
    document = OpenDocumentSpreadsheet()
    unseen = Style(name="unseen", family="table")
    unseen.addElement(TableProperties(display="false"))
    document.automaticstyles.addElement(unseen)
    for name, rows in sheets.items():
        table = Table(name=name, **({"stylename": unseen} if name in hidden else {}))
        for row in rows:
            line = TableRow()
            for value in row:
                line.addElement(ods_cell(value))
            table.addElement(line)
        document.spreadsheet.addElement(table)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def ods_cell(value: Any) -> TableCell:
    """Return one cell."""
    if value in (None, ""):
        return TableCell()
    if isinstance(value, int | float):
        return TableCell(valuetype="float", value=str(value))
    if str(value).startswith("="):
        return TableCell(valuetype="float", value="2", formula=f"of:{value}")
    cell = TableCell(valuetype="string")
    cell.addElement(P(text=str(value)))
    return cell


def as_archive(entries: dict[str, bytes]) -> bytes:
    """Return a zip of entries."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return file.getvalue()


def with_entry(archive: bytes, name: str, change: Any) -> bytes:
    """Return a zip with one entry changed."""
    with zipfile.ZipFile(io.BytesIO(archive)) as old:
        entries = {info.filename: old.read(info) for info in old.infolist()}
    return as_archive({**entries, name: change(entries[name])})


def encrypted_xlsx() -> bytes:
    """Return the beginning of a workbook with a password: an OLE file with an EncryptedPackage."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 400


def encrypted_ods() -> bytes:
    """Return an OpenDocument spreadsheet whose manifest says that it is encrypted."""
    return as_archive(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": b"<manifest:manifest><manifest:encryption-data/></manifest:manifest>",
            "content.xml": b"\x8f\x01",
        }
    )
