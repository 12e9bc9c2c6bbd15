"""What waits for a person in file reviews, for their home page."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Min, Q
from django.urls import reverse

from accounts.models import User
from inspections.models import Exercise, FileState, Stage
from inspections.models.file_reviews import REVIEWER_ROLES, TO_MARK
from inspections.models.inspections import barred


@dataclass(frozen=True)
class Work:
    """A person's files of one exercise: how many, how many marked, the number of the next to mark."""

    exercise: Exercise
    allocated: int
    marked: int
    next_number: int | None

    @property
    def href(self) -> str:
        """Return where to go on: the next file, or the exercise when all are marked."""
        if self.next_number is None:
            return self.exercise.get_absolute_url()
        return reverse("inspections:file", args=[self.exercise.reference, self.next_number])

    @property
    def words(self) -> str:
        """Return "12 of 20 files marked"."""
        return f"{self.marked} of {self.allocated} files marked"


def files_of(person: User) -> list[Work]:
    """Return each exercise with files of this person, in one query; those finished and published are left out."""
    if person.role not in REVIEWER_ROLES:
        return []
    theirs = Q(files__reviewer=person)
    marked = theirs & Q(files__state=FileState.MARKED)
    waiting = theirs & Q(files__state__in=TO_MARK)
    exercises = (
        Exercise.objects.filter(theirs)
        .exclude(barred(person, "inspection__force"))
        .select_related("inspection__force")
        .annotate(
            allocated=Count("files", filter=theirs),
            marked=Count("files", filter=marked),
            next_number=Min("files__number", filter=waiting),
        )
        .exclude(next_number__isnull=True, inspection__stage=Stage.PUBLISHED)
        .order_by("reference")
    )
    return [Work(one, one.allocated, one.marked, one.next_number) for one in exercises]
