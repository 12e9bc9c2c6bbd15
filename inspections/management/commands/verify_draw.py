"""`manage.py verify_draw --exercise REF --frame FILE`: does a logged draw again and says whether it is the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from inspections import drawing
from inspections.management.commands.draw_sample import found
from inspections.models import Draw, Exercise


class Command(BaseCommand):
    """Re-performs a draw from the list it was made from; exit status 1 when it differs."""

    help = "Do a draw again from the same list: print match, or where it differs."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the exercise and the list."""
        parser.add_argument("--exercise", required=True, metavar="REF", help="the reference of the exercise")
        parser.add_argument("--frame", required=True, type=Path, metavar="FILE", help="the list it was drawn from")
        parser.add_argument("--draw", type=int, metavar="NUMBER", help="which draw; without, the one in force")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Draw again, compare, print."""
        exercise = found(options["exercise"])
        draw = chosen(exercise, options["draw"])
        try:
            with options["frame"].open("rb") as file:
                differences = drawing.differences(draw, file)
        except OSError as error:
            raise CommandError(f"The list cannot be opened: {error.strerror}.") from None
        answer = {"exercise": exercise.reference, "draw": draw.number, "match": not differences}
        lines = differences or ["match"]
        shown = json.dumps({**answer, "differences": differences}, indent=1) if options["as_json"] else "\n".join(lines)
        self.stdout.write(shown)
        if differences:
            raise SystemExit(1)


def chosen(exercise: Exercise, number: int | None) -> Draw:
    """Return the draw asked for, or the latest that made files, or the latest dry run."""
    draws = exercise.draws.select_related("exercise")
    if number is not None:
        draws = draws.filter(number=number)
    draw = draws.order_by("is_dry_run", "-number").first()
    if draw is None:
        raise CommandError(f"Nothing has been drawn for {exercise} yet, or no draw has this number.")
    return draw
