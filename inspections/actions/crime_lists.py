"""A force's crime list while it is held: received, its columns and types said, given to the job that draws, deleted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction

from accounts.models import User
from core import jobs
from core.actions import Stale, action, lock, save
from core.models import JobState
from core.sent_files import digest, own_name
from core.words import plural
from forces.models import Force
from inspections import crime_lists, drawing, policies
from inspections.actions.draws import NOT_LEAD, check_may_draw
from inspections.crime_lists import Columns, UnreadableList
from inspections.models import CrimeList, Exercise, ListFormat

FOLDER = "crime-lists"
LONGEST = timedelta(hours=24)
DRAW, DRY_RUN = "draw-files", "dry-run-of-draw"
BUSY = "A draw from this exercise’s list is going on. Wait until it has ended."


@action("inspections.draw_files")
def receive(*, by: User, exercise: Exercise, file: File[bytes], at: datetime) -> CrimeList:
    """Keep a force's list until files are drawn from it; one that was held before goes."""
    if not policies.may_draw(by, exercise):
        raise PermissionDenied(NOT_LEAD)
    drawing.plan_of(exercise)
    check_file(file)
    lock(exercise)
    for earlier in held_lists(exercise):
        if is_busy(earlier):
            raise ValidationError(BUSY)
        forget(earlier, at)
    held = CrimeList(exercise=exercise, name=own_name(file), size=file.size, sha256=digest(file))
    held.uploaded_by, held.uploaded_at = by, at
    held.file.save("", file, save=False)
    return save(held)


def check_file(file: File[bytes]) -> None:
    """Refuse what is too large, or by its content no list."""
    limit = int(settings.CRIME_LIST_LIMIT_BYTES)
    if file.size > limit:
        raise ValidationError({"file": f"The list is larger than {limit // 1024**2} MB. Leave out columns not needed."})
    try:
        crime_lists.headings(file)
    except UnreadableList as refusal:
        raise ValidationError({"file": str(refusal)}) from None


def held_lists(exercise: Exercise) -> list[CrimeList]:
    """Return the lists of an exercise whose content is still there, each with its job."""
    return list(CrimeList.objects.filter(exercise=exercise, deleted_at=None).select_related("job"))


def is_busy(held: CrimeList) -> bool:
    """Say whether a job is reading the list, or waits to."""
    return held.job is not None and held.job.state in {JobState.QUEUED, JobState.RUNNING}


@action("inspections.draw_files")
def name_columns(*, by: User, exercise: Exercise, version: int, columns: Columns, headings: list[str]) -> ListFormat:
    """Say once for a force which columns of its lists are read; its types stay as they were mapped."""
    format = _format_of(by, exercise, version)
    drawing.check_columns(headings, columns)
    format.identifier, format.recorded_on = columns.identifier, columns.recorded_on
    format.offence_type = columns.offence_type
    return save(format)


@action("inspections.draw_files")
def map_types(*, by: User, exercise: Exercise, version: int, types: Mapping[str, str | None]) -> ListFormat:
    """Say once for a force what its offence types mean: a slug, "" for a type not reviewed, None for not known.

    Values that this list has not stay as they were mapped.
    """
    format = _format_of(by, exercise, version)
    merged = {**format.types, **types}
    format.types = {value: slug for value, slug in sorted(merged.items()) if slug is not None}
    return save(format)


@action("inspections.draw_files")
def keep_layout(*, by: User, exercise: Exercise, layout: drawing.Layout) -> ListFormat:
    """Keep the layout a list was read by from the shell."""
    kept = ListFormat.objects.filter(force=exercise.inspection.force_id).first()
    format = _format_of(by, exercise, kept.version if kept else 0)
    for name in ("identifier", "recorded_on", "offence_type"):
        setattr(format, name, getattr(layout.columns, name))
    format.types = dict(layout.types)
    return save(format)


def _format_of(by: User, exercise: Exercise, version: int) -> ListFormat:
    """Return what is kept for the exercise's force, locked, or begin it; raise `Stale` when it was saved meanwhile."""
    if not policies.may_draw(by, exercise):
        raise PermissionDenied(NOT_LEAD)
    force = Force.objects.select_for_update(of=("self",)).get(pk=exercise.inspection.force_id)
    format = ListFormat.objects.filter(force=force).first()
    if format and format.version != version:
        raise Stale(format, version)
    return format or ListFormat(force=force)


@action("inspections.draw_files")
def start(*, by: User, held: CrimeList, version: int, is_dry_run: bool, reason: str = "", on: date) -> CrimeList:
    """Start the job that draws from a list; one at a time, and only while it may be drawn."""
    exercise = lock(held.exercise, version=version)
    exercise.inspection = held.exercise.inspection
    check_may_draw(by, exercise, is_dry_run=is_dry_run, reason=reason, on=on)
    mine = CrimeList.objects.select_for_update(of=("self",)).select_related("job").get(pk=held.pk)
    if not mine.is_held:
        raise ValidationError("The list has been deleted. Send it again.")
    if is_busy(mine):
        raise ValidationError(BUSY)
    mine.exercise, mine.reason = exercise, reason
    what = "Dry run" if is_dry_run else "Drawing the files"
    mine.job = jobs.start(
        by=by,
        kind=DRY_RUN if is_dry_run else DRAW,
        subject=mine.pk,
        title=f"{what} of {exercise.reference}",
        result_address=mine.get_absolute_url(),
    )
    return save(mine)


@action("inspections.draw_files")
def delete(*, by: User, held: CrimeList, at: datetime) -> CrimeList:
    """Delete a list's content before its day is over."""
    if not policies.may_draw(by, held.exercise):
        raise PermissionDenied(NOT_LEAD)
    mine = CrimeList.objects.select_for_update(of=("self",)).select_related("job").get(pk=held.pk)
    if is_busy(mine):
        raise ValidationError(BUSY)
    return forget(mine, at) if mine.is_held else mine


def forget(held: CrimeList, at: datetime) -> CrimeList:
    """Note that a list is gone and, once that is certain, delete its content; the sweep gets what is left over."""
    name = held.file.name
    held.file, held.deleted_at = "", at
    save(held)
    transaction.on_commit(lambda: default_storage.delete(str(name)))
    return held


def delete_old(*, at: datetime) -> str:
    """Delete every list held for a day, and whatever else has lain in their folder so long; return how many, in words.

    The worker does it every half minute, `manage.py delete_crime_lists` when it is asked to.
    """
    with transaction.atomic():
        old = CrimeList.objects.select_for_update().filter(deleted_at=None, uploaded_at__lte=at - LONGEST)
        gone = [forget(held, at) for held in old]
    left = [name for name in _in_folder() if default_storage.get_modified_time(name) <= at - LONGEST]
    for name in left:
        default_storage.delete(name)
    return plural(len(gone) + len(left), "crime list")


def _in_folder() -> list[str]:
    """Return the names of what is stored among the lists."""
    if not default_storage.exists(FOLDER):
        return []
    return [f"{FOLDER}/{name}" for name in default_storage.listdir(FOLDER)[1]]


def outcome(held: CrimeList) -> str:
    """Return what the last job said of a list, where it ended without a draw."""
    job = held.job
    if job is None or not job.is_finished or job.result_address != held.get_absolute_url():
        return ""
    return job.message
