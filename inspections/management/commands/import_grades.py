"""`manage.py import_grades FILE`: does from the shell what the page does, by the same actions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.shell import person
from core import clock
from forces.returns.layout import in_words as worded
from inspections.actions import grades_files
from inspections.models import GradesFile, GradesFileState

OUTCOMES = ("added", "changed", "unchanged", "refused")
SAID = ("row", "force", "cycle", "pillar", "question", "grade", "reference")


class Command(BaseCommand):
    """Reads published grades, says what they change, with --confirm loads them; status 1 when rows are refused."""

    help = "Read a file of published grades, say what it would change, and with --confirm load the accepted rows."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file."""
        parser.add_argument("file", type=Path, help="the file: CSV in UTF-8")
        parser.add_argument("--confirm", action="store_true", help="load the accepted rows")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print the result as JSON")
        parser.add_argument("--by", metavar="E-MAIL", default="", help="whom to put it down to")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, perhaps confirm, print."""
        by = person(options["by"], "inspections.import_grades")
        try:
            with options["file"].open("rb") as opened:
                sent = File(opened, name=options["file"].name)
                file = grades_files.receive(by=by, file=sent, at=clock.now())
            if options["confirm"] and file.state == GradesFileState.READ:
                file = grades_files.confirm(by=by, file=file, at=clock.now())
            answer = result(file)
        except OSError as error:
            answer = answer_of([refused(0, f"The file cannot be opened: {error.strerror}.")])
        except (PermissionDenied, ValidationError) as error:
            raise CommandError(" ".join(getattr(error, "messages", [str(error)]))) from None
        self.stdout.write(json.dumps(answer, indent=1) if options["as_json"] else in_words(answer))
        if answer["refused"]:
            raise SystemExit(1)


def result(file: GradesFile) -> dict[str, Any]:
    """Return the outcome row by row, each refused one with its reasons; a file refused as a whole says why there."""
    if file.state == GradesFileState.UNREADABLE:
        return answer_of([refused(0, worded(found), [found]) for found in file.rows])
    return answer_of([said_of(row) for row in file.rows], confirmed=file.state == GradesFileState.CONFIRMED)


def said_of(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row with what it does, or why it is refused."""
    about = {name: row[name] for name in SAID} | {"outcome": row["outcome"]}
    if row["outcome"] != "refused":
        return about | {"message": row["does"]}
    return about | {"message": " ".join(map(worded, row["problems"])), "problems": row["problems"]}


def refused(row: int, message: str, problems: list[Any] | None = None) -> dict[str, Any]:
    """Return what is wrong with the file as a whole."""
    return {"row": row, "outcome": "refused", "message": message, "problems": problems or []}


def answer_of(rows: list[dict[str, Any]], *, confirmed: bool = False) -> dict[str, Any]:
    """Return rows by outcome, with the count of each beside them."""
    lists = {name: [row for row in rows if row["outcome"] == name] for name in OUTCOMES}
    counts = {"rows": sum(row["row"] > 0 for row in rows), **{name: len(found) for name, found in lists.items()}}
    return {**lists, "counts": counts, "confirmed": confirmed}


def in_words(answer: dict[str, Any]) -> str:
    """Return the outcome for a person to read."""
    done = "Confirmed" if answer["confirmed"] else "Not confirmed"
    counts = ", ".join(f"{count} {name}" for name, count in answer["counts"].items())
    lines = [f"{done}: {counts}."]
    for item in answer["refused"]:
        place = f"row {item['row']}: " if item["row"] else ""
        lines.append(f"Refused. {place}{item['message']}")
    return "\n".join(lines)
