"""The workbook a force fills in: how to, the rows to fill, and a sheet by which we know the file again."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from forces.returns.files import column_letters
from forces.returns.layout import (
    ABOUT_SHEET,
    ANSWERS,
    COUNTS,
    HEADINGS,
    INSTRUCTIONS_SHEET,
    MADE_AT,
    SHEET,
    STATUS_SLUGS,
)

COLUMNS = (
    *("force", "force_name", "measure", "measure_title", "period", "period_label", "numerator_label"),
    *("denominator_label", "numerator", "denominator", "base", "status", "reason", "caveat", "held", "before"),
)
FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
LONGEST_NAME = 31
# the statuses to choose from stand on the sheet about the file: some have a comma, which parts a list in a cell
STATUS_COLUMN = 3
STATUSES = f"='{ABOUT_SHEET}'!$D$1:$D${len(STATUS_SLUGS)}"
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
    "base": 13,
    "status": 22,
    "reason": 40,
    "caveat": 40,
    "held": 24,
    "before": 44,
    "refused": 90,
}
STEPS = (
    "Fill in these sheets: {sheets}. Only the white cells can be changed.",
    "Numerator is the count named under What to count; Denominator, where there is one, the count named under Out of.",
    "Responses is asked of surveys only: how many people answered.",
    "Write whole numbers in figures; no formulas.",
    "Leave Status empty when the figure is supplied in full. Otherwise choose a status and say why under Reason.",
    "A row you leave empty changes nothing, so you can send what you have and the rest later.",
    "A figure that is there already is what we hold. Correct it if you have revised it.",
    "You may save the file as .xlsx, .xlsm, .ods or, sheet by sheet, .csv. Hidden sheets and macros are not read.",
)
# what is written in a cell for a figure → how it is read; `forces.returns.cells` and the checks do the same
READ_AS = (
    ("0", "None happened. Zero is a figure."),
    (
        "an empty cell",
        "In a row that is otherwise empty: nothing changes. Beside a status or a note: there is no figure.",
    ),
    ("n/a or ..", "Not supplied, as if you had chosen that status. Say why under Reason."),
    ("-", "Refused, because it may mean none or not counted. Write 0, or n/a."),
    ("*", "Refused, because it stands for a withheld figure. Choose not supplied and say why, or give the figure."),
    ("1,234", "1234. The file's page lists every figure that was read otherwise than it is written."),
    ("1234[note 3], 1234 [r] or 1234†", "1234; the mark is left out and listed. Put what it says under Note."),
    ("12.5, about 1200, 1.2k", "Refused: a count is a whole number."),
    ("a row of notes", "Not read, and listed: a row that names no force, measure and period."),
    ("a row of totals", "Not read, and listed: Total, All forces, England and Wales. Totals are worked out."),
)
MEND_STEP = "Mend the cells that were refused; the last column says why. Then send this file."


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
    made_at: datetime | None = None
    step: str = ""


@dataclass
class Page:
    """A sheet to write: its name, its columns by key, its rows; all is open where rows are given back to be mended."""

    name: str
    columns: Sequence[str]
    rows: list[dict[str, Any]]
    is_all_open: bool = False


def pages_of(rows: Iterable[dict[str, Any]]) -> list[Page]:
    """Return the sheets of a template: one for each group, with a column of responses where a survey is asked."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(row["sheet"], []).append(row)
    pages = []
    for name, of_group in groups.items():
        has_survey = any("base" not in row["locked"] for row in of_group)
        pages.append(Page(name, [key for key in COLUMNS if has_survey or key != "base"], of_group))
    return pages


def workbook(about: About, pages: Sequence[Page]) -> bytes:
    """Return a workbook to fill in or mend, as XLSX."""
    file = io.BytesIO()
    names = sheet_names([page.name for page in pages])
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        formats = {
            "title": book.add_format({"bold": True, "font_size": 16}),
            "heading": book.add_format({"bold": True, "bg_color": "#DDDDDD", "border": 1, "text_wrap": True}),
            "fixed": book.add_format({"bg_color": "#F3F2F1", "border": 1, "border_color": "#B1B4B6"}),
            "open": book.add_format({"locked": False, "border": 1, "border_color": "#B1B4B6"}),
            "text": book.add_format({"text_wrap": True, "valign": "top"}),
        }
        write_instructions(book.add_worksheet(INSTRUCTIONS_SHEET), about, names, formats)
        for name, page in zip(names, pages, strict=True):
            write_rows(book.add_worksheet(name), page, formats)
        write_about(book.add_worksheet(ABOUT_SHEET), about)
        if names:
            book.get_worksheet_by_name(names[0]).activate()
    return file.getvalue()


