"""The crime file reviews of an inspection, each on its own: samples are never pooled."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q

from core.words import plural
from inspections import results
from inspections.models import Exercise, FileState, Inspection, ReviewFile
from inspections.rules.file_reviews import Tally
from reports.document.shape import Block, FileReviewPart

DONE = [FileState.MARKED, FileState.VOID, FileState.NOT_PROVIDED]


def reviews_of(inspection: Inspection) -> list[Exercise]:
    """Return the finished reviews of an inspection, and those of the force's published ones, with their counts.

    While any file waits for a mark, or for a second one, a count would tell the markers what the others found.
    """
    waiting = ReviewFile.objects.filter(exercise=OuterRef("pk")).exclude(state__in=DONE)
    published = Q(inspection__stage="published", inspection__force=inspection.force_id)
    held = Exercise.objects.filter(Q(inspection=inspection) | published).exclude(Exists(waiting))
    return list(held.with_tally().order_by("reference"))


def own(inspection: Inspection, reviews: Sequence[Exercise]) -> list[Exercise]:
    """Return the reviews that are the inspection's."""
    return [one for one in reviews if one.inspection_id == inspection.pk]


def tally_of(exercise: Exercise) -> Tally:
    """Return the count of a review."""
    good, reviewed, drawn = exercise.good, exercise.reviewed, exercise.drawn  # type: ignore[attr-defined]
    return Tally(good or 0, reviewed, drawn)


def count_of(exercise: Exercise) -> str:
    """Return "46 of 60" of a review with a count, the number of files of one without, or nothing."""
    if exercise.has_count:
        tally = tally_of(exercise)
        return tally.count if tally.reviewed else exercise.as_published
    return str(exercise.target) if exercise.target else ""


def part_of(exercise: Exercise) -> FileReviewPart:
    """Return a review as it is printed."""
    tally = tally_of(exercise)
    is_counted = exercise.has_count and tally.reviewed > 0
    return FileReviewPart(
        reference=exercise.reference,
        title=exercise.title,
        design=str(exercise.get_design_display()),
        good=tally.good if is_counted else None,
        reviewed=tally.reviewed if is_counted else None,
        words=in_words(exercise),
    )


def in_words(exercise: Exercise) -> str:
    """Return the result of a review as it is printed; a weighted one has its own words."""
    if not exercise.has_count:
        files = plural(exercise.target, "file") if exercise.target else "Size not recorded"
        return f"{files}; not counted as good or not"
    if not tally_of(exercise).reviewed:
        return exercise.as_published or "No file is marked"
    return results.headline_of(exercise, tally_of(exercise))


def table(parts: Sequence[FileReviewPart]) -> list[Block]:
    """Return the reviews as a table."""
    if not parts:
        return []
    return [
        {
            "name": "",
            "type": "table",
            "caption": "Crime files reviewed; samples are never added together",
            "head": ["Review", "How the files were chosen", "Result"],
            "rows": [[part["title"], part["design"], part["words"]] for part in parts],
        }
    ]
