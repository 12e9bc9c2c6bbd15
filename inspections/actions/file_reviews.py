"""Writing crime file reviews: allocating files, keeping a draft, marking."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import User
from core import history
from core.actions import Stale, action, lock, save
from inspections import policies
from inspections.actions import identifiers, second_marks
from inspections.models import Answer, Draft, Exercise, FileState, Rating, ReviewFile
from inspections.models.criteria import questions_in_use
from inspections.models.review_files import SET_ASIDE
from inspections.rules import file_reviews as rules
from inspections.rules.identifiers import Kept

NOT_LEAD = "Only the lead of this exercise may allocate its files."
NOT_REVIEWER = "This file is not allocated to you."


@action("inspections.lead_file_reviews")
def allocate_evenly(
    *, by: User, exercise: Exercise, reviewers: Collection[User], by_type: bool = True
) -> list[ReviewFile]:
    """Give every file that has no reviewer to these people, each as many; with `by_type` also of each offence type.

    A second mark goes to whoever holds least among those who did not mark the file first.
    """
    fresh = _for_allocation(by, exercise, reviewers)
    every = list(ReviewFile.objects.select_for_update().filter(exercise=fresh).order_by("number"))
    for file in every:
        file.exercise = fresh
    waiting = [file for file in every if file.state == FileState.DRAWN]
    if not waiting:
        raise ValidationError("Every file has a reviewer already. Give files to somebody else by hand.")
    held = Counter(file.reviewer_id for file in every if file.reviewer_id and file.state not in SET_ASIDE)
    people = {person.pk: person for person in reviewers}
    files = [(file.pk, file.stratum_id or 0 if by_type else 0) for file in waiting if not file.is_second]
    dealt = rules.allocate_evenly(files, list(people), held)
    held.update(dealt.values())
    first_by: dict[int | None, int | None] = {file.pk: file.reviewer_id for file in every}
    for file in waiting:
        if file.is_second:
            dealt[file.pk] = _second_reviewer(file, people, first_by, held)
        file.reviewer = people[dealt[file.pk]]
    return _given(waiting)


def _second_reviewer(
    file: ReviewFile, people: Mapping[int, User], first_by: Mapping[int | None, int | None], held: Counter[int]
) -> int:
    """Return who of these people marks a file again: whoever holds least and neither marked it nor leads."""
    possible = [key for key in people if key not in {first_by.get(file.second_of_id), file.exercise.lead_id}]
    if not possible:
        raise ValidationError(
            {"reviewers": f"Nobody of these may mark file {file.number} again: choose one more, who neither marked it "
                          "nor leads the exercise."}
        )  # fmt: skip
    chosen = min(possible, key=lambda key: (held[key], list(people).index(key)))
    held[chosen] += 1
    return chosen


@action("inspections.lead_file_reviews")
def allocate(
    *,
    by: User,
    exercise: Exercise,
    numbers: Collection[int],
    reviewer: User,
    reason: str = "",
    second: bool = False,
) -> list[ReviewFile]:
    """Give some files, or their second marks, to one person; taking one from somebody needs a reason.

    A draft goes along with its file.
    """
    fresh = _for_allocation(by, exercise, [reviewer])
    ours = ReviewFile.objects.filter(exercise=fresh, number__in=numbers, second_of__isnull=not second)
    files = list(ours.select_related("second_of").select_for_update(of=("self",)).order_by("pk"))
    if missing := sorted(set(numbers) - {file.number for file in files}):
        what = "second mark of file" if second else "file"
        raise ValidationError({"files": f"This exercise has no {what} {_listed(missing)}."})
    if marked := [file.number for file in files if file.state == FileState.MARKED]:
        raise ValidationError({"files": f"Marks never change: file {_listed(marked)} is marked already."})
    if void := [file.number for file in files if file.state == FileState.VOID]:
        raise ValidationError({"files": f"File {_listed(void)} is void."})
    if second:
        second_marks.check_reviewer(fresh, files, reviewer)
    changed = [file for file in files if file.reviewer_id != reviewer.pk or file.state == FileState.NOT_PROVIDED]
    if not changed:
        raise ValidationError({"files": f"{reviewer} has these files already."})
    taken = [file.number for file in changed if file.reviewer_id not in {None, reviewer.pk}]
    if taken and not reason:
        raise ValidationError({"reason": f"Give the reason for taking file {_listed(taken)} from its reviewer."})
    for file in changed:
        file.reviewer = reviewer
    return _given(changed)


def _for_allocation(by: User, exercise: Exercise, reviewers: Collection[User]) -> Exercise:
    """Refuse anyone but the lead, an exercise that is locked, and reviewers who may not be given files of it."""
    fresh = lock(exercise, parts_may_come=True)
    if fresh.is_locked:
        raise ValidationError(rules.LOCKED)
    if not policies.may_allocate(by, exercise):
        raise PermissionDenied(NOT_LEAD)
    possible = set(exercise.possible_reviewers())
    if refused := [str(person) for person in reviewers if person not in possible]:
        raise ValidationError(f"{', '.join(refused)} may not review files of this exercise.")
    if not reviewers:
        raise ValidationError({"reviewers": "Choose who to give files to."})
    return fresh


def _given(files: Sequence[ReviewFile]) -> list[ReviewFile]:
    """Save files with their new reviewers; one that waited is allocated now, one begun stays begun."""
    for file in files:
        if file.state in {FileState.DRAWN, FileState.NOT_PROVIDED}:
            file.state, file.state_reason = FileState.ALLOCATED, ""
        file.version += 1
    history.bulk_update(ReviewFile, files, ["reviewer", "state", "state_reason", "version"])
    return list(files)


def _listed(numbers: Sequence[int]) -> str:
    """Return numbers as "3", or "3, 4 and 7"."""
    *most, last = map(str, numbers)
    return f"{', '.join(most)} and {last}" if most else last


@action("inspections.mark_files")
def save_draft(
    *, by: User, file: ReviewFile, version: int, tab: str = "", content: dict[str, Any], at: datetime
) -> ReviewFile:
    """Keep what is put down so far; only the move to "in progress" is history, the draft itself never."""
    fresh = _for_marking(by, file, version, tab)
    if fresh.state == FileState.ALLOCATED:
        fresh.state = FileState.IN_PROGRESS
        save(fresh)
    else:
        fresh.version += 1
        ReviewFile.objects.filter(pk=fresh.pk).update(version=fresh.version)
    Draft.objects.bulk_create(
        [Draft(file=fresh, content=content, saved_by=by, saved_at=at)],
        update_conflicts=True,
        unique_fields=["file"],
        update_fields=["content", "saved_by", "saved_at"],
    )
    return fresh


@action("inspections.mark_files")
def mark(
    *,
    by: User,
    file: ReviewFile,
    version: int,
    tab: str = "",
    answers: Mapping[int, rules.Given],
    rating: Rating | None,
    rating_reason: str,
    kept: Sequence[Kept] = (),
    at: datetime,
) -> ReviewFile:
    """Settle a file: every question that is asked answered, a rating with its reason; the draft goes.

    `kept`: likely identifiers the reviewer was warned of and decided to keep.
    """
    fresh = _for_marking(by, file, version, tab)
    questions = [criterion.as_question for criterion in questions_in_use(file.exercise.template_id)]
    if gaps := rules.gaps(questions, answers, rating, rating_reason):
        raise ValidationError([gap.message for gap in gaps])
    asked = {question.key for question in rules.asked(questions, answers)}
    fresh.state = FileState.MARKED
    fresh.rating, fresh.rating_reason = rating, rating_reason
    fresh.settled_rating = None if fresh.is_second else rating
    fresh.marked_by, fresh.marked_at = by, at
    save(fresh)
    history.bulk_create(
        Answer,
        [Answer(file=fresh, criterion_id=key, **answers[key]._asdict()) for key in answers if key in asked],
    )
    Draft.objects.filter(file=fresh).delete()
    identifiers.keep(by, fresh, kept)
    if second_marks.is_called_for(fresh):
        second_marks.ask_for(fresh)
    return fresh


def _for_marking(by: User, file: ReviewFile, version: int, tab: str) -> ReviewFile:
    """Return the file locked, to its reviewer, while it is not marked.

    A page whose last draft was saved while the answer to it was lost names the version before: it is no stale page.
    """
    fresh = lock(file)
    if fresh.version != version and not _was_saved_from(fresh, by, tab):
        raise Stale(fresh, version)
    fresh.exercise = file.exercise
    if fresh.exercise.is_locked:
        raise ValidationError(rules.LOCKED)
    if not policies.may_mark(by, fresh):
        raise PermissionDenied(NOT_REVIEWER)
    return fresh


def _was_saved_from(file: ReviewFile, by: User, tab: str) -> bool:
    """Say whether what the file's draft holds was saved by this person from this very page."""
    return bool(tab) and Draft.objects.filter(file=file, saved_by=by, content__tab=tab).exists()
