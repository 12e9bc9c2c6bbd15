"""The jobs that draw files from a list: a draw, after which the list is deleted, and a dry run, which leaves it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from core import clock
from core.jobs import Progress, housekeeping, job
from core.models import Job
from inspections import drawing
from inspections.actions import crime_lists, draws
from inspections.crime_lists import UnreadableList
from inspections.models import CrimeList, Draw, ListFormat


@job(crime_lists.DRAW)
def draw_files(pk: int, progress: Progress) -> str:
    """Draw the files of an exercise from its list."""
    return drawn(pk, progress, is_dry_run=False)


@job(crime_lists.DRY_RUN)
def try_draw(pk: int, progress: Progress) -> str:
    """Draw without making files."""
    return drawn(pk, progress, is_dry_run=True)


def drawn(pk: int, progress: Progress, *, is_dry_run: bool) -> str:
    """Read the list, draw and log; say why not where it cannot be. Does nothing when it was done already."""
    held = CrimeList.objects.select_related("exercise__inspection__force").get(pk=pk)
    if not held.is_held or progress.job.result_address != held.get_absolute_url():
        return "It was done already."
    progress.report(0, 0, "Reading the list")
    try:
        made = draw_from(held, progress, is_dry_run=is_dry_run)
    except UnreadableList as refusal:
        return f"Nothing was drawn. {refusal}"
    except (ValidationError, PermissionDenied) as refusal:
        return f"Nothing was drawn. {' '.join(getattr(refusal, 'messages', [str(refusal)]))}"
    return f"{made.drawn} drawn."


def draw_from(held: CrimeList, progress: Progress, *, is_dry_run: bool) -> Draw:
    """Read a list by its force's layout and draw; the list goes with the draw, the job then leads to the draw."""
    layout = drawing.Layout.of(ListFormat.objects.get(force=held.exercise.inspection.force_id))
    with held.file.open("rb") as file:
        frame = drawing.frame_of(held.exercise, file, layout)
    progress.report(0, 0, "Drawing")
    with transaction.atomic():
        made = draws.draw(
            by=progress.job.owner,
            exercise=held.exercise,
            frame=frame,
            source=draws.Source(name=held.name, layout=layout),
            is_dry_run=is_dry_run,
            reason=held.reason,
            at=clock.now(),
        )
        Job.objects.filter(pk=progress.job.pk).update(result_address=made.get_absolute_url())
        if not is_dry_run:
            crime_lists.forget(held, timezone.now())
    return made


@housekeeping
def delete_old_lists() -> None:
    """Delete the lists that have been held for a day; the clock of the demonstration does not stop this."""
    crime_lists.delete_old(at=timezone.now())
