"""The layout of a return: its headings, its rows, and what can be wrong with it."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from forces.returns import cells

SHEET = "Return"  # what the sheet of figures is called where a file has no name for it
ABOUT_SHEET = "About this file"
INSTRUCTIONS_SHEET = "Instructions"
MADE_AT = "Downloaded at"  # on the sheet about the file: when the template was made for whoever fills it in

# key → heading; those of READ are read, the rest help whoever fills the sheet in
READ = {
    "force": "Force code",
    "measure": "Measure",
    "period": "Period",
    "numerator": "Numerator",
    "denominator": "Denominator",
    "status": "Status",
    "reason": "Reason",
    "caveat": "Note",
    "base": "Responses",
}
HELP = {
    "force_name": "Force name",
    "measure_title": "Measure in words",
    "period_label": "Period in words",
    "numerator_label": "What to count",
    "denominator_label": "Out of",
    "held": "Held now",
    "before": "Period before",
    "refused": "Why it was refused",
}
HEADINGS = READ | HELP
KEYS = ("force", "measure", "period")
COUNTS = ("numerator", "denominator", "base")
ANSWERS = ("numerator", "denominator", "base", "status", "reason", "caveat")
OPTIONAL = {"denominator", "status", "reason", "caveat", "base", *HELP}

Cell = str | int | float | bool | date | datetime | time | timedelta | None


@dataclass(frozen=True)
class Formula:
    """A cell that holds a formula; what it works out to is not read."""

    text: str = "a formula"


class Bad:
    """What a cell holds that should be a whole number and is not."""


BAD = Bad()
WHOLE = re.compile(r"-?[0-9]{1,15}")
LARGEST = 10**15


def whole(cell: Any) -> int | Bad | None:
    """Return the whole number in a cell, nothing for an empty one, or BAD."""
    if isinstance(cell, bool):
        return BAD
    if isinstance(cell, int):
        return cell if abs(cell) < LARGEST else BAD
    if isinstance(cell, float):
        return int(cell) if math.isfinite(cell) and cell == int(cell) and abs(cell) < LARGEST else BAD
    if cell is None:
        return None
    if not isinstance(cell, str):
        return BAD
    text = cell.strip()
    if not text:
        return None
    return int(text) if WHOLE.fullmatch(text) else BAD


def text_of(cell: Any) -> str:
    """Return a cell as a person reads it: 2016.0 is 2016, nothing is nothing."""
    if isinstance(cell, str):
        return cell.replace("\x00", "").strip()  # PostgreSQL holds no NUL
    if cell is None:
        return ""
    if isinstance(cell, Formula):
        return cell.text
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and math.isfinite(cell) and cell == int(cell) and abs(cell) < LARGEST:
        return str(int(cell))
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell).strip()


class Row:
    """One row: where it is, its cells by key, their texts, and its counts.

    `marks` tells which count is a mark instead of a number (a key of `cells`' sets), `remarks` what was read otherwise
    than it is written.
    """

    __slots__ = ("base", "cells", "denominator", "marks", "number", "numerator", "remarks", "sheet", "texts")

    def __init__(self, sheet: str, number: int, named: dict[str, Any]) -> None:
        self.sheet, self.number, self.cells = sheet, number, named
        self.texts = {key: text_of(cell) for key, cell in named.items() if key in READ}
        self.marks: dict[str, str] = {}
        self.remarks: list[str] = []
        self.numerator = self.count("numerator")
        self.denominator = self.count("denominator")
        self.base = self.count("base")

    def count(self, key: str) -> int | Bad | None:
        """Return a count; note a mark in its place, and a number that is not written plainly."""
        cell = self.cells.get(key)
        count = whole(cell)
        if count is not BAD or not isinstance(cell, str):
            return count
        text = self.texts[key]
        if text.lower() in cells.NOT_SUPPLIED:
            self.marks[key] = "not supplied"
            self.remark(key, "not supplied" if key == "numerator" else "no figure")
            return None
        if text in cells.DASHES:
            self.marks[key] = "dash"
        elif text in cells.STARS:
            self.marks[key] = "withheld"
        number = cells.number_in(text)
        if number is None:
            return BAD
        self.remark(key, str(number))
        return number

    def remark(self, key: str, as_what: str) -> None:
        """Note that a cell was read otherwise than it is written."""
        self.remarks.append(f"{READ[key]}: “{self.texts[key]}” was read as {as_what}")

    @property
    def place(self) -> tuple[str, int]:
        """Return which row of the file it is."""
        return self.sheet, self.number

    def seen_from(self, row: Row) -> str:
        """Return where it is in words, as seen from another row."""
        return f"row {self.number}" if self.sheet == row.sheet else f"row {self.number} of sheet {self.sheet}"

    @property
    def found(self) -> list[str]:
        """Return the cells as found, in the order of the columns that are read."""
        return [self.texts.get(key, "") for key in READ]

    def text(self, key: str) -> str:
        """Return a cell as text; a formula has none."""
        return "" if isinstance(self.cells.get(key), Formula) else self.texts.get(key, "")

    def is_formula(self, key: str) -> bool:
        """Say whether the cell holds a formula."""
        return isinstance(self.cells.get(key), Formula)

    @property
    def is_empty(self) -> bool:
        """Say whether nothing stands in any column that is read."""
        return not any(self.texts.values())

    @property
    def status(self) -> str:
        """Return the status as our slug; an empty one is supplied, or not supplied beside n/a, as the template says."""
        text = self.text("status").lower().replace("_", "-")
        return STATUS_WORDS.get(text, text) or ("not-supplied" if self.is_marked_not_supplied else "supplied")

    @property
    def is_marked_not_supplied(self) -> bool:
        """Say whether n/a or .. stands in place of the figure."""
        return self.marks.get("numerator") == "not supplied"

    @property
    def is_unanswered(self) -> bool:
        """Say whether nobody filled the row in: it changes nothing."""
        return not any(self.texts.get(key) for key in ANSWERS)

    @property
    def has_keys(self) -> bool:
        """Say whether it names a force, a measure and a period, known or not."""
        return all(self.texts.get(key) for key in KEYS)


# what may stand in the Status column, as written → as held
STATUS_WORDS = {
    "": "",
    "supplied": "supplied",
    "not supplied": "not-supplied",
    "not comparable": "not-comparable",
    "partial, left out": "partial-excluded",
    "partial, included": "partial-included",
    "estimated": "estimated",
    "combined with another force": "combined",
}
STATUS_SLUGS = {slug: words for words, slug in STATUS_WORDS.items() if slug}


@dataclass(frozen=True)
class Problem:
    """What is wrong: where, what was found, what is allowed, how to mend it."""

    code: str
    message: str
    allowed: str = ""
    mend: str = ""
    heading: str = ""
    found: str = ""
    sheet: str = ""
    row: int = 0

    def as_dict(self) -> dict[str, Any]:
        """Return it as the staged row keeps it."""
        return asdict(self)

    @property
    def place(self) -> str:
        """Return where it is, in words."""
        parts = [f"sheet {self.sheet}" if self.sheet else "", f"row {self.row}" if self.row else "", self.heading]
        return ", ".join(part for part in parts if part)


def in_words(found: Mapping[str, Any]) -> str:
    """Return a problem as a row keeps it on one line: column, what is wrong, what was found, how to mend it."""
    heading = f"{found['heading']}: " if found["heading"] else ""
    said = f" Found: {found['found']}." if found["found"] else ""
    return f"{heading}{found['message']}{said} {found['mend']}"


class Unreadable(Exception):
    """The file as a whole cannot be taken."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems


@dataclass(frozen=True)
class Sheet:
    """A sheet that is read: its name and headings, and the row these are in."""

    name: str
    headings: list[str]
    heading_row: int


@dataclass(frozen=True)
class NotRead:
    """Something in a file that is not read, with the reason; row 0 is the whole sheet, no sheet the whole file."""

    sheet: str
    row: int
    text: str
    why: str

    def as_dict(self) -> dict[str, Any]:
        """Return it as the upload keeps it."""
        return asdict(self)


@dataclass
class Table:
    """A file as read: its format, its sheets and their rows, what it says of itself, and what was left out."""

    format: str
    sheets: list[Sheet] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    about: dict[str, str] = field(default_factory=dict)
    not_read: list[NotRead] = field(default_factory=list)
    made_at: datetime | None = None

    def named(self, sheet: Sheet) -> str:
        """Return a sheet's name where it takes one to tell which is meant."""
        return sheet.name if len(self.sheets) > 1 else ""


@dataclass(frozen=True)
class AskedMeasure:
    """What a check must know of a measure."""

    is_share: bool
    is_per_head: bool
    denominator_label: str
    is_divided_by_measure: bool = False
    is_survey: bool = False
    part_of: str = ""

    @property
    def is_denominator_sent(self) -> bool:
        """Say whether a force sends what it is divided by."""
        return not self.is_per_head and not self.is_divided_by_measure


@dataclass(frozen=True)
class Asked:
    """What a file may say: plain data, looked up once."""

    collection: str
    title: str
    template_version: int
    forces: dict[str, str]
    measures: dict[str, AskedMeasure]
    periods: dict[str, str]
    items: frozenset[tuple[str, str]]
    force: str = ""
    out_of_scope: dict[str, str] = field(default_factory=dict)
    closed: frozenset[str] = frozenset()