def sheet_names(wanted: Sequence[str]) -> list[str]:
    """Return names Excel takes for sheets: short, of its characters, each once, none of our own."""
    taken = {INSTRUCTIONS_SHEET.lower(), ABOUT_SHEET.lower(), "history"}  # Excel keeps History to itself
    names = []
    for name in wanted:
        plain = " ".join(FORBIDDEN.sub(" ", name).split()).strip("' ")[:LONGEST_NAME].rstrip("' ") or SHEET
        given, number = plain, 1
        while given.lower() in taken:
            number += 1
            given = f"{plain[: LONGEST_NAME - len(f' ({number})')]} ({number})"
        taken.add(given.lower())
        names.append(given)
    return names


def write_instructions(sheet: Worksheet, about: About, names: Sequence[str], formats: dict[str, Format]) -> None:
    """Write how to fill the sheets in, and how what is written is read."""
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 90)
    sheet.write(0, 0, f"{about.title}: {about.force_name or 'all forces'}", formats["title"])
    steps = [step.format(sheets=", ".join(names)) for step in STEPS]
    number = 1
    for line in filter(None, [f"Send it by {about.closes_on}.", about.guidance, about.step, *steps]):
        number += 1
        sheet.merge_range(number, 0, number, 1, line, formats["text"])
        sheet.set_row(number, 15 * (1 + len(line) // 120 + line.count("\n")))
    number += 2
    sheet.write_row(number, 0, ("What you write", "How it is read"), formats["heading"])
    for written, how in READ_AS:
        number += 1
        sheet.write_string(number, 0, written, formats["text"])
        sheet.write_string(number, 1, how, formats["text"])
    sheet.protect()


def write_rows(sheet: Worksheet, page: Page, formats: dict[str, Format]) -> None:
    """Write the headings and rows: only the answers asked for are open, status is a list, counts are checked."""
    for column, key in enumerate(page.columns):
        sheet.set_column(column, column, WIDTHS[key])
        sheet.write(0, column, HEADINGS[key], formats["heading"])
    for number, row in enumerate(page.rows, start=1):
        locked = row.get("locked", ())
        for column, key in enumerate(page.columns):
            cell = row.get(key)
            if key == "status" and not page.is_all_open:
                cell = "" if cell in {None, "supplied"} else STATUS_SLUGS.get(cell, cell)
            is_open = page.is_all_open or (key in ANSWERS and key not in locked)
            sheet.write(number, column, "" if cell is None else cell, formats["open" if is_open else "fixed"])
    last = max(len(page.rows), 1)
    for column, key in enumerate(page.columns):
        if key == "status":
            sheet.data_validation(1, column, last, column, {"validate": "list", "source": STATUSES})
        elif key in COUNTS:
            sheet.data_validation(1, column, last, column, count_in(f"{column_letters(column + 1)}2"))
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, last, len(page.columns) - 1)
    sheet.protect("", {"autofilter": True, "sort": True, "format_columns": True, "format_rows": True})


def count_in(cell: str) -> dict[str, Any]:
    """Return the validation of a count: a whole number from 0, or a mark for one that is not supplied."""
    number, mark = f"AND({cell}>=0,{cell}=INT({cell}))", f'OR(LOWER({cell})="n/a",{cell}="..")'
    return {
        "validate": "custom",
        "value": f"=IF(ISNUMBER({cell}),{number},{mark})",
        "error_title": "Not a count",
        "error_message": "A whole number from 0; or n/a, with the reason, when you cannot give it.",
    }


def write_about(sheet: Worksheet, about: About) -> None:
    """Write what we know the file again by."""
    lines = [
        ("Collection", about.collection),
        ("Template version", str(about.template_version)),
        ("Force code", about.force),
        (MADE_AT, about.made_at.isoformat(timespec="seconds") if about.made_at else ""),
    ]
    for number, (name, text) in enumerate(lines):
        sheet.write_string(number, 0, name)
        sheet.write_string(number, 1, text)
    sheet.write_column(0, STATUS_COLUMN, list(STATUS_SLUGS.values()))
    sheet.protect()
    sheet.hide()
