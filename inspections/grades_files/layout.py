"""The layout of a file of published grades: its headings and its rows."""

from __future__ import annotations

from dataclasses import dataclass

REQUIRED = ("force", "cycle", "pillar", "question", "grade", "source")
OPTIONAL = ("official_name", "basis", "reason", "published_on")
REFUSED = "why_refused"  # what our own file of refused rows adds: not read
LONGEST = {"source": 300, "reason": 2000}


@dataclass(frozen=True)
class Line:
    """One row: its number, the row of headings being the first, and its texts by heading."""

    number: int
    texts: dict[str, str]

    def text(self, heading: str) -> str:
        """Return a cell; a column the file does not have is empty."""
        return self.texts.get(heading, "")
