"""Every message about a file of published findings or a row of one: what is wrong, and how to mend it."""

from __future__ import annotations

from typing import Any

from findings.back_catalogue.layout import REQUIRED, Line
from findings.rules import back_catalogue as rules
from forces.returns.layout import Problem
from inspections.rules import words

# code → (what is wrong, how to mend it); {names} are filled in
MESSAGES: dict[str, tuple[str, str]] = {
    # the file
    "empty-file": ("The file is empty.", "Save it again, check that it has a size, and send it again."),
    "too-large": (
        "The file is {size} and the limit is {limit}.",
        "Take out pictures and other sheets, or send the rows in several files.",
    ),
    "expands-too-far": (
        "The file unpacks to far more than a list of findings holds.",
        "Copy the rows into a new workbook and send that.",
    ),
    "too-many-cells": (
        "The file has cells far beyond the end of its rows.",
        "Delete the empty rows and columns after the findings, or copy the findings into a new workbook.",
    ),
    "too-many-rows": ("The file has {rows} rows and the limit is {limit}.", "Send the rows in several files."),
    "no-headings": (
        "No row of headings was found in the first {rows} rows.",
        f"Put these headings above the columns, in one row: {', '.join(REQUIRED)}.",
    ),
    "heading-missing": ("There is no column {heading}.", "Add the column with exactly this heading."),
    "heading-doubled": ("The heading {heading} is there {times} times.", "Delete the columns that do not belong."),
    "heading-unknown": (
        "No column {heading} is read.",
        "Delete the column, or give it one of these headings: {headings}.",
    ),
    "no-rows": ("There is no row under the headings.", "Write a finding in each row and send the file again."),
    # a row
    "formula": ("The cell holds a formula.", "Copy the cell and paste it as a value."),
    "empty": ("The cell is empty.", "Fill it in. {wanted}"),
    "text-too-long": ("The text has {length} characters and the limit is {limit}.", "Shorten it."),
    "force-unknown": ("There is no force with this name.", "{wanted}"),
    "force-out-of-scope": ("{name} is not inspected.", "Take the row out."),
    "force-barred": (
        "You are kept away from {name} by a conflict of interest.",
        "Take the row out and let somebody else load it.",
    ),
    "cycle-unknown": ("This cycle is not in the system.", "Write one of these: {cycles}."),
    "cycle-to-come": ("The cycle has not begun.", "Correct the cycle."),
    "cycle-before-raised": ("This is before the finding was raised, in {cycle}.", "Correct one of the two cycles."),
    "pillar-unknown": ("There is no such pillar.", f"Write one of these: {', '.join(words.PILLARS)}."),
    "type-unknown": (
        "There is no such type of finding.",
        "Write AFI (area for improvement), cause of concern, or recommendation.",
    ),
    "status-unknown": (
        "What this status means is not known.",
        f"Begin it with one of these, and put any remark after a dash or in brackets: {'; '.join(rules.STATUS_WORDS)}.",
    ),
    "not-a-date": ("This is not a date.", "Write it as 2018-07-31 or 31/07/2018, or leave the cell empty."),
    "due-before-raised": ("The date is before the cycle {cycle}.", "Correct the date."),
    "published-later": ("The date is after today.", "Write the day on which the source was published."),
    "published-before": (
        "The source was published before the cycle it tells of, {cycle}.",
        "Correct the date or the cycle.",
    ),
    "closed": (
        "{reference} is {status}, and this status says that it goes on.",
        "Check the row. If it is right, a manager reopens the finding first; then send the row again.",
    ),
}
WANTED = {
    "force": "Write the force’s name or its three-letter code, such as Bedfordshire or BED.",
    "raised_cycle": "Write the cycle in which it was raised.",
    "pillar": "Write the pillar.",
    "type": "Write the type of finding.",
    "subject_paraphrased": "Say in a few words what the finding is about.",
    "status_as_of_cycle": "Write the cycle whose inspection tells the status.",
    "status": "Write the status, for instance “raised”.",
}


def problem(code: str, **words: Any) -> Problem:
    """Return what is wrong with the file."""
    message, mend = MESSAGES[code]
    return Problem(code=code, message=message.format(**words), mend=mend.format(**words))


def refusal(code: str, line: Line, heading: str, **words: Any) -> Problem:
    """Return what is wrong with one cell of one row."""
    message, mend = MESSAGES[code]
    return Problem(
        code=code,
        message=message.format(**words),
        mend=mend.format(**words),
        heading=heading,
        found=line.text(heading)[:200],
        sheet=line.sheet,
        row=line.number,
    )


def of_a_file(found: Problem) -> Problem:
    """Return what is wrong with a file, said of findings and not of a return; what is said alike of both stays."""
    message, mend = MESSAGES.get(found.code, (found.message, found.mend))
    if "{" in message:
        message = found.message
    return Problem(code=found.code, message=message, mend=mend)
