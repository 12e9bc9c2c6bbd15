"""Rows of files of published grades."""

from __future__ import annotations

import csv
import io
from typing import Any

HEADINGS = ["force", "cycle", "pillar", "question", "grade", "source", "reason", "published_on"]
PLAIN = {
    "force": "Kent",
    "cycle": "2017",
    "pillar": "effectiveness",
    "question": "overall",
    "grade": "good",
    "source": "https://example.org/kent/",
}


def row(**given: str) -> dict[str, str]:
    """Return a row that is in order, changed as given."""
    return PLAIN | given


def as_csv(*rows: dict[str, Any], headings: list[str] = HEADINGS) -> bytes:
    """Return rows as a file."""
    text = io.StringIO()
    writer = csv.DictWriter(text, headings, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()
