"""The workbook a force fills in: how to, the rows to fill, and a sheet by which we know the file again."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from forces.returns.layout import ABOUT_SHEET, ANSWERS, HEADINGS, SHEET, STATUS_SLUGS

COLUMNS = (
    *("force", "force_name", "measure", "measure_title", "period", "period_label", "numerator_label"),
    *("denominator_label", "numerator", "denominator", "status", "reason", "caveat", "held", "before"),
)
WIDTHS = {
    "force": 11,
    "force_name": 22,
    "measure": 26,
    "measure_title": 32,
    "period": 12,
    "period_label": 27,
    "numerator_label": 34,
    "denominator_label": 34,
    "numerator": 13,
    "denominator": 13,
    "status": 22,
    "reason": 40,
    "caveat": 40,
    "held": 24,
    "before": 44,
    "refused": 90,
}
STEPS = (
    "Fill in the sheet Return. Only the white cells can be changed.",
    "Numerator is the count named under What to count; Denominator, where there is one, the count named under Out of.",
    "Write whole numbers in figures: 1234, not 1,234; no formulas.",
    "Leave Status empty when the figure is supplied in full. Otherwise choose a status and say why under Reason.",
    "Zero means none happened. If you cannot give a figure, choose not supplied and leave the figure empty.",
    "A row you leave empty changes nothing, so you can send what you have and the rest later.",
    "A figure that is there already is what we hold. Correct it if you have revised it.",
)


@dataclass(frozen=True)
class About:
    """What the file says about itself."""

    collection: str
    title: str
    template_version: int
    closes_on: str
    guidance: str
    force: str = ""
    force_name: str = ""


def workbook(about: About, rows: Iterable[dict[str, Any]], columns: Sequence[str] = COLUMNS) -> bytes:
    """Return the template as XLSX; `columns` are keys of the layout, every cell open when they are not the usual."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        formats = {
            "title": book.add_format({"bold": True, "font_size": 16}),
            "heading": book.add_format({"bold": True, "bg_color": "#DDDDDD", "border": 1, "text_wrap": True}),
            "fixed": book.add_format({"bg_color": "#F3F2F1", "border": 1, "border_color": "#B1B4B6"}),
            "open": book.add_format({"locked": False, "border": 1, "border_color": "#B1B4B6"}),
            "text": book.add_format({"text_wrap": True, "valign": "top"}),
        }
        write_instructions(book.add_worksheet("Instructions"), about, formats)
        write_rows(book.add_worksheet(SHEET), rows, formats, columns)
        write_about(book.add_worksheet(ABOUT_SHEET), about)
        book.get_worksheet_by_name(SHEET).activate()
    return file.getvalue()


def write_instructions(sheet: Worksheet, about: About, formats: dict[str, Format]) -> None:
    """Write how to fill the template in."""
    sheet.set_column(0, 0, 100)
    sheet.write(0, 0, f"{about.title}: {about.force_name or 'all forces'}", formats["title"])
    lines = [f"Send it by {about.closes_on}.", about.guidance, *STEPS]
    for number, line in enumerate(filter(None, lines), start=2):
        sheet.write(number, 0, line, formats["text"])
    sheet.protect()


def write_rows(
    sheet: Worksheet, rows: Iterable[dict[str, Any]], formats: dict[str, Format], columns: Sequence[str]
) -> None:
    """Write the headings and rows: only the answers are open, status is a list, counts are whole numbers."""
    unlocked = ANSWERS if columns is COLUMNS else columns
    for column, key in enumerate(columns):
        sheet.set_column(column, column, WIDTHS[key])
        sheet.write(0, column, HEADINGS[key], formats["heading"])
    last = 1
    for last, row in enumerate(rows, start=1):
        for column, key in enumerate(columns):
            cell = row.get(key)
            if key == "status":
                cell = "" if cell in {None, "supplied"} else STATUS_SLUGS.get(cell, cell)
            sheet.write(last, column, "" if cell is None else cell, formats["open" if key in unlocked else "fixed"])
    status, numerator = columns.index("status"), columns.index("numerator")
    sheet.data_validation(1, status, last, status, {"validate": "list", "source": list(STATUS_SLUGS.values())})
    whole = {"validate": "integer", "criteria": ">=", "value": 0, "error_message": "A whole number from 0."}
    sheet.data_validation(1, numerator, last, numerator + 1, whole)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, last, len(columns) - 1)
    sheet.protect("", {"autofilter": True, "sort": True, "format_columns": True, "format_rows": True})


def write_about(sheet: Worksheet, about: About) -> None:
    """Write what we know the file again by."""
    lines = [
        ("Collection", about.collection),
        ("Template version", str(about.template_version)),
        ("Force code", about.force),
    ]
    for number, (name, text) in enumerate(lines):
        sheet.write_row(number, 0, (name, text))
    sheet.protect()
    sheet.hide()
