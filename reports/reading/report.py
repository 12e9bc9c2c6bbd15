"""Reads one report: a text in, everything it seems to say out."""

from __future__ import annotations

from dataclasses import replace

from reports.reading import about, file_reviews, findings, judgments
from reports.reading.layout import Reading
from reports.reading.lines import lines_of
from reports.reading.sections import Text


def read(text: str) -> Reading:
    """Return what a report seems to say."""
    lines = lines_of(text)
    table = judgments.table_of(lines)
    titles = [row.title for row in judgments.rows_of(lines[table.start : table.stop])]
    report = Text(lines, titles, table)
    found = Reading(
        force=about.force(report),
        cycle=about.cycle(report),
        published_on=about.published_on(report),
        judgments=judgments.judgments(report),
        findings=findings.findings(report),
        file_reviews=file_reviews.file_reviews(report),
    )
    return by_question(found)


def by_question(found: Reading) -> Reading:
    """Give what stands under a chapter the title that the table of judgments gives its question."""
    titles = {judgment.slug: judgment.question for judgment in found.judgments}
    named = [replace(one, question=titles.get(one.slug, one.question)) for one in found.findings]
    return replace(found, findings=named)
