"""`manage.py read_report FILE`: says what a published report seems to say; changes nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from forces.returns.layout import Problem, Unreadable
from reports.reading import files
from reports.reading.layout import About, Finding, Judgment, Reading
from reports.reading.report import read


class Command(BaseCommand):
    """Reads a report and prints its proposals, each with its line; status 1 when the file cannot be read."""

    help = "Read a published report, text or PDF, and print what it seems to say. Nothing is changed."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file."""
        parser.add_argument("file", type=Path, help="the report: plain text or PDF")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, print."""
        found, problems = Reading(), []
        try:
            files.check_size(options["file"].stat().st_size)
            found = read(files.told(options["file"].read_bytes()).text)
        except OSError as error:
            message = f"The file cannot be opened: {error.strerror or error}."
            problems = [Problem(code="not-there", message=message, mend="Check its name and its place.")]
        except Unreadable as refusal:
            problems = list(refusal.problems)
        if options["as_json"]:
            refused = [{"message": one.message, "mend": one.mend} for one in problems]
            self.stdout.write(json.dumps({**found.as_dict(), "refused": refused}, indent=1))
        else:
            self.stdout.write("\n".join(in_words(found) if not problems else map(refusal_in_words, problems)))
        if problems:
            raise SystemExit(1)


def refusal_in_words(problem: Problem) -> str:
    """Return why a file cannot be read."""
    return f"Refused. {problem.message} {problem.mend}"


def in_words(found: Reading) -> list[str]:
    """Return what is read for a person, a line each."""
    named = [("Force", found.force), ("Cycle", found.cycle), ("Published on", found.published_on)]
    return [
        *(f"{label}: {said(one) if one else 'not told'}" for label, one in named),
        f"Judgments: {len(found.judgments)}",
        *(f"  line {one.line}: {one.question}: {judgment(one)}" for one in found.judgments),
        f"Findings: {len(found.findings)}",
        *(line for one in found.findings for line in finding(one)),
        f"File reviews: {len(found.file_reviews)}",
        *(f"  line {one.line}: {one.words}" for one in found.file_reviews),
    ]


def said(about: About) -> str:
    """Return a name with its pillar and line."""
    return f"{about.name} {about.pillar}".strip() + f" (line {about.line})"


def judgment(one: Judgment) -> str:
    """Return a grade with the year."""
    return f"{one.grade.replace('-', ' ') or 'no grade told'}, last inspected {one.last_inspected or 'not told'}"


def finding(one: Finding) -> list[str]:
    """Return a finding, and what has to be looked at."""
    lines = [f"  line {one.line}: {one.kind.replace('-', ' ')}, {one.question or 'no question'}: {one.wording}"]
    return [*lines, f"    {'Damaged. ' if one.is_damaged else ''}{one.why}"] if one.why else lines
