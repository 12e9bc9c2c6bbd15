"""File reviews of the demonstration: real exercises whose single files are illustrative, and an open one to work in.

The files are drawn by the product's own method from made-up lists of crimes; what was answered follows from the
exercise's seed, so every installation shows the same.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO

from django.utils import timezone

from accounts.models import User
from core import history
from forces.models import Cycle, Force
from inspections import drawing as frames
from inspections.actions import draws
from inspections.crime_lists import Columns
from inspections.models import (
    Assignment,
    AssignmentRole,
    CriteriaTemplate,
    Exercise,
    ExerciseState,
    FileState,
    Inspection,
    Rating,
    Resolution,
    ReviewFile,
    ReviewPlan,
    Stratum,
)
from inspections.rules import drawing
from inspections.rules import file_reviews as rules
from inspections.rules.drawing import draw
from reports.demonstration import answers, criteria
from reports.demonstration.tables import day, rows, whole, yes

TEAMS = [
    ("BED-2017-E", {"manager": AssignmentRole.LEAD, "inspector": AssignmentRole.INSPECTOR,
                    "inspector2": AssignmentRole.INSPECTOR}),
    ("BED-2018-P", {"manager": AssignmentRole.LEAD, "inspector": AssignmentRole.INSPECTOR,
                    "inspector2": AssignmentRole.INSPECTOR}),
]  # fmt: skip
# exercise: who reviews, how many files are marked, how many of those are good, from which day they were marked
WORK = {
    "BED-2017-E-FR1": (["inspector", "inspector2"], 60, 46, date(2017, 10, 9)),
    "BED-2018-P-FR1": (["inspector"], 12, 9, date(2018, 5, 21)),
}
REASONS = {
    "outstanding": "Everything that could be done was done early, and the record says why at each step.",
    "good": "The main lines were followed and the victim was looked after; what was missed made no difference.",
    "adequate": "The outcome can be defended, but supervision came late and an avoidable gap was left.",
    "poor": "Clear lines of enquiry were left, and the record does not show that anybody noticed.",
}
WRITTEN = ["state", "reviewer", "rating", "settled_rating", "rating_reason", "marked_by", "marked_at"]
MARKERS = ["inspector", "inspector2"]
RESOLUTION = (
    "Supervision came late, as the second reviewer says, but every line of enquiry was closed and the victim was kept "
    "informed: the first rating counts."
)


def load(*, by: User, people: dict[str, User]) -> None:
    """Load the criteria, the teams, the exercises, and the files of those that have some."""
    with history.acting(by, "Loaded with the demonstration"):
        load_plans()
        template = criteria.load()
        load_teams(people)
        load_exercises(template, people)
        for reference, (reviewers, marked, good, begun) in WORK.items():
            exercise = Exercise.objects.get(reference=reference)
            if not exercise.files.exists():
                files = draw_files(exercise)
                allocate_files(files, [people[name] for name in reviewers])
                mark_files(exercise, files[:marked], good, begun)
                history.bulk_update(ReviewFile, files, WRITTEN)
                answers.record(files[:marked])
                seconds = second_marks(exercise, files[:marked], [people[name] for name in MARKERS])
                if exercise.inspection.is_published:
                    settle(exercise, seconds, begun + timedelta(days=28))
                else:
                    history.bulk_create(ReviewFile, seconds)


def load_plans() -> None:
    """Load how many files the reviews of each cycle have."""
    cycles = {cycle.slug: cycle for cycle in Cycle.objects.all()}
    for row in rows("review_plans"):
        plan, made = ReviewPlan.objects.get_or_create(
            cycle=cycles[row["cycle"]],
            defaults={
                "size": int(row["size"]),
                "larger_size": int(row["larger_size"]),
                "published_total": whole(row["published_total"]),
                "source": row["source"],
            },
        )
        if made:
            plan.larger_in.set(Force.objects.filter(code__in=row["larger_in"].split()))


def load_teams(people: dict[str, User]) -> None:
    """Load who is on the two Bedfordshire inspections that have file reviews."""
    inspections = Inspection.objects.in_bulk([reference for reference, _ in TEAMS], field_name="reference")
    held = set(Assignment.objects.values_list("inspection__reference", "user_id"))
    history.bulk_create(
        Assignment,
        [
            Assignment(inspection=inspections[reference], user=people[name], role=role)
            for reference, team in TEAMS
            for name, role in team.items()
            if (reference, people[name].pk) not in held
        ],
    )


def load_exercises(template: CriteriaTemplate, people: dict[str, User]) -> None:
    """Load the exercises, and the made-up list of crimes of each as counts by offence type."""
    inspections = {inspection.reference: inspection for inspection in Inspection.objects.all()}
    held = set(Exercise.objects.values_list("reference", flat=True))
    missing = [row for row in rows("file_reviews") if row["reference"] not in held]
    history.bulk_create(
        Exercise,
        [
            Exercise(
                reference=row["reference"],
                inspection=inspections[row["inspection"]],
                title=row["title"],
                design=row["design"],
                template=template if row["design"] == "random" else None,
                lead=people["manager"] if row["design"] == "random" else None,
                population=row["population"],
                window_from=day(row["window_from"]),
                window_to=day(row["window_to"]),
                target=whole(row["target"]),
                seed=row["seed"],
                as_published=row["stated_published"],
                purge_on=date(2019, 6, 1) if yes(row["illustrative"]) else None,
                is_illustrative=yes(row["illustrative"]),
                has_illustrative_files=row["reference"] in WORK,
                source=row["source"],
            )
            for row in missing
        ],
    )
    exercises = {exercise.reference: exercise for exercise in Exercise.objects.all()}
    types = [row for row in rows("offence_types") if row["exercise"] not in held]
    Stratum.objects.bulk_create(
        Stratum(
            exercise=exercises[row["exercise"]],
            number=number,
            slug=row["slug"],
            title=row["title"],
            frame_count=whole(row["frame_count"]),
        )
        for number, row in enumerate(types, start=1)
    )


def draw_files(exercise: Exercise) -> list[ReviewFile]:
    """Draw the files from the made-up list by the exercise's seed.

    An open exercise is drawn as its lead would draw it, so its draw is logged and its references are sealed; of a
    published one the files alone are made, as after its references were purged.
    """
    strata = {stratum.slug: stratum for stratum in exercise.strata.all()}
    frame = {
        f"{slug}-{number:04d}": slug
        for slug, stratum in strata.items()
        for number in range(1, (stratum.frame_count or 0) + 1)
    }
    if not exercise.inspection.is_published:
        draw_as_its_lead(exercise, frame)
        return list(exercise.files.select_related("exercise", "stratum").order_by("number"))
    drawn = enumerate(draw(frame, seed=exercise.seed, size=exercise.target or 0), start=1)
    files = [ReviewFile(exercise=exercise, number=n, slot=n, stratum=strata[one.stratum]) for n, one in drawn]
    exercise.state = ExerciseState.DRAWN
    exercise.save()
    return history.bulk_create(ReviewFile, files)


def draw_as_its_lead(exercise: Exercise, frame: dict[str, str]) -> None:
    """Draw from the made-up list, written as a force sends it."""
    day = exercise.window_from
    lines = ["Reference,Recorded on,Offence type", *(f"{one},{day},{slug}" for one, slug in frame.items())]
    columns = Columns("Reference", "Recorded on", "Offence type")
    layout = frames.Layout(columns, {slug: slug for slug in frame.values()})
    held = frames.frame_of(exercise, BytesIO("\n".join(lines).encode()), layout)
    draws.draw(
        by=exercise.lead,  # type: ignore[arg-type]
        exercise=exercise,
        frame=held,
        source=draws.Source(name="made-up-crimes.csv", layout=layout),
        is_dry_run=False,
        at=marking_time(date(2018, 5, 14), 1),
    )
    exercise.refresh_from_db()


def allocate_files(files: list[ReviewFile], reviewers: list[User]) -> None:
    """Give every file to a reviewer, as many of each offence type to each."""
    shares = rules.allocate_evenly(
        [(file.number, file.stratum.slug if file.stratum else "") for file in files], [one.pk for one in reviewers], {}
    )
    for file in files:
        file.state, file.reviewer_id = FileState.ALLOCATED, shares[file.number]


def mark_files(exercise: Exercise, files: list[ReviewFile], good: int, begun: date) -> None:
    """Rate files so that as many are good as the report says; which ones follows from the seed."""
    ratings = {rating.slug: rating for rating in Rating.objects.filter(template=exercise.template)}
    order = sorted(files, key=lambda file: answers.chance(exercise, file.number, "rating"))
    for place, file in enumerate(order):
        high = answers.chance(exercise, file.number, "step") < 0.2
        slug = ("outstanding" if high else "good") if place < good else ("poor" if high else "adequate")
        file.state = FileState.MARKED
        file.rating = file.settled_rating = ratings[slug]
        file.rating_reason = REASONS[slug]
        file.marked_by_id = file.reviewer_id
        file.marked_at = marking_time(begun, file.number)


def second_marks(exercise: Exercise, files: list[ReviewFile], markers: list[User]) -> list[ReviewFile]:
    """Return the second marks that the product asks for of these files, each given to whoever did not mark it first."""
    share = Decimal(exercise.second_share) / 100
    chosen = drawing.second_marks(exercise.seed, {number + 1 for number in range(exercise.target or 0)}, share)
    return [
        ReviewFile(
            exercise=exercise,
            number=file.number,
            slot=file.slot,
            stratum=file.stratum,
            second_of=file,
            state=FileState.ALLOCATED,
            reviewer=next(person for person in markers if person.pk != file.reviewer_id),
        )
        for file in files
        if file.slot in chosen or file.rating.slug == "poor"  # type: ignore[union-attr]
    ]


def settle(exercise: Exercise, seconds: list[ReviewFile], day: date) -> None:
    """Mark files again, one of them with another rating, which the lead resolves; then lock the exercise."""
    differs = next(second for second in seconds if second.second_of.rating.slug == "good")  # type: ignore[union-attr]
    adequate = Rating.objects.get(template=exercise.template, slug="adequate")
    for place, second in enumerate(seconds, start=1):
        first = second.second_of
        second.state = FileState.MARKED
        second.rating = adequate if second is differs else first.rating  # type: ignore[union-attr]
        second.rating_reason = REASONS[second.rating.slug]  # type: ignore[union-attr]
        second.marked_by_id, second.marked_at = second.reviewer_id, marking_time(day, place)
    history.bulk_create(ReviewFile, seconds)
    answers.record(seconds)
    first = differs.second_of
    resolved = marking_time(day + timedelta(days=7), 1)
    resolution = {"file": first, "rating": first.rating, "reason": RESOLUTION}  # type: ignore[union-attr]
    history.bulk_create(Resolution, [Resolution(**resolution, by=exercise.lead, at=resolved)])
    exercise.state, exercise.locked_by, exercise.locked_at = ExerciseState.LOCKED, exercise.lead, resolved
    exercise.save()


def marking_time(begun: date, number: int) -> datetime:
    """Return when the n-th file is marked: six a day from half past nine, an hour and a quarter apart, no weekends."""
    days, place = divmod(number - 1, 6)
    morning = timezone.make_aware(datetime.combine(begun + timedelta(days=days + days // 5 * 2), time(9, 30)))
    return morning + timedelta(minutes=75 * place)
