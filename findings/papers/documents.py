"""A paper as PDF and as Word file, from its content alone."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from core.documents import pdf
from core.word_files import WordFile, word_response
from findings.papers import columns
from findings.papers.columns import Content
from findings.rules.papers import day_in_words

__all__ = ["LONGEST_PDF", "TooLong", "pdf_of", "word_of", "word_response"]
LONGEST_PDF = 500  # rows: some ten seconds, as long as anybody waits


class TooLong(ValueError):
    """A PDF of so many rows takes longer to draw than anybody waits."""


def title_of(content: Content) -> str:
    """Return what a file is called inside."""
    return f"{content['reference']} {content['title']}"


def facts(content: Content) -> list[tuple[str, str]]:
    """Return what is said of a paper above its table."""
    last = content["follows"]
    return [
        ("About", content["scope"]["in_words"]),
        ("As at", day_in_words(content["as_at"])),
        ("State", columns.state_of(content)),
        ("Follows", f"{last['reference']}, as at {day_in_words(last['as_at'])}" if last else "No earlier paper"),
        ("Findings", columns.total_in_words(content)),
    ]


def pdf_of(content: Content) -> bytes:
    """Return the paper as PDF, A4 across; raise TooLong for more rows than can be drawn while somebody waits."""
    rows = content["rows"]
    if len(rows) > LONGEST_PDF:
        raise TooLong(
            f"This paper has {len(rows):,} rows, and a PDF file is made of {LONGEST_PDF:,} at most. Take it as a Word "
            "file, a CSV or an XLSX file."
        )
    used = columns.columns_of(content)
    page = render_to_string(
        "documents/paper.html",
        {
            "title": title_of(content),
            "date": f"As at {day_in_words(content['as_at'])}. {columns.state_of(content)}",
            "content": content,
            "facts": facts(content),
            "head": [{"text": column.label, "classes": f"document-width-{column.width}"} for column in used],
            "cells": [[{"text": column.text(row)} for column in used] for row in rows],
            "totals": columns.total_tables(content),
            "change_head": [{"text": text} for text in columns.CHANGE_HEADINGS],
            "changes": [[{"text": text} for text in row] for row in columns.change_rows(content)],
            "counts": columns.change_counts(content) if content["changes"] else [],
            "sums": columns.changes_in_words(content) if content["changes"] else [],
        },
    )
    return pdf(page, title=title_of(content))


def word_of(content: Content) -> WordFile:
    """Return the paper as a Word file, dated by the day it was issued, or by its own day."""
    day = date.fromisoformat(content["issued_on"] or content["as_at"])
    is_draft = content["issued_on"] is None
    file = WordFile(
        title=title_of(content),
        made_at=timezone.make_aware(datetime.combine(day, time(9))),
        is_landscape=True,
        header=columns.DRAFT if is_draft else "",
    )
    if is_draft:
        file.paragraph(f"{columns.DRAFT}. It may still change.", is_strong=True)
    file.table("About this paper", ["What", "Value"], facts(content), widths=[1, 4])
    file.heading("Findings", 2)
    used = columns.columns_of(content)
    if content["rows"]:
        rows = [[column.text(row) for column in used] for row in content["rows"]]
        file.table(
            "Findings, where they stand and by when", [column.label for column in used], rows,
            widths=[column.width for column in used],
        )  # fmt: skip
    for note in content["notes"]:
        file.paragraph(note)
    file.heading("Totals", 2)
    for caption, lines in columns.total_tables(content):
        file.table(caption, ["What", "Findings"], [[text, str(count)] for text, count in lines], widths=[3, 1])
    add_changes(file, content)
    return file


def add_changes(file: WordFile, content: Content) -> None:
    """Add what changed since the last paper."""
    last: Any = content["follows"]
    if not last:
        return
    file.heading(f"Changes since {last['reference']}", 2)
    for text in columns.changes_in_words(content):
        file.paragraph(text)
    counts = [[text, str(count)] for text, count in columns.change_counts(content)]
    file.table("How many findings changed, by kind of change", ["Change", "Findings"], counts, widths=[3, 1])
    if rows := columns.change_rows(content):
        file.table("Each change", columns.CHANGE_HEADINGS, rows, widths=[3, 2, 6, 3, 3, 3])
