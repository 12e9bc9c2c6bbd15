"""The layout of a file of published findings: its headings and its rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

# key, which is the heading → the longest text it takes
HEADINGS: dict[str, int] = {
    "force": 100,
    "raised_cycle": 20,
    "pillar": 20,
    "question": 200,
    "type": 40,
    "subject_paraphrased": 2000,
    "status_as_of_cycle": 20,
    "status": 500,
    "due_date": 40,
    "source": 250,
    "published_on": 40,
}
OPTIONAL = ("due_date", "source", "published_on")
REQUIRED = tuple(heading for heading in HEADINGS if heading not in OPTIONAL)
REASON = "reason"  # what our own file of refused rows adds: not read
KNOWN = (*HEADINGS, REASON)


@dataclass(frozen=True)
class Line:
    """One row: where it is, its texts by heading, and which of its cells hold a formula."""

    number: int
    sheet: str
    texts: dict[str, str]
    formulas: tuple[str, ...] = ()

    def text(self, heading: str) -> str:
        """Return a cell; a column the file does not have is empty."""
        return self.texts.get(heading, "")

    def kept(self) -> dict[str, Any]:
        """Return it as the file's record keeps it."""
        return {"row": self.number, "sheet": self.sheet, "cells": self.texts, "formulas": list(self.formulas)}


def line_of(kept: dict[str, Any]) -> Line:
    """Return a row as the file's record keeps it."""
    return Line(kept["row"], kept["sheet"], kept["cells"], tuple(kept["formulas"]))


@dataclass(frozen=True)
class Table:
    """A file as read: its format, its headings from left to right, its rows."""

    format: str
    headings: list[str]
    lines: list[Line] = field(default_factory=list)
