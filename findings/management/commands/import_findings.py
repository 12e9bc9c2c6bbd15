"""`manage.py import_findings FILE`: does from the shell what the page does, by the same actions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.shell import person
from core import clock
from findings.actions import back_catalogue
from findings.models import FindingsFile, FindingsFileState
from forces.returns.layout import in_words as worded

COUNTS = ("added", "changed", "unchanged", "merged")


class Command(BaseCommand):
    """Reads published findings, says what they change, with --confirm loads them; status 1 when rows are refused."""

    help = "Read a file of published findings, say what it would change, and with --confirm load the accepted rows."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file."""
        parser.add_argument("file", type=Path, help="the file: XLSX, ODS or CSV")
        parser.add_argument("--confirm", action="store_true", help="load the accepted rows")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print the result as JSON")
        parser.add_argument("--by", metavar="E-MAIL", default="", help="whom to put it down to")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, perhaps confirm, print."""
        by = person(options["by"], "findings.import_findings")
        try:
            with options["file"].open("rb") as opened:
                sent = File(opened, name=options["file"].name)
                file = back_catalogue.receive(by=by, file=sent, at=clock.now())
            if options["confirm"] and file.state == FindingsFileState.READ:
                file = back_catalogue.confirm(by=by, file=file, at=clock.now())
            answer = result(file)
        except OSError as error:
            answer = unreadable([{"row": 0, "message": f"The file cannot be opened: {error.strerror}."}])
        except (PermissionDenied, ValidationError) as error:
            raise CommandError(" ".join(getattr(error, "messages", [str(error)]))) from None
        self.stdout.write(json.dumps(answer, indent=1) if options["as_json"] else in_words(answer))
        if answer["refused"]:
            raise SystemExit(1)


def result(file: FindingsFile) -> dict[str, Any]:
    """Return the outcome: counts, and each refused row with its problems; a file refused as a whole says why there."""
    if file.state == FindingsFileState.UNREADABLE:
        return unreadable([{"row": 0, "message": worded(found), "problems": [found]} for found in file.rows])
    refused = [row for row in file.rows if row["outcome"] == "refused"]
    return {
        "rows": file.tally["rows"],
        **{name: file.tally[name] for name in COUNTS},
        "refused": [
            {
                "sheet": row["sheet"],
                "row": row["row"],
                "message": " ".join(map(worded, row["problems"])),
                "problems": row["problems"],
            }
            for row in refused
        ],
        "warnings": [
            {"sheet": row["sheet"], "row": row["row"], "message": " ".join(row["warnings"])}
            for row in file.rows
            if row["warnings"]
        ],
        "confirmed": file.state == FindingsFileState.CONFIRMED,
    }


def unreadable(reasons: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the outcome of a file nothing came of."""
    return {"rows": 0, **dict.fromkeys(COUNTS, 0), "refused": reasons, "warnings": [], "confirmed": False}


def in_words(answer: dict[str, Any]) -> str:
    """Return the outcome for a person to read."""
    done = "Confirmed" if answer["confirmed"] else "Not confirmed"
    counts = ", ".join(f"{answer[name]} {name}" for name in ("rows", *COUNTS))
    lines = [f"{done}: {counts}, {len(answer['refused'])} refused."]
    lines += [f"Refused. {place(item)}{item['message']}" for item in answer["refused"]]
    lines += [f"Look at this. {place(item)}{item['message']}" for item in answer["warnings"]]
    return "\n".join(lines)


def place(item: dict[str, Any]) -> str:
    """Return where a row is."""
    sheet = f"sheet {item['sheet']}, " if item.get("sheet") else ""
    return f"{sheet}row {item['row']}: " if item["row"] else ""
