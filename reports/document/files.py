"""A report as PDF, Word, JSON and CSV, each from its snapshot and what is said of its edition, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from core.dates import in_words
from core.documents import pdf
from core.word_files import WordFile
from inspections.models import Marking
from reports.document.drawing import notes_of
from reports.document.shape import Block, FigurePart, SectionPart, Snapshot

NOT_OUT = "not published, and may still change"


@dataclass(frozen=True)
class Edition:
    """What is printed of an edition beside its snapshot; without a day it is a draft. `number` 0: none is prepared."""

    number: int = 0
    published_on: date | None = None
    notice: str = ""
    sha256: str = ""

    @property
    def is_draft(self) -> bool:
        """Say whether it is not out."""
        return self.published_on is None

    @property
    def marking(self) -> Marking:
        """Return how it may be handled."""
        return Marking.SENSITIVE if self.is_draft else Marking.OFFICIAL

    @property
    def mark(self) -> str:
        """Return the same as it is printed on every page."""
        return f"{self.marking.label}: draft" if self.is_draft else str(self.marking.label)

    @property
    def in_words(self) -> str:
        """Return which it is: "edition 2, published 8 August 2024"."""
        name = f"edition {self.number}" if self.number else "draft"
        return f"{name}, published {in_words(self.published_on)}" if self.published_on else f"{name}, {NOT_OUT}"


def file_name(snapshot: Snapshot, edition: Edition) -> str:
    """Return what files are called: the reference, the edition from the second on, and the marking of a draft."""
    name = snapshot["reference"] if edition.number < 2 else f"{snapshot['reference']}-edition-{edition.number}"
    return draft_name(name) if edition.is_draft else name


def draft_name(name: str) -> str:
    """Return what a file about a draft is called, with its marking."""
    return f"{name}-DRAFT-{Marking.SENSITIVE.label}"


def contents(snapshot: Snapshot) -> list[tuple[str, str]]:
    """Return the anchor and words of each heading of the contents list."""
    found = [(f"section-{part['key']}", part["heading"]) for part in snapshot["sections"]]
    ends = (("glossary", "Glossary"), ("footnotes", "Footnotes"))
    return found + [(f"document-{name}", words) for name, words in ends if snapshot[name]]  # type: ignore[literal-required]


def shown(snapshot: Snapshot, edition: Edition) -> dict[str, Any]:
    """Return what the templates of page and PDF draw a report from."""
    return {
        "title": snapshot["title"],
        "date": f"{snapshot['reference']}, {edition.in_words}",
        "snapshot": snapshot,
        "mark": edition.mark,
        "marking": edition.marking,
        "illustrative": snapshot.get("illustrative", ""),
        "notice": edition.notice,
        "is_draft": edition.is_draft,
        "contents": contents(snapshot),
    }


def pdf_of(snapshot: Snapshot, edition: Edition) -> bytes:
    """Return the report as PDF, tagged to PDF/UA-1; a draft says so across every page."""
    return pdf(render_to_string("documents/report.html", shown(snapshot, edition)), title=snapshot["title"])


# --- Word ----------------------------------------------------------------------------------------------------
def word_of(snapshot: Snapshot, edition: Edition, *, on: date) -> bytes:
    """Return the report as a Word file, dated by its day of publication or, for a draft, by the day it is made."""
    day = edition.published_on or on
    file = WordFile(
        title=snapshot["title"],
        made_at=timezone.make_aware(datetime.combine(day, time(9))),
        header="DRAFT" if edition.is_draft else "",
    )
    told = f"{snapshot['reference']}, {edition.in_words}"
    file.footer(f"{told}. {edition.mark}")
    file.paragraph(told, is_strong=True)
    file.paragraph(edition.mark, is_strong=True)
    if "illustrative" in snapshot:
        file.paragraph(snapshot["illustrative"], is_strong=True)
    if edition.notice:
        file.heading("Correction", 2)
        file.paragraph(edition.notice)
    for part in snapshot["sections"]:
        add_section(file, part, snapshot)
    add_end(file, snapshot)
    return file.content()


def add_section(file: WordFile, part: SectionPart, snapshot: Snapshot) -> None:
    """Add one section."""
    file.heading(part["heading"], 2)
    if part["grade"]:
        file.paragraph(part["grade"], is_strong=True)
    for block in part["blocks"]:
        ADDED[block["type"]](file, block, snapshot)


def add_paragraph(file: WordFile, block: Block, snapshot: Snapshot) -> None:
    """Add words with their look."""
    file.html(block["html"])


def add_heading(file: WordFile, block: Block, snapshot: Snapshot) -> None:
    """Add a heading within a section."""
    file.heading(block["text"], block["level"])


def add_table(file: WordFile, block: Block, snapshot: Snapshot) -> None:
    """Add a table."""
    file.table(block["caption"], block["head"], block["rows"])


def add_figure(file: WordFile, block: Block, snapshot: Snapshot) -> None:
    """Add a figure as words and the table of its lines; a Word file holds no drawing."""
    figure = next(one for one in snapshot["figures"] if one["key"] == block["figure"])
    file.paragraph(said(figure))
    rows = [[line["force"], line["printed"], line["note"] or "–"] for line in figure["lines"]]
    file.table(block.get("caption", figure["caption"]), ["Force", figure["unit"], "Note"], rows, widths=[3, 2, 4])
    for note in notes_of(figure):
        file.paragraph(note)


def said(figure: FigurePart) -> str:
    """Return a figure's own number and the national one in a sentence."""
    national = f"; England and Wales {figure['national_printed']}" if figure["national_printed"] else ""
    return f"{figure['measure']} ({figure['period']}), {figure['unit']}: {figure['force_printed']}{national}."


