"""The shape of a snapshot: the whole of a report as plain data, from which page, PDF, Word and open data are drawn.

Nothing in it points back to a live record: what a reader must see is here, in words and numbers as printed.
"""

from __future__ import annotations

import hashlib
import json
from typing import NotRequired, TypedDict

FORMAT = 1


class Block(TypedDict):
    """One part of a section, the least a force may comment on; `name` stays the same while its section stands.

    By `type`: "paragraph" has `html` (sanitised: p, ul, ol, li, strong, em, a, sup) and `text` (the same, plain);
    "heading" has `text` and `level` (3 or 4); "table" has `caption`, `head` and `rows` (the first cell names its row);
    "figure" has `figure`, a key of the snapshot's figures, and `caption` where it is another than the figure's own;
    "finding" has `finding`, a reference of its findings.
    """

    name: str
    type: str
    html: NotRequired[str]
    text: NotRequired[str]
    level: NotRequired[int]
    caption: NotRequired[str]
    head: NotRequired[list[str]]
    rows: NotRequired[list[list[str]]]
    figure: NotRequired[str]
    finding: NotRequired[str]


class SectionPart(TypedDict):
    """A section: `key` is its question's slug, or its kind; `kind` is one of SectionKind; `grade` in words, or ""."""

    key: str
    kind: str
    heading: str
    grade: str
    blocks: list[Block]


class JudgmentPart(TypedDict):
    """What stands on a question: `grade` in words ("good", "ungraded by design", "not held"), and since when.

    Where this inspection says that it is not graded, `reason` is why; earlier snapshots hold none.
    """

    question: str
    title: str
    grade: str
    last_inspected: int | None
    is_carried_over: bool
    reason: NotRequired[str]


class FindingPart(TypedDict):
    """A finding the report raises; `due` in words, `parent` the reference of its cause of concern or ""."""

    reference: str
    kind: str
    kind_in_words: str
    question: str
    diagnostic: str
    title: str
    wording: str
    parent: str
    due: str


class FollowUpPart(TypedDict):
    """An earlier finding and what this inspection found about it."""

    reference: str
    title: str
    kind_in_words: str
    raised_in: str
    verdict: str
    narrative: str
    status: str


class FileReviewPart(TypedDict):
    """A crime file review: "46 of 60", or no count at all (None); `words` as printed."""

    reference: str
    title: str
    design: str
    good: int | None
    reviewed: int | None
    words: str


class FigureLine(TypedDict):
    """One force in a figure: `value` to draw (None: no bar), `printed` as shown, `note` why, `is_marked` ours."""

    force: str
    value: float | None
    printed: str
    note: str
    is_marked: bool


class FigurePart(TypedDict):
    """A figure: its words, the force's own number, the England and Wales rate, and a line for each force.

    `is_frozen` says that its lines are those kept for print; only a draft has others. `off_scale` names the forces
    whose bar would flatten all others, so that their value is written only; earlier snapshots hold none.
    """

    key: str
    caption: str
    measure: str
    period: str
    unit: str
    force_printed: str
    national: float | None
    national_printed: str
    is_frozen: bool
    lines: list[FigureLine]
    notes: list[str]
    off_scale: NotRequired[list[str]]


class GlossaryPart(TypedDict):
    """A word the report explains."""

    term: str
    definition: str


class Footnote(TypedDict):
    """A footnote: its number in the report and its words as sanitised HTML."""

    number: int
    html: str


class Snapshot(TypedDict):
    """A whole report; where its inspection is made up, `illustrative` says so in words, and others hold none."""

    format: int
    title: str
    reference: str
    force: str
    force_code: str
    cycle: str
    pillar: str
    kind: str
    fieldwork: str
    sections: list[SectionPart]
    judgments: list[JudgmentPart]
    findings: list[FindingPart]
    follow_up: list[FollowUpPart]
    file_reviews: list[FileReviewPart]
    figures: list[FigurePart]
    glossary: list[GlossaryPart]
    footnotes: list[Footnote]
    illustrative: NotRequired[str]


def as_text(snapshot: Snapshot) -> str:
    """Return a snapshot as JSON text, the same for the same snapshot: what is stored and hashed."""
    return json.dumps(snapshot, ensure_ascii=False, sort_keys=True, indent=1)


def from_text(text: str) -> Snapshot:
    """Return the snapshot that a text holds."""
    return json.loads(text)  # type: ignore[no-any-return]


def hash_of(text: str) -> str:
    """Return the SHA-256 of a snapshot's text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()
