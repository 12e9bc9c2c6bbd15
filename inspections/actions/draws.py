"""Drawing files from a list, showing the reference of one, purging them all on their day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max

from accounts.actions import access
from accounts.models import AccessKind, User
from core import history
from core.actions import action, lock, save
from core.sealing import digest, seal, unseal
from inspections import drawing, policies
from inspections.models import (
    Draw,
    DrawnReference,
    Exercise,
    ExerciseState,
    FileState,
    PurgeCertificate,
    ReviewFile,
    Stratum,
)
from inspections.rules.drawing import METHOD, Drawn, Frame

NOT_LEAD = "Only the lead of this exercise may draw its files."
LOCKED = "This exercise is locked: its sample stands."
BEGUN = "File {number} has been given to a reviewer or was set aside, so the sample stands. No other is drawn."
PURGED = "References of this exercise are purged from {day:%-d %B %Y}: choose a later day in its plan before drawing."
NOTHING = "No crime of the list is in the window and of the review’s types. A dry run shows where its rows went."
WHY_AGAIN = "Files were drawn already. Give the reason for drawing again; it is kept with the draw."


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where a frame came from: the file's name, and the layout it was read by."""

    name: str
    layout: drawing.Layout


@action("inspections.draw_files")
def draw(
    *, by: User, exercise: Exercise, frame: Frame, source: Source, is_dry_run: bool, reason: str = "", at: datetime
) -> Draw:
    """Log a draw and, unless it is a dry run, make its files and seal their references in the drawn order."""
    fresh = lock(exercise)
    check_may_draw(by, fresh, is_dry_run=is_dry_run, reason=reason, on=at.date())
    if not is_dry_run and not frame.sample:
        raise ValidationError(NOTHING)
    made = save(
        Draw(
            exercise=fresh,
            number=fresh.draws.count() + 1,
            is_dry_run=is_dry_run,
            reason=reason,
            file_name=source.name,
            file_checksum=frame.file_checksum,
            method=METHOD,
            seed=fresh.seed,
            checksum=frame.checksum,
            counts=drawing.kept_of(fresh, frame, source.layout),
            drawn=len(frame.sample),
            reserves=len(frame.reserves),
            by=by,
            at=at,
        )
    )
    if not is_dry_run:
        _undo_earlier(fresh)
        _make_files(fresh, made, frame)
        fresh.state = ExerciseState.DRAWN
        save(fresh)
    return made


def check_may_draw(by: User, exercise: Exercise, *, is_dry_run: bool, reason: str, on: date) -> None:
    """Refuse whoever does not lead the exercise, a draw that would disturb files begun, and one without its reason."""
    if not policies.may_draw(by, exercise):
        raise PermissionDenied(NOT_LEAD)
    if is_dry_run:
        return
    if why_not := why_not_draw(exercise, on):
        raise ValidationError(why_not)
    if not reason and is_drawn(exercise):
        raise ValidationError({"reason": WHY_AGAIN})


def is_drawn(exercise: Exercise) -> bool:
    """Say whether it has files already, so that drawing needs a reason."""
    return exercise.state != ExerciseState.PLANNED


def why_not_draw(exercise: Exercise, on: date) -> str:
    """Return why the sample stands as it is, or nothing."""
    if exercise.is_locked:
        return LOCKED
    begun = exercise.files.exclude(state=FileState.DRAWN, second_of=None).order_by("number").first()
    if begun:
        return BEGUN.format(number=begun.number)
    if exercise.purge_on and exercise.purge_on <= on:
        return PURGED.format(day=exercise.purge_on)
    return ""


def _undo_earlier(exercise: Exercise) -> None:
    """Remove the files and references of an earlier draw, none of which anybody has begun; the draw stays logged."""
    exercise.references.all().delete()
    exercise.files.all().delete()


