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
        "An Excel workbook (.xlsx or .xlsm), an OpenDocument spreadsheet (.ods) or a CSV file.",
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
        "No sheet has the headings of a return; the file has the sheets {sheets}.",
        "At least one sheet with the headings {headings}.",
        "Use the template's own sheets, or copy the row of headings from the template above your figures.",
    ),
    "published-workbook": (
        "This looks like a published workbook, with titles and notes around its tables, and not a return: its sheets "
        "are {sheets}.",
        "The template of this collection, or one tidy table: one row of headings and nothing but rows under it.",
        "Copy the figures you need from the one sheet that has them into the template. A tidy table of published "
        "statistics can be loaded as it is, through a saved mapping of its columns.",
    ),
    "sheets-hidden": (
        "The sheets with figures are hidden: {sheets}. Hidden sheets are not read.",
        "A sheet with figures that can be seen.",
        "Show the sheet (right-click on the row of sheet names and choose Unhide or Show), save, and send it again.",
    ),
    "no-headings": (
        "No row of headings was found in the first {rows} rows. The first row is: {first}.",
        "A row with the headings {headings}.",
        "Copy the row of headings from the template above your figures. A table of published statistics is loaded "
        "through a saved mapping of its columns instead.",
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
    "return-closed": (
        "The return of {name} is signed off, so nothing in it changes.",
        "Rows of forces whose returns are not signed off.",
        "Delete the row; or ask for the return to be opened again, and send the row then.",
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
        "A whole number in figures, from 0; n/a when you cannot give it.",
        "Write figures only, for example 1234 and not 12.5 or about 1200; put remarks in the column Note.",
    ),
    "count-dash": (
        "A dash does not say whether none happened or nobody counted.",
        "A whole number from 0; n/a when you cannot give it.",
        "Write 0 if none happened; write n/a, with the reason, if you cannot say.",
    ),
    "count-withheld": (
        "An asterisk stands for a figure that is withheld.",
        "A whole number from 0, or the status not supplied.",
        "Clear the cell and choose the status not supplied with the reason, or give the figure.",
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
        "This measure is divided by {what}, so no denominator is sent.",
        "An empty cell.",
        "Clear the cell.",
    ),
    "base-not-wanted": (
        "This measure is no survey, so it has no number of responses.",
        "An empty cell.",
        "Clear the cell.",
    ),
    "base-too-large": (
        "So many people cannot have answered.",
        "The number of people who answered the survey.",
        "Correct the number of responses.",
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
        "The same force, measure and period are in {first} too.",
        "One row for each figure.",
        "Delete one of the rows.",
    ),
    "part-exceeds-whole": (
        "The part is {part} and the whole {whole}; the other is in {other}.",
        "A part that is at most its whole.",
        "Find out which of the two is wrong and send both again.",
    ),
    # a published table
    "table-column-missing": (
        "The table has no column {heading}, which the mapping {mapping} reads.",
        "One row of headings that has it; the nearest to it here holds: {headings}.",
        "Choose the mapping made for this table, or change the mapping; a table with merged headings or notes above "
        "its columns must be saved with one heading a column first.",
    ),
    "table-period-of-several": (
        "The mapping {mapping} names no column for the period, and the collection asks for {count} periods.",
        "A collection that asks for one period, or a mapping that names the column.",
        "Name the columns of the period in the mapping, or load the table into a collection of one period.",
    ),
    "table-force-unknown": (
        "No force is called this.",
        "A force's name, slug or code, or another name under which it is known here.",
        "If it is a force, add the name on the page Force names (under Collections), and send the file again.",
    ),
    "table-release-unknown": (
        "No release is called this.",
        "One of: {releases}.",
        "Add it on the page Releases (under Collections), and send the file again.",
    ),
    "table-period-unknown": (
        "This is no period that can be read.",
        "A financial year such as 2016/17, with a quarter from 1 to 4 where the mapping names its column; or a period "
        "of the collection by its name.",
        "Correct the cell, or name another column in the mapping.",
    ),
    "table-year-unknown": (
        "This is no year.",
        "The year of a mid-year estimate, such as 2016.",
        "Correct the cell, or name another column in the mapping.",
    ),
    "table-count-not-number": (
        "This is not a whole number.",
        "A whole number in figures; nothing else in the cell.",
        "Write figures only, for example 1234 and not 1,234 or 12.5; leave the cell empty where there is no figure.",
    ),
    "table-count-negative": (
        "The count is below zero, and the mapping takes each row as a figure of its own.",
        "A whole number from 0.",
        "If it is a correction to be added to other rows, say in the mapping that rows add up.",
    ),
    "table-sum-broken": (
        "Another row of the same figure is refused, so their sum is not known.",
        "A sound row for every part of the sum.",
        "Mend the other row and send the whole file again.",
    ),
    "table-sum-negative": (
        "The figure is below zero: {found}, from {rows} row(s).",
        "A sum from 0; corrections below zero count, as long as the sum does not fall below it.",
        "Check that every row of the figure is in the file.",
    ),
    "table-row-doubled": (
        "The same figure is in row {other} too, and the mapping takes each row as a figure of its own.",
        "One row for each force, measure, period and release.",
        "Delete one of the rows, or say in the mapping that rows add up.",
    ),
}


def problem(code: str, **words: Any) -> Problem:
    """Return a problem of the file or its layout; `sheet` where one of several sheets is meant."""
    message, allowed, mend = MESSAGES[code]
    sheet = str(words.get("sheet", ""))
    return Problem(
        code=code,
        message=(f"Sheet {sheet}: " if sheet else "") + message.format(**words),
        allowed=allowed.format(**words),
        mend=mend.format(**words),
        heading=str(words.get("heading", "")),
        found=str(words.get("found", ""))[:200],
        sheet=sheet,
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
