"""What ends a file or an exercise: void with a replacement, not provided by the force, locked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F, Max, QuerySet

from accounts.models import User
from core.actions import Stale, action, lock, save
from core.words import plural
from inspections import policies
from inspections.actions import identifiers
from inspections.models import Design, DrawnReference, Exercise, ExerciseState, FileState, ReviewFile
from inspections.models.review_files import SET_ASIDE
from inspections.rules import file_reviews as rules
from inspections.rules.identifiers import Kept

SETTLED = (FileState.MARKED, *SET_ASIDE)


@action("inspections.lead_file_reviews")
def void(*, by: User, file: ReviewFile, version: int, reason: str, kept: Sequence[Kept] = ()) -> ReviewFile | None:
    """Set a file aside that should not be in the sample; the next in the drawn order takes its slot.

    Return the file that replaces it, or nothing when no reserve is left. A draft of the void file stays with it.
    """
    exercise = _held(file.exercise)
    if not policies.may_lead(by, exercise):
        raise PermissionDenied("Only the lead of this exercise sets a file aside as void.")
    fresh = _ended(exercise, file, version, FileState.VOID, reason)
    identifiers.keep(by, fresh, kept)
    reserve = _next_reserve(exercise, fresh)
    if reserve is None:
        return None
    last = ReviewFile.objects.filter(exercise=exercise).aggregate(last=Max("number"))["last"]
    successor = ReviewFile(
        exercise=exercise,
        number=last + 1,
        slot=fresh.slot,
        replaces=fresh,
        stratum_id=reserve.stratum_id,
        reviewer_id=fresh.reviewer_id,
        state=FileState.ALLOCATED if fresh.reviewer_id else FileState.DRAWN,
    )
    save(successor)
    DrawnReference.objects.filter(pk=reserve.pk).update(file=successor)
    return successor


def _next_reserve(exercise: Exercise, file: ReviewFile) -> DrawnReference | None:
    """Return the next crime of the drawn order that no file has yet; of the same offence type when stratified."""
    waiting = DrawnReference.objects.select_for_update().filter(exercise=exercise, file__isnull=True)
    if exercise.design == Design.STRATIFIED:
        waiting = waiting.filter(stratum=file.stratum_id)
    return waiting.order_by("position").first()


@action("inspections.mark_files")
def not_provided(*, by: User, file: ReviewFile, version: int, reason: str, kept: Sequence[Kept] = ()) -> ReviewFile:
    """Record that the force did not provide a file: it stays in the sample, and may be a bias."""
    exercise = _held(file.exercise)
    if not (policies.may_lead(by, exercise) or (file.reviewer_id == by.pk and not policies.is_barred(by, exercise))):
        raise PermissionDenied("Only a file's reviewer or the lead says that the force did not provide it.")
    fresh = _ended(exercise, file, version, FileState.NOT_PROVIDED, reason)
    identifiers.keep(by, fresh, kept)
    return fresh


def _held(exercise: Exercise) -> Exercise:
    """Return the exercise locked, with the inspection that bars are about; marks of its files may come in meanwhile."""
    fresh = lock(exercise, parts_may_come=True)
    fresh.inspection = exercise.inspection
    return fresh


def _ended(exercise: Exercise, file: ReviewFile, version: int, state: FileState, reason: str) -> ReviewFile:
    """Move a file to where it is no longer marked, with the reason."""
    if exercise.is_locked:
        raise ValidationError(rules.LOCKED)
    fresh = lock(file, version=version)
    if fresh.is_second:
        raise ValidationError("A second mark is neither void nor missing: open the file itself.")
    if not rules.may_move(fresh.state, state):
        raise ValidationError(
            f"This file is {fresh.get_state_display().lower()}: it cannot become {state.label.lower()}."
        )
    if not reason:
        raise ValidationError({"reason": "Give the reason."})
    fresh.state, fresh.state_reason = state, reason
    return save(fresh)


@action("inspections.lead_file_reviews")
def lock_exercise(*, by: User, exercise: Exercise, version: int, at: datetime) -> Exercise:
    """Lock an exercise whose files are all settled: from now on its results stand."""
    fresh = _held(exercise)
    if not policies.may_lead(by, fresh):
        raise PermissionDenied("Only the lead of this exercise locks it.")
    if fresh.is_locked:
        raise ValidationError(f"{fresh.locked_by} locked this exercise already.")
    if missing := why_not_lock(fresh):
        raise ValidationError(missing)
    if fresh.version != version:
        raise Stale(fresh, version)
    fresh.state, fresh.locked_by, fresh.locked_at = ExerciseState.LOCKED, by, at
    return save(fresh)


def why_not_lock(exercise: Exercise) -> list[str]:
    """Return what must happen before an exercise can be locked, in words; nothing when it can."""
    if exercise.state == ExerciseState.PLANNED:
        return ["No files are drawn yet."]
    files = ReviewFile.objects.filter(exercise=exercise)
    open_files = files.first_marks().exclude(state__in=SETTLED).count()
    open_seconds = files.second_marks().exclude(state=FileState.MARKED).count()
    unresolved = disagreements(exercise).count()
    left = [
        (open_files, "file", "marked"),
        (open_seconds, "second mark", "made"),
        (unresolved, "disagreement", "resolved"),
    ]
    return [f"{plural(number, what)} still to be {done}." for number, what, done in left if number]


def disagreements(exercise: Exercise) -> QuerySet[ReviewFile]:
    """Return the files whose two marks are in and differ, and on which the lead has not said yet which counts."""
    twice = ReviewFile.objects.first_marks().filter(exercise=exercise, second_mark__state=FileState.MARKED)
    return twice.exclude(rating=F("second_mark__rating")).filter(resolution__isnull=True).order_by("number")
