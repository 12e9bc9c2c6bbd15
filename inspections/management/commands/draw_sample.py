"""`manage.py draw_sample --exercise REF --frame FILE`: draws from the shell as the page does, by the same actions."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.actions import access
from accounts.models import AccessKind, User
from core import clock
from inspections import drawing
from inspections.actions import crime_lists, draws
from inspections.crime_lists import UnreadableList
from inspections.models import Draw, Exercise, ListFormat
from inspections.rules.drawing import Frame

LEFT_OUT = {
    "without_identifier": "without a crime reference",
    "without_date": "without a date that can be read",
    "outside_window": "recorded outside the window",
    "unmapped": "with an offence type that is not mapped",
    "other_types": "of other offence types",
    "repeated": "that repeat a crime reference",
}


class Command(BaseCommand):
    """Draws the files of an exercise from a force's list, or with --dry-run only says what would be drawn."""

    help = "Draw an exercise's files from a force's crime list; print the references in the drawn order."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the exercise, the list, and what its columns and values mean where that is not kept yet."""
        parser.add_argument("--exercise", required=True, metavar="REF", help="the reference of the exercise")
        parser.add_argument("--frame", required=True, type=Path, metavar="FILE", help="the list: CSV, XLSX or ODS")
        parser.add_argument("--dry-run", action="store_true", help="log and print the draw; make no files")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print the result as JSON")
        parser.add_argument("--reason", default="", help="why it is drawn again")
        parser.add_argument("--by", metavar="E-MAIL", default="", help="who draws; without, the exercise's lead")
        parser.add_argument("--identifier", default="", metavar="HEADING", help="the column of the crime reference")
        parser.add_argument("--recorded-on", default="", metavar="HEADING", help="the column of the recorded date")
        parser.add_argument("--offence-type", default="", metavar="HEADING", help="the column of the offence type")
        parser.add_argument(
            "--type", action="append", default=[], metavar="VALUE=SLUG", help="what an offence type of the list is"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, draw, print."""
        exercise = found(options["exercise"])
        by = person(exercise, options["by"])
        try:
            made, frame = self.drawn(exercise, by, options)
        except OSError as error:
            raise CommandError(f"The list cannot be opened: {error.strerror}.") from None
        except (UnreadableList, PermissionDenied) as refusal:
            raise CommandError(str(refusal)) from None
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from None
        access.log(by=by, kind=AccessKind.REFERENCE_SHOWN, what=f"{len(frame.sample)} of {exercise}, by draw_sample")
        answer = result(exercise, made, frame)
        self.stdout.write(json.dumps(answer, indent=1) if options["as_json"] else in_words(answer))

    def drawn(self, exercise: Exercise, by: User, options: dict[str, Any]) -> tuple[Draw, Frame]:
        """Draw, and keep how the list was read for the force's next one."""
        chosen = {name: options[name] for name in ("identifier", "recorded_on", "offence_type")}
        kept = ListFormat.objects.filter(force=exercise.inspection.force_id).first()
        with options["frame"].open("rb") as file:
            layout = drawing.layout_for(exercise, file, kept, mapped(exercise, options["type"]), **chosen)
            frame = drawing.frame_of(exercise, file, layout)
        source = draws.Source(name=options["frame"].name[-255:], layout=layout)
        made = draws.draw(
            by=by,
            exercise=exercise,
            frame=frame,
            source=source,
            is_dry_run=options["dry_run"],
            reason=options["reason"],
            at=clock.now(),
        )
        if kept is None or drawing.Layout.of(kept) != layout:
            crime_lists.keep_layout(by=by, exercise=exercise, layout=layout)
        return made, frame


def found(reference: str) -> Exercise:
    """Return an exercise by its reference; name those there are when there is none."""
    exercise = Exercise.objects.select_related("inspection__force", "lead").filter(reference=reference).first()
    if exercise is None:
        there = ", ".join(Exercise.objects.order_by("reference").values_list("reference", flat=True)) or "none"
        raise CommandError(f"There is no exercise {reference}. There are: {there}.")
    return exercise


def person(exercise: Exercise, email: str) -> User:
    """Return who draws: the person named, or the exercise's lead."""
    if not email and exercise.lead:
        return exercise.lead
    by = User.objects.filter(email__iexact=email, is_active=True).first() if email else None
    if by is None:
        raise CommandError(f"Say with --by E-MAIL who draws {exercise}.")
    return by


def mapped(exercise: Exercise, said: list[str]) -> dict[str, str]:
    """Return what was said about values of the list; a slug must be one of the exercise's, or nothing."""
    slugs = set(exercise.strata.values_list("slug", flat=True))
    pairs = [(value, slug) for value, _, slug in (one.rpartition("=") for one in said)]
    if wrong := [slug for _, slug in pairs if slug and slug not in slugs]:
        raise CommandError(f"{exercise} has no offence type {wrong[0]}. It has: {', '.join(sorted(slugs))}.")
    return dict(pairs)


def result(exercise: Exercise, made: Draw, frame: Frame) -> dict[str, Any]:
    """Return the draw: the references in their order, counts by offence type, what was left out and why."""
    drawn = Counter(one.stratum for one in frame.sample)
    totals = frame.totals
    return {
        "exercise": exercise.reference,
        "draw": made.number,
        "dry_run": made.is_dry_run,
        "method": made.method,
        "seed": made.seed,
        "file_sha256": made.file_checksum,
        "frame_sha256": made.checksum,
        "rows": frame.rows,
        "population": frame.size,
        "target": exercise.target,
        "left_out": {name: totals[name] for name in LEFT_OUT},
        "unmapped": dict(frame.unmapped.most_common()),
        "strata": {
            one.slug: {"title": one.title, "population": frame.counts.get(one.slug, 0), "drawn": drawn[one.slug]}
            for one in exercise.strata.all()
        },
        "drawn": len(frame.sample),
        "references": [one.identifier for one in frame.sample],
        "reserves": [one.identifier for one in frame.reserves],
    }


def in_words(answer: dict[str, Any]) -> str:
    """Return the draw for a person to read: the references first, a line each, in the drawn order."""
    what = "Dry run" if answer["dry_run"] else "Draw"
    lines = [*answer["references"], ""]
    lines += [f"{what} {answer['draw']} of {answer['exercise']}: {answer['drawn']} drawn of {answer['population']:,}."]
    if answer["target"] and answer["population"] < answer["target"]:
        lines += [f"The list has fewer than the {answer['target']} wanted: all were drawn."]
    lines += [f"{one['title']}: {one['drawn']} of {one['population']:,}" for one in answer["strata"].values()]
    lines += [f"{answer['rows']:,} rows read, of which left out:"]
    lines += [f"  {answer['left_out'][name]:,} {words}" for name, words in LEFT_OUT.items()]
    lines += [f"    {value or '(empty)'}: {count:,}" for value, count in answer["unmapped"].items()]
    lines += [f"Method {answer['method']}, seed {answer['seed']}"]
    lines += [f"SHA-256 of the frame {answer['frame_sha256']}, of the file {answer['file_sha256']}"]
    return "\n".join(lines)
