"""What is read from a report: each thing with the lines of the text it stands on."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

OVERALL = "overall"


@dataclass(frozen=True)
class Line:
    """One line of the text: its number in the file, its words, whether a page begins there, whether it is furniture."""

    number: int
    text: str
    starts_page: bool = False
    is_furniture: bool = False


@dataclass(kw_only=True)
class Proposal:
    """Something a report seems to say. `why` tells what a person has to look at; `is_damaged`, that it is not whole."""

    lines: list[int]
    passage: str
    is_damaged: bool = False
    why: str = ""

    @property
    def line(self) -> int:
        """Return the line it begins on."""
        return self.lines[0]

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON takes it."""
        told = asdict(self)
        is_damaged = told.pop("is_damaged")
        return {"line": self.line, **told, "damaged": is_damaged}


@dataclass(kw_only=True)
class About(Proposal):
    """Which force, or which cycle and pillar, a report is about."""

    name: str
    pillar: str = ""


@dataclass(kw_only=True)
class Judgment(Proposal):
    """The grade of a question or overall: `grade` is its slug, "ungraded" for none, empty where none could be told."""

    question: str
    slug: str
    grade: str
    last_inspected: str


@dataclass(kw_only=True)
class Finding(Proposal):
    """An area for improvement, a cause of concern or a recommendation, under the question whose chapter it stands in.

    `parent` is the place in the list of the cause of concern that a recommendation answers.
    """

    kind: str
    question: str
    slug: str
    diagnostic: str
    wording: str
    parent: int | None = None


@dataclass(kw_only=True)
class FileReview(Proposal):
    """How many files were looked at, and how many of them were good where the report says so."""

    files: int
    good: int | None
    words: str


@dataclass(kw_only=True)
class Reading:
    """All that is read from one report."""

    force: About | None = None
    cycle: About | None = None
    published_on: About | None = None
    judgments: list[Judgment] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    file_reviews: list[FileReview] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON takes it."""
        about = {name: getattr(self, name) for name in ("force", "cycle", "published_on")}
        return {
            **{name: one.as_dict() if one else None for name, one in about.items()},
            "judgments": [one.as_dict() for one in self.judgments],
            "findings": [one.as_dict() for one in self.findings],
            "file_reviews": [one.as_dict() for one in self.file_reviews],
        }