def add_finding(file: WordFile, block: Block, snapshot: Snapshot) -> None:
    """Add a finding."""
    finding = next(one for one in snapshot["findings"] if one["reference"] == block["finding"])
    under = f", under {finding['parent']}" if finding["parent"] else ""
    file.paragraph(f"{finding['kind_in_words']} {finding['reference']}{under}", is_strong=True)
    file.paragraph(finding["wording"])
    if finding["due"]:
        file.paragraph(f"Due: {finding['due']}")


def add_end(file: WordFile, snapshot: Snapshot) -> None:
    """Add the words explained and the footnotes."""
    if snapshot["glossary"]:
        file.heading("Glossary", 2)
        for one in snapshot["glossary"]:
            file.paragraph(one["term"], is_strong=True)
            file.paragraph(one["definition"])
    if snapshot["footnotes"]:
        file.heading("Footnotes", 2)
        for note in snapshot["footnotes"]:
            file.html(f"<p>{note['number']}. {note['html']}</p>")


ADDED = {
    "paragraph": add_paragraph,
    "heading": add_heading,
    "table": add_table,
    "figure": add_figure,
    "finding": add_finding,
}


# --- open data -----------------------------------------------------------------------------------------------
def json_of(snapshot: Snapshot, edition: Edition) -> str:
    """Return the report as open data: the keys of `shape.Snapshot`, and under `edition` which it is."""
    told = {
        "number": edition.number,
        "published_on": edition.published_on.isoformat() if edition.published_on else None,
        "notice": edition.notice,
        "sha256": edition.sha256,
        "is_draft": edition.is_draft,
    }
    return json.dumps({**snapshot, "edition": told}, ensure_ascii=False, sort_keys=True, indent=1)


# table → its headings; each row is those keys of the snapshot's part
TABLES: dict[str, list[str]] = {
    "findings": ["reference", "kind", "question", "diagnostic", "title", "wording", "parent", "due"],
    "judgments": ["question", "title", "grade", "last_inspected", "is_carried_over", "reason"],
    "follow-up": ["reference", "title", "kind_in_words", "raised_in", "verdict", "narrative", "status"],
    "file-reviews": ["reference", "title", "design", "good", "reviewed", "words"],
    "figures": ["key", "measure", "period", "unit", "force", "printed", "note", "is_marked"],
}


TABLE_NAMES = {
    "findings": "Findings",
    "judgments": "Judgments",
    "follow-up": "Follow-up of earlier findings",
    "file-reviews": "File reviews",
    "figures": "Figures",
}


def table_of(snapshot: Snapshot, name: str) -> Iterable[list[Any]]:
    """Yield the rows of one table of the open data, the report's reference before each; empty where none is held."""
    if name == "figures":
        parts = [{**figure, **line} for figure in snapshot["figures"] for line in figure["lines"]]
    else:
        parts = snapshot[name.replace("-", "_")]  # type: ignore[literal-required]
    for part in parts:
        yield [snapshot["reference"], *(part.get(key, "") for key in TABLES[name])]