def _make_files(exercise: Exercise, made: Draw, frame: Frame) -> None:
    """Make the files, numbered in the drawn order, their references, and the count of each offence type."""
    strata = {stratum.slug: stratum for stratum in exercise.strata.all()}
    for slug, stratum in strata.items():
        stratum.frame_count = frame.counts.get(slug, 0)
    Stratum.objects.bulk_update(strata.values(), ["frame_count"])
    files = [
        ReviewFile(exercise=exercise, number=number, slot=number, stratum=strata[one.stratum])
        for number, one in enumerate(frame.sample, start=1)
    ]
    history.bulk_create(ReviewFile, files)
    numbered: Sequence[tuple[Drawn, ReviewFile | None]] = [
        *zip(frame.sample, files, strict=True),
        *((one, None) for one in frame.reserves),
    ]
    DrawnReference.objects.bulk_create(
        DrawnReference(
            exercise=exercise,
            draw=made,
            stratum=strata[one.stratum],
            position=position,
            sealed=seal(one.identifier),
            digest=digest(one.identifier),
            file=file,
        )
        for position, (one, file) in enumerate(numbered, start=1)
    )


@action("inspections.draw_files")
def add_picked(*, by: User, exercise: Exercise, references: Sequence[str]) -> list[ReviewFile]:
    """Add files that were picked, not drawn, by the force's references: to a dip or a look without count only."""
    fresh = lock(exercise)
    fresh.inspection = exercise.inspection
    if not policies.may_draw(by, fresh):
        raise PermissionDenied(NOT_LEAD)
    if fresh.is_locked:
        raise ValidationError(LOCKED)
    if fresh.has_count:
        raise ValidationError("Nobody adds a file by hand to a sample drawn at random.")
    if fresh.template_id is None:
        raise ValidationError("Choose the criteria in the plan of this exercise before files are added.")
    _check_new(fresh, references)
    last = fresh.files.aggregate(last=Max("number"))["last"] or 0
    files = [ReviewFile(exercise=fresh, number=number, slot=number) for number, _ in enumerate(references, last + 1)]
    history.bulk_create(ReviewFile, files)
    DrawnReference.objects.bulk_create(
        DrawnReference(
            exercise=fresh, position=file.number, sealed=seal(reference), digest=digest(reference), file=file
        )
        for file, reference in zip(files, references, strict=True)
    )
    if fresh.state == ExerciseState.PLANNED:
        fresh.state = ExerciseState.DRAWN
    save(fresh)
    return files


def _check_new(exercise: Exercise, references: Sequence[str]) -> None:
    """Refuse references that are there twice, or already; they are told by their line, never repeated."""
    digests = [digest(reference) for reference in references]
    held = set(exercise.references.filter(digest__in=digests).values_list("digest", flat=True))
    twice = [n for n, one in enumerate(digests, start=1) if one in held or one in digests[: n - 1]]
    if twice:
        lines = ", ".join(map(str, twice))
        raise ValidationError({"references": f"Line {lines}: this crime is there already. Take the line out."})
    if not references:
        raise ValidationError({"references": "Enter at least one crime reference."})


# --- the references -----------------------------------------------------------------------------------------


def show(*, by: User, file: ReviewFile) -> str:
    """Return the force's reference of a file and log that it was shown; nothing where none is held."""
    if not policies.may_read_file(by, file):
        raise PermissionDenied("A reference is shown to the file’s reviewer and the exercise’s lead only.")
    held = DrawnReference.objects.filter(file=file.second_of_id or file.pk).first()
    if held is None:
        return ""
    access.log(by=by, kind=AccessKind.REFERENCE_SHOWN, what=str(file))
    return unseal(bytes(held.sealed))


def purge(*, on: date, at: datetime, by: User | None = None) -> list[PurgeCertificate]:
    """Delete the references of every exercise whose day has come, and certify it; what is purged already stays so."""
    due = Exercise.objects.filter(purge_on__lte=on, references__isnull=False).distinct().order_by("reference")
    return [_purged(exercise, at, by) for exercise in due]


@transaction.atomic
def _purged(exercise: Exercise, at: datetime, by: User | None) -> PurgeCertificate:
    """Delete one exercise's references."""
    fresh = lock(exercise)
    number, _ = fresh.references.all().delete()
    return save(PurgeCertificate(exercise=fresh, references=number, purged_at=at, by=by))
