"""Every message about a file of published grades or a row of one: what is wrong, and how to mend it."""

from __future__ import annotations

from typing import Any

from forces.returns.layout import Problem
from inspections.grades_files.layout import REQUIRED, Line

# code → (what is wrong, how to mend it); {names} are filled in
MESSAGES: dict[str, tuple[str, str]] = {
    "empty": ("The cell is empty.", "{wanted}"),
    "text-too-long": ("The text has {length} characters and the limit is {limit}.", "Shorten it."),
    "force-unknown": ("There is no force with this name.", "Write its name or code, or add this name to its others."),
    "force-out-of-scope": ("{name} is not inspected.", "Take the row out."),
    "force-barred": (
        "You are kept away from {name} by a conflict of interest.",
        "Take the row out and let somebody else load it.",
    ),
    "names-differ": ("This is not the official name of {name}.", "Correct one of the two names."),
    "cycle-unknown": ("This cycle is not in the system.", "Write one of these: {cycles}."),
    "cycle-to-come": ("The cycle has not begun.", "Correct the cycle."),
    "pillar-unknown": (
        "There is no such pillar.",
        "Write effectiveness, efficiency, legitimacy, or “area (no pillar)”.",
    ),
    "framework-unknown": (
        "No framework of {cycle} judges this pillar here.",
        "Correct the cycle or the pillar, or have an administrator add the framework first.",
    ),
    "question-unknown": ("{framework} does not ask this.", "Write one of these: {questions}."),
    "question-elsewhere": ("{framework} asks this under {pillar}.", "Correct the pillar or the question."),
    "no-overall": ("{framework} gives no overall judgment.", "Take the row out, or name the question it is about."),
    "which-overall": ("{framework} gives an overall judgment for each pillar.", "Name the pillar."),
    "grade-unknown": ("This grade is not on the scale of {framework}.", "Write one of these: {grades}."),
    "never-graded": ("{framework} never grades this question.", "Write “not graded”, or correct the question."),
    "no-reason": (
        "The question was to be graded and was not, and the file does not say why.",
        "Add a column “reason” that says why there is no grade.",
    ),
    "not-a-date": ("This is not a date.", "Write it as 2018-03-22 or 22/03/2018, or leave the cell empty."),
    "published-later": ("The date is after today.", "Write the day on which the report was published."),
    "published-before": ("This is before the cycle {cycle}.", "Correct the date or the cycle."),
    "days-differ": ("{reference} was published on {held}.", "Correct the date, or leave the cell empty."),
    "rows-differ": ("Row {rows} of this file says otherwise.", "Find out which is right and take the other out."),
    "unpublished": (
        "{reference} is not published yet: its grades are given by its own judgments.",
        "Take the row out, or load it when the report is out.",
    ),
    "left-out": (
        "{reference} left this question out, and the earlier grade stands.",
        "Take the row out, or have the scope of the inspection looked at before its grades are loaded.",
    ),
    "reference-taken": (
        "{reference} is held and is not an inspection against this framework.",
        "Have the inspection looked at before its grades are loaded.",
    ),
    "held-differs": (
        "{reference} holds {held} (source: {source}).",
        "Find out which is right. A grade the inspectorate changed after publication is recorded as a correction, on "
        "the page of the inspection.",
    ),
}
WANTED = {
    "force": "Write the force’s name or its three-letter code, such as Bedfordshire or BED.",
    "cycle": "Write the cycle, such as 2017 or 2018/19.",
    "question": "Write the question, or “overall”.",
    "grade": "Write the grade, or “not graded”.",
    "source": "Say where the grade was published.",
}
FILE: dict[str, tuple[str, str]] = {
    "empty-file": ("The file is empty.", "Save it again, check that it has a size, and send it again."),
    "too-large": ("The file is larger than {limit}.", "Send the rows in several files."),
    "not-text": ("The file is not a CSV file in UTF-8.", "Save it as “CSV UTF-8” and send that."),
    "damaged": (
        "The file is damaged: its rows cannot be told apart.",
        "Look for a quotation mark that is opened and not closed, mend it, and send the file again.",
    ),
    "too-many-rows": ("The file has more than {limit} rows.", "Send the rows in several files."),
    "heading-missing": (
        "There is no column {heading}.",
        f"Put these headings in the first row: {', '.join(REQUIRED)}.",
    ),
    "heading-doubled": ("The heading {heading} is there more than once.", "Delete the columns that do not belong."),
    "no-rows": ("There is no row under the headings.", "Write a grade in each row and send the file again."),
}


def problem(code: str, **words: Any) -> Problem:
    """Return what is wrong with the file."""
    message, mend = FILE[code]
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
        row=line.number,
    )
