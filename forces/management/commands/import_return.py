"""`manage.py import_return FILE --collection SLUG`: does from the shell what the page does, by the same actions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Q

from accounts.models import User
from accounts.shell import person
from core import clock, jobs
from core.models import JobState
from core.words import plural
from forces.actions import uploads
from forces.models import Collection, Force, Mapping, Outcome, Release, Upload, UploadState
from forces.returns.layout import Problem


class Command(BaseCommand):
    """Reads a return or a published table and says what it would change; with --confirm applies it.

    Exit status 1 when rows are refused.
    """

    help = "Read a return, say what it would change, and with --confirm apply the accepted rows."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file and what it is for."""
        parser.add_argument("file", type=Path, help="the file: XLSX, ODS or CSV")
        parser.add_argument("--collection", required=True, metavar="SLUG", help="which collection it answers")
        parser.add_argument("--force", metavar="SLUG", default="", help="whose return it is; without, several forces'")
        parser.add_argument(
            "--mapping", metavar="NAME", default="", help="how to read a published table: slug or title"
        )
        parser.add_argument("--release", metavar="SLUG", default="", help="which release a published table is of")
        parser.add_argument("--confirm", action="store_true", help="apply the accepted rows")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print the result as JSON")
        parser.add_argument("--by", metavar="E-MAIL", default="", help="the administrator to put it down to")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, perhaps confirm, print."""
        by = person(options["by"], "forces.confirm_returns")
        collection = found(Collection, options["collection"], "collection")
        self.of = {
            "collection": collection,
            "force": found(Force, options["force"], "force") if options["force"] else None,
            "mapping": found(Mapping, options["mapping"], "mapping") if options["mapping"] else None,
            "release": found(Release, options["release"], "release") if options["release"] else None,
        }
        try:
            upload = self.read(by, options["file"])
            if options["confirm"] and upload.state == UploadState.READ:
                upload = uploads.confirm(by=by, upload=upload)
            answer = result(upload)
        except OSError as error:
            answer = unreadable([{"row": 0, "sheet": "", "message": f"The file cannot be opened: {error.strerror}."}])
        except (PermissionDenied, ValidationError) as error:
            raise CommandError(" ".join(getattr(error, "messages", [str(error)]))) from None
        self.stdout.write(json.dumps(answer, indent=1) if options["as_json"] else in_words(answer))
        if answer["refused"]:
            raise SystemExit(1)

    def read(self, by: User, path: Path) -> Upload:
        """Send the file in and run its job here."""
        with path.open("rb") as opened:
            upload = uploads.receive(
                by=by, file=File(opened, name=path.name), on=clock.today(), queued=False, **self.of
            )
        if upload.job_id is None:
            return upload
        job = jobs.run(upload.job_id)
        if job.state != JobState.DONE:
            raise CommandError(job.message)
        return Upload.objects.get(pk=upload.pk)


def found(model: Any, slug: str, what: str) -> Any:
    """Return a record by its slug, a mapping or release by its title too; name those there are when there is none."""
    named = Q(slug=slug) | Q(title__iexact=slug) if model in {Mapping, Release} else Q(slug=slug)
    record = model.objects.filter(named).first()
    if record is None:
        there = ", ".join(model.objects.order_by("slug").values_list("slug", flat=True)) or "none"
        raise CommandError(f"There is no {what} {slug}. There are: {there}.")
    return record


def result(upload: Upload) -> dict[str, Any]:
    """Return the outcome: counts, and each refused row with its problems; a file refused as a whole says why there."""
    if upload.state == UploadState.UNREADABLE:
        return unreadable([{**problem, "problems": [problem]} for problem in upload.refusal])
    refused = upload.rows.filter(outcome=Outcome.REFUSED).order_by("number")
    counts = {name: upload.tally[name] for name in ("rows", "added", "changed", "unchanged")}
    return {
        **counts,
        "refused": [
            {"sheet": row.sheet, "row": row.number, "message": worded(row.problems), "problems": row.problems}
            for row in refused
        ],
        "queries": raised(upload),
        "not_read": upload.not_read,
        "confirmed": upload.state == UploadState.CONFIRMED,
    }


def raised(upload: Upload) -> list[dict[str, Any]]:
    """Return the queries that the figures of a file raised; before it is confirmed there are none."""
    queries = upload.queries.select_related("held__force", "measure", "period").order_by("pk")
    return [
        {
            "force": query.held.force.code,
            "measure": query.measure.slug,
            "period": query.period.slug,
            "check": query.check_name,
            "message": query.found,
        }
        for query in queries
    ]


def unreadable(reasons: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the outcome of a file nothing came of."""
    nothing = dict.fromkeys(("rows", "added", "changed", "unchanged"), 0)
    return {**nothing, "refused": reasons, "queries": [], "not_read": [], "confirmed": False}


def worded(problems: list[dict[str, Any]]) -> str:
    """Return what is wrong with a row: column, what is wrong, what was found, how to mend it."""
    parts = []
    for problem in (Problem(**item) for item in problems):
        heading = f"{problem.heading}: " if problem.heading else ""
        found = f" Found: {problem.found}." if problem.found else ""
        parts.append(f"{heading}{problem.message}{found} {problem.mend}")
    return " ".join(parts)


def in_words(answer: dict[str, Any]) -> str:
    """Return the outcome for a person to read."""
    done = "Confirmed" if answer["confirmed"] else "Not confirmed"
    counts = ", ".join(f"{answer[name]} {name}" for name in ("rows", "added", "changed", "unchanged"))
    lines = [f"{done}: {counts}, {len(answer['refused'])} refused."]
    if answer["queries"]:
        lines.append(f"{plural(len(answer['queries']), 'figure is', 'figures are')} asked about.")
    for item in answer["refused"]:
        sheet = f"sheet {item['sheet']}, " if item["sheet"] else ""
        place = f"{sheet}row {item['row']}: " if item["row"] else ""
        mend = f" {item['mend']}" if "mend" in item else ""
        lines.append(f"Refused. {place}{item['message']}{mend}")
    lines += [f"Not read. {item['text']}: {item['why']}" for item in answer["not_read"]]
    lines += [
        f"Query. {item['force']}, {item['measure']}, {item['period']}: {item['message']}" for item in answer["queries"]
    ]
    return "\n".join(lines)
