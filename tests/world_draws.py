"""Crime lists, draws and sealed references of the small world's exercises."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from core import clock
from core.sealing import digest, seal
from inspections.models import CrimeList, Draw, DrawnReference, Exercise, ListFormat, Stratum
from tests.inspections.draw_samples import COUNTS

CONTENT = b"Crime ID,Month,Crime type\nA1,2018-01,Stalking\nA2,2018-01,Burglary\n"


def add(world: Any, subject: Any) -> None:
    """Add them to every exercise, and what the lists of its force look like."""
    for force in world.forces.values():
        ListFormat.objects.create(
            force=force, identifier="Crime ID", recorded_on="Month", offence_type="Crime type", types={"Burglary": ""}
        )
    for of in world.of("exercise"):
        exercise = Exercise.objects.get(reference=of.args[0])
        exercise.window_from, exercise.window_to = date(2018, 1, 1), date(2018, 3, 31)
        Exercise.objects.filter(pk=exercise.pk).update(window_from=exercise.window_from, window_to=exercise.window_to)
        facts = {"force": of.force, "published": of.published, "team": of.team, "lead": of.lead}
        add_draw(world, exercise, facts, subject)
        add_list(world, exercise, facts, subject)


def add_draw(world: Any, exercise: Exercise, facts: dict[str, Any], subject: Any) -> None:
    """Log a draw with its reason, and seal a reference for each file."""
    reason = f"MARK-draw-{exercise.reference}"
    stratum = Stratum.objects.create(exercise=exercise, number=1, slug="stalking", title="Stalking")
    draw = Draw.objects.create(
        exercise=exercise, number=1, is_dry_run=False, reason=reason, file_name="crimes.csv", file_checksum="f" * 64,
        method="sha256-rank-1", seed=exercise.seed, checksum="c" * 64, counts=COUNTS, drawn=3, reserves=0,
        by=exercise.lead, at=clock.now(),
    )  # fmt: skip
    world.subjects.append(subject("draw", (exercise.reference, 1), mark=reason, **facts))
    files = {file.number: file for file in exercise.files.filter(second_of=None)}
    for of in [one for one in world.of("file") if one.args[0] == exercise.reference]:
        text = f"MARK-reference{of.args[1]}-{exercise.reference}"
        DrawnReference.objects.create(
            exercise=exercise, draw=draw, stratum=stratum, position=of.args[1], sealed=seal(text), digest=digest(text),
            file=files[of.args[1]],
        )  # fmt: skip
        who = {"reviewer": of.reviewer, "compared_by": of.compared_by}
        world.subjects.append(subject("reference", of.args, mark=text, **facts, **who))


def add_list(world: Any, exercise: Exercise, facts: dict[str, Any], subject: Any) -> None:
    """Hold a list of the force."""
    held = CrimeList(
        exercise=exercise, name="crimes.csv", size=len(CONTENT), sha256="f" * 64, uploaded_by=exercise.lead,
        uploaded_at=timezone.now(),
    )  # fmt: skip
    held.file.save("", ContentFile(CONTENT))
    world.subjects.append(subject("crime-list", (exercise.reference, held.pk), **facts))
