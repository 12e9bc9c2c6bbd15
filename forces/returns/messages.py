"""Every message about a file or a row, in one place: what is wrong, what is allowed, how to mend it."""

from __future__ import annotations

from typing import Any

from forces.returns.layout import HEADINGS, READ, STATUS_SLUGS, Problem, Row, text_of

# code → (what is wrong, what is allowed, how to mend it); {names} are filled in
MESSAGES: dict[str, tuple[str, str, str]] = {
    # the file
    "empty-file": (
        "The file is empty.",
        "A filled-in template.",
        "Save the workbook again and check that it has a size, then send it again.",
    ),
    "too-large": (
        "The file is {size} and the limit is {limit}.",
        "A file of up to {limit}.",
        "Take out pictures and sheets that do not belong to the template, then send it again.",
    ),
    "wrong-type": (
        "This is {what}, not a spreadsheet we can read.",
        "An Excel workbook (.xlsx), an OpenDocument spreadsheet (.ods) or a CSV file.",
        "Open it in your spreadsheet program and save it as .xlsx, then send that.",
    ),
    "password": (
        "The file is protected by a password, so we cannot read it.",
        "A file that opens without a password.",
        "Take the password off (in Excel: File, Info, Protect Workbook, Encrypt with Password) and send it again.",
    ),
    "expands-too-far": (
        "The file unpacks to far more than a return can hold.",
        "A workbook that unpacks to at most {limit}.",
        "Download the template again, copy your figures into it and send that.",
    ),
    "damaged": (
        "The file is damaged and cannot be opened.",
        "A file your spreadsheet program opens without repairing it.",
        "Open it, save it as a new .xlsx file and send that.",
    ),
    "too-many-cells": (
        "The file has cells far beyond the end of the return.",
        "At most {rows} rows and {columns} columns.",
        "Delete the empty rows and columns after your figures, or copy your figures into a fresh template.",
    ),
    "no-sheet": (
        "No sheet is called {wanted}; the file has {found}.",
        "A sheet called {wanted}.",
        "Use the template's own sheet, or name yours {wanted}.",
    ),
    "no-headings": (
        "No row of headings was found in the first {rows} rows.",
        "A row with the headings {headings}.",
        "Copy the row of headings from the template.",
    ),
    "formula-somewhere": (
        "The sheet holds formulas in cells that do not say where they are.",
        "Figures, not formulas.",
        "Copy the cells and paste them as values, save, and send the file again.",
    ),
    # the layout
    "heading-missing": (
        "There is no column {heading}.",
        "Each of the columns {headings}.",
        "Put the column back with exactly this heading.",
    ),
    "heading-doubled": (
        "The heading {heading} is there {times} times: columns {columns}.",
        "Each heading once.",
        "Delete the column that does not belong.",
    ),
    "heading-merged": (
        "The heading of column {column} is empty or merged with its neighbour, and there are figures under it.",
        "One heading in one cell above each column.",
        "Unmerge the cells of the heading row and give the column its heading, or delete the column.",
    ),
    "heading-unknown": (
        "The template has no column {found}.",
        "The columns {headings}.",
        "Rename the column as in the template, or delete it.",
    ),
    "template-of-another-force": (
        "This is the template of {found}, and the return is for {force}.",
        "A file for {force}.",
        "Send {force}'s own file, or send this one for {found}.",
    ),
    "template-of-another-collection": (
        "This template belongs to another collection: {found}.",
        "The template of {title}.",
        "Download the template from the page of {title} and copy your figures into it.",
    ),
    "template-version": (
        "This is version {found} of the template; the collection is now on version {version}.",
        "Version {version} of the template.",
        "Download the template again and copy your figures into it.",
    ),
    "no-rows": (
        "No row is filled in.",
        "At least one row with a figure or a status.",
        "Fill in the columns Numerator or Status of the rows you can answer.",
    ),
    # a row
    "force-unknown": (
        "There is no force with this code.",
        "A force's three-letter code, such as {example}.",
        "Write the code from the template.",
    ),
    "force-out-of-scope": (
        "{name} is not inspected, so nothing is collected from it.",
        "One of the forces of the collection.",
        "Delete the row.",
    ),
    "force-other": (
        "The row is about {name}, and the return is for {force}.",
        "Rows about {force} only.",
        "Delete the row, or send it with {name}'s return.",
    ),
    "measure-unknown": (
        "There is no measure with this name.",
        "One of: {measures}.",
        "Write the measure as in the template.",
    ),
    "period-unknown": (
        "There is no period with this name in the collection.",
        "One of: {periods}.",
        "Write the period as in the template.",
    ),
    "not-asked": (
        "The collection does not ask for this measure for this period.",
        "For this measure: {periods}.",
        "Correct the period, or delete the row.",
    ),
    "formula": (
        "The cell holds a formula.",
        "The figure itself.",
        "Copy the cell and paste it as a value.",
    ),
    "count-not-number": (
        "This is not a whole number.",
        "A whole number in figures, from 0; nothing else in the cell.",
        "Write figures only, for example 1234 and not 1,234 or 12.5; put remarks in the column Note.",
    ),
    "count-negative": (
        "A count cannot be below zero.",
        "A whole number from 0.",
        "Correct the figure; if it is a correction of an earlier one, give the corrected total.",
    ),
    "numerator-missing": (
        "The status says there is a figure and the cell is empty.",
        "A whole number, or the status not supplied.",
        "Give the figure, or choose the status not supplied and say why.",
    ),
    "denominator-missing": (
        "The figure it is divided by is missing: {label}.",
        "A whole number from 0.",
        "Give the number of: {label}.",
    ),
    "denominator-not-wanted": (
        "This measure is divided by the population we hold.",
        "An empty cell.",
        "Clear the cell.",
    ),
    "numerator-above-denominator": (
        "The part is greater than the whole: {numerator} of {denominator}.",
        "A numerator of at most {denominator}.",
        "Check both figures; they may have changed places.",
    ),
    "status-unknown": (
        "This is not one of the statuses.",
        "One of: {statuses}; empty means supplied.",
        "Choose the status from the list.",
    ),
    "reason-missing": (
        "The status {status} needs a reason.",
        "A sentence that can be printed.",
        "Say why in the column Reason.",
    ),
    "number-not-wanted": (
        "The status says nothing was supplied and there is a figure.",
        "An empty cell.",
        "Clear the figure, or choose another status.",
    ),
    "text-too-long": (
        "The text has {length} characters.",
        "At most {limit} characters.",
        "Shorten it.",
    ),
    "row-doubled": (
        "The same force, measure and period are in row {first} too.",
        "One row for each figure.",
        "Delete one of the rows.",
    ),
    "part-exceeds-whole": (
        "The part is {part} and the whole {whole}; the other is in row {other}.",
        "A part that is at most its whole.",
        "Find out which of the two is wrong and send both again.",
    ),
}


def problem(code: str, **words: Any) -> Problem:
    """Return a problem of the file or its layout."""
    message, allowed, mend = MESSAGES[code]
    return Problem(
        code=code,
        message=message.format(**words),
        allowed=allowed.format(**words),
        mend=mend.format(**words),
        heading=str(words.get("heading", "")),
        found=str(words.get("found", ""))[:200],
    )


def refusal(code: str, row: Row, key: str, **words: Any) -> Problem:
    """Return a problem of one cell of one row."""
    message, allowed, mend = MESSAGES[code]
    return Problem(
        code=code,
        message=message.format(**words),
        allowed=allowed.format(**words),
        mend=mend.format(**words),
        heading=HEADINGS[key],
        found=text_of(row.cells.get(key))[:200],
        sheet=row.sheet,
        row=row.number,
    )


def listed(names: Any) -> str:
    """Return names in a row."""
    return ", ".join(names)


READ_HEADINGS = listed(READ.values())
STATUSES = listed(STATUS_SLUGS.values())
