"""What waits for a person in file reviews, for their home page."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Case, Count, Min, Q, When
from django.urls import reverse

from accounts.models import User
from core.words import plural
from inspections.models import Exercise, FileState, ReviewFile
from inspections.models.exercises import REVIEWER_ROLES
from inspections.models.inspections import barred
from inspections.models.review_files import SET_ASIDE, TO_MARK


@dataclass(frozen=True)
class Next:
    """A file, or a second mark, to go on with."""

    exercise: str
    number: int
    is_second: bool

    @property
    def href(self) -> str:
        """Return where its form is."""
        name = "inspections:second-mark" if self.is_second else "inspections:file"
        return reverse(name, args=[self.exercise, self.number])

    def __str__(self) -> str:
        return f"the second mark of file {self.number}" if self.is_second else f"file {self.number}"


@dataclass(frozen=True)
class Progress:
    """A person's files of one exercise, second marks among them: how many, how many marked, which comes next."""

    allocated: int
    marked: int
    next: Next | None


def progress_of(person: User, file: ReviewFile) -> Progress:
    """Return how far a person is in a file's exercise; next comes what follows the file, else what was passed over."""
    own = ReviewFile.objects.filter(exercise=file.exercise_id, reviewer=person).exclude(state__in=SET_ASIDE)
    rows = own.order_by().annotate(second=is_second()).values_list("second", "number", "state")
    waiting = sorted(row[:2] for row in rows if row[2] in TO_MARK and row[:2] != (file.is_second, file.number))
    after = [place for place in waiting if place > (file.is_second, file.number)] or waiting
    marked = sum(state == FileState.MARKED for *_, state in rows)
    found = Next(file.exercise.reference, after[0][1], after[0][0]) if after else None
    return Progress(len(rows), marked, found)


def is_second() -> Case:
    """Return the expression that says of a file whether it is a second mark."""
    return Case(When(second_of__isnull=False, then=True), default=False)


@dataclass(frozen=True)
class Work:
    """A person's files of one exercise: how many, how many marked, which to mark next."""

    exercise: Exercise
    allocated: int
    marked: int
    next: Next | None

    @property
    def href(self) -> str:
        """Return where to go on: the next file, or the exercise when all are marked."""
        return self.next.href if self.next else self.exercise.get_absolute_url()

    @property
    def with_second(self) -> str:
        """Return " with the second mark of file 7" where that comes next, nothing before a file."""
        return f" with {self.next}" if self.next and self.next.is_second else ""

    @property
    def words(self) -> str:
        """Return "12 of 20 files marked"."""
        return f"{self.marked} of {self.allocated} files marked"


def files_of(person: User) -> list[Work]:
    """Return each exercise with files of this person, in two queries; those finished and published are left out."""
    if person.role not in REVIEWER_ROLES:
        return []
    own = ReviewFile.objects.filter(reviewer=person).exclude(state__in=SET_ASIDE)
    counts = {
        row["exercise"]: row
        for row in own.order_by()
        .values("exercise")
        .annotate(
            allocated=Count("pk"),
            marked=Count("pk", filter=Q(state=FileState.MARKED)),
            first=Min("number", filter=Q(state__in=TO_MARK, second_of__isnull=True)),
            second=Min("number", filter=Q(state__in=TO_MARK, second_of__isnull=False)),
        )
    }
    exercises = (
        Exercise.objects.filter(pk__in=counts)
        .exclude(barred(person, "inspection__force"))
        .select_related("inspection__force")
        .order_by("reference")
    )
    found = [work(one, counts[one.pk]) for one in exercises]
    return [one for one in found if one.next or not one.exercise.inspection.is_published]


def left_behind(exercise: Exercise) -> list[str]:
    """Return in words the open files of each person who may no longer sign in: others must get them."""
    files = ReviewFile.objects.of_leavers().filter(exercise=exercise).order_by()
    people = files.values_list("reviewer", "reviewer__name").annotate(number=Count("pk")).order_by("reviewer__name")
    return [f"{plural(number, 'file')} of {name}, who may no longer sign in" for _person, name, number in people]


def work(exercise: Exercise, row: dict[str, int | None]) -> Work:
    """Return one exercise's work from its counts; files come before second marks."""
    number = row["first"] or row["second"]
    found = Next(exercise.reference, number, row["first"] is None) if number else None
    return Work(exercise, row["allocated"] or 0, row["marked"] or 0, found)
