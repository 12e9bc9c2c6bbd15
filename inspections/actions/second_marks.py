"""Second marks: which files are marked again and by whom, and what counts where the two marks disagree."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import User
from core.actions import action, lock, save
from inspections import policies
from inspections.actions import identifiers
from inspections.models import Exercise, FileState, Rating, Resolution, ReviewFile
from inspections.models.criteria import ratings_in_use
from inspections.rules import drawing
from inspections.rules.file_reviews import LOCKED
from inspections.rules.identifiers import Kept


def is_called_for(file: ReviewFile) -> bool:
    """Say whether a file marked just now is marked again: its slot is the seed’s or it got the lowest rating."""
    exercise = file.exercise
    if file.is_second or not exercise.has_count:
        return False
    if exercise.second_lowest and file.rating_id == ratings_in_use(exercise.template_id)[-1].pk:
        return True
    if not exercise.second_share:
        return False
    slots = set(ReviewFile.objects.first_marks().filter(exercise=exercise).values_list("slot", flat=True))
    return file.slot in drawing.second_marks(exercise.seed, slots, Decimal(exercise.second_share) / 100)


def ask_for(file: ReviewFile) -> ReviewFile:
    """Make the second mark of a file; it waits for the lead to give it to somebody else."""
    second = ReviewFile(
        exercise=file.exercise, number=file.number, slot=file.slot, stratum_id=file.stratum_id, second_of=file
    )
    return save(second)


def check_reviewer(exercise: Exercise, files: Sequence[ReviewFile], reviewer: User) -> None:
    """Refuse whoever marked one of these files first, and the lead, who reads first marks: a second mark is blind."""
    if exercise.lead_id == reviewer.pk:
        raise ValidationError({"reviewer": f"{reviewer} leads the exercise and can read the first marks."})
    own = [str(file.number) for file in files if file.second_of and file.second_of.reviewer_id == reviewer.pk]
    if own:
        raise ValidationError({"reviewer": f"{reviewer} marked file {', '.join(own)} first."})


@action("inspections.lead_file_reviews")
def resolve(
    *, by: User, file: ReviewFile, rating: Rating, reason: str, kept: Sequence[Kept] = (), at: datetime
) -> Resolution:
    """Say which rating counts where two marks disagree; neither mark changes."""
    fresh = lock(file)
    fresh.exercise = file.exercise
    if not policies.may_lead(by, fresh.exercise):
        raise PermissionDenied("Only the lead of this exercise resolves a disagreement.")
    if fresh.exercise.is_locked:
        raise ValidationError(LOCKED)
    second = ReviewFile.objects.filter(second_of=fresh, state=FileState.MARKED).first()
    if second is None or second.rating_id == fresh.rating_id:
        raise ValidationError("There is nothing to resolve: the two marks are not both in, or they agree.")
    if Resolution.objects.filter(file=fresh).exists():
        raise ValidationError("This disagreement is resolved already.")
    if rating not in ratings_in_use(fresh.exercise.template_id):
        raise ValidationError({"rating": "Choose a rating of this exercise's criteria."})
    if not reason:
        raise ValidationError({"reason": "Give the reason."})
    resolution = save(Resolution(file=fresh, rating=rating, reason=reason, by=by, at=at))
    identifiers.keep(by, fresh, kept)
    fresh.settled_rating = rating
    save(fresh)
    return resolution
