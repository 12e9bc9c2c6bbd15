"""File reviews of the demonstration: real exercises whose single files are illustrative, and an open one to work in.

The files are drawn by the product's own method from made-up lists of crimes; what was answered follows from the
exercise's seed, so every installation shows the same.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import partial
from hashlib import sha256

from django.utils import timezone

from accounts.models import User
from core import history
from forces.models import Cycle, Force
from inspections.models import (
    Answer,
    AnswerValue,
    Assignment,
    AssignmentRole,
    CriteriaTemplate,
    Criterion,
    Exercise,
    FileState,
    Inspection,
    Rating,
    ReviewFile,
    ReviewPlan,
    Stratum,
    Theme,
)
from inspections.rules import file_reviews as rules
from inspections.rules.drawing import draw
from reports.demonstration.tables import day, rows, whole, yes

TEMPLATE = "investigation-quality"
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
SEEN = "Read in the log and in the supervisor’s entries."  # a critical question has a note whatever its answer
NOTES = [
    "Nothing on the record shows that this was done.",
    "Done, but eleven days after it was asked for.",
    "Begun and not finished; no reason is given.",
    "A supervisor asked for it twice; the file was closed without it.",
]


def load(*, by: User, people: dict[str, User]) -> None:
    """Load the criteria, the teams, the exercises, and the files of those that have some."""
    with history.acting(by, "Loaded with the demonstration"):
        load_plans()
        template = load_criteria()
        load_teams(people)
        load_exercises(template, people)
        for reference, (reviewers, marked, good, begun) in WORK.items():
            exercise = Exercise.objects.get(reference=reference)
            if not exercise.files.exists():
                files = draw_files(exercise, [people[name] for name in reviewers])
                mark_files(exercise, files[:marked], good, begun)
                record_files(files)


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


def load_criteria() -> CriteriaTemplate:
    """Load the illustrative template: themes, questions, ratings."""
    template, made = CriteriaTemplate.objects.get_or_create(
        slug=TEMPLATE, version_number=1, defaults={"title": "Quality of an investigation", "is_illustrative": True}
    )
    if not made:
        return template
    load_questions(template)
    Rating.objects.bulk_create(
        Rating(
            template=template,
            number=int(row["number"]),
            slug=row["slug"],
            label=row["label"],
            counts_as_good=yes(row["counts_as_good"]),
        )
        for row in rows("ratings")
    )
    return template


def load_questions(template: CriteriaTemplate) -> None:
    """Load the themes and their questions; one that is asked only after an answer names an earlier one."""
    themes: dict[str, Theme] = {}
    questions: dict[str, Criterion] = {}
    for row in rows("criteria"):
        number = row["theme_number"]
        if number not in themes:
            themes[number] = Theme.objects.create(template=template, number=int(number), title=row["theme"])
        questions[row["slug"]] = Criterion.objects.create(
            theme=themes[number],
            number=int(row["number"]),
            slug=row["slug"],
            text=row["text"],
            guidance=row["guidance"],
            is_critical=yes(row["critical"]),
            answer_set=row["answers"],
            asked_after=questions[row["asked_after"]] if row["asked_after"] else None,
            asked_when=row["asked_when"],
        )


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


def draw_files(exercise: Exercise, reviewers: list[User]) -> list[ReviewFile]:
    """Draw the files from the made-up list by the exercise's seed, and share them out; nothing is saved yet."""
    strata = {stratum.slug: stratum for stratum in exercise.strata.all()}
    frame = {
        f"{slug}-{number:04d}": slug
        for slug, stratum in strata.items()
        for number in range(1, (stratum.frame_count or 0) + 1)
    }
    drawn = draw(frame, seed=exercise.seed, size=exercise.target or 0)
    shares = rules.allocate_evenly(
        [(number, one.stratum) for number, one in enumerate(drawn, start=1)], [person.pk for person in reviewers], {}
    )
    return [
        ReviewFile(
            exercise=exercise,
            number=number,
            slot=number,
            stratum=strata[one.stratum],
            state=FileState.ALLOCATED,
            reviewer_id=shares[number],
        )
        for number, one in enumerate(drawn, start=1)
    ]


def mark_files(exercise: Exercise, files: list[ReviewFile], good: int, begun: date) -> None:
    """Rate files so that as many are good as the report says; which ones follows from the seed."""
    ratings = {rating.slug: rating for rating in Rating.objects.filter(template=exercise.template)}
    order = sorted(files, key=lambda file: chance(exercise, file.number, "rating"))
    for place, file in enumerate(order):
        high = chance(exercise, file.number, "step") < 0.2
        slug = ("outstanding" if high else "good") if place < good else ("poor" if high else "adequate")
        file.state = FileState.MARKED
        file.rating = file.settled_rating = ratings[slug]
        file.rating_reason = REASONS[slug]
        file.marked_by_id = file.reviewer_id
        file.marked_at = marking_time(begun, file.number)


def record_files(files: list[ReviewFile]) -> None:
    """Save the files, and the answers of the marked ones, with their history."""
    exercise = files[0].exercise
    history.bulk_create(ReviewFile, files)
    criteria = list(Criterion.objects.of_template(exercise.template_id))
    marked = [file for file in files if file.state == FileState.MARKED]
    history.bulk_create(Answer, [one for file in marked for one in answers(exercise, file, criteria)])


def marking_time(begun: date, number: int) -> datetime:
    """Return when the n-th file is marked: six a day from half past nine, an hour and a quarter apart, no weekends."""
    days, place = divmod(number - 1, 6)
    morning = timezone.make_aware(datetime.combine(begun + timedelta(days=days + days // 5 * 2), time(9, 30)))
    return morning + timedelta(minutes=75 * place)


def answers(exercise: Exercise, file: ReviewFile, criteria: list[Criterion]) -> list[Answer]:
    """Return plausible answers to the questions that are asked of a file: some only after a certain earlier answer."""
    every = {criterion.pk: answer(exercise, file, criterion) for criterion in criteria}
    given = {key: rules.Given(one.value, one.note) for key, one in every.items()}
    return [every[question.key] for question in rules.asked([one.as_question for one in criteria], given)]


def answer(exercise: Exercise, file: ReviewFile, criterion: Criterion) -> Answer:
    """Return a plausible answer that the question offers: fewer yes where the rating is lower."""
    luck = partial(chance, exercise, file.number)
    yes_share = {"outstanding": 0.96, "good": 0.86, "adequate": 0.62, "poor": 0.4}[file.rating.slug]  # type: ignore[union-attr]
    drawn = luck(criterion.slug)
    seen = SEEN if criterion.is_critical else ""
    is_rare = luck(f"{criterion.slug} applies") < (0.02 if criterion.is_critical else 0.18)
    if is_rare and AnswerValue.NOT_APPLICABLE in criterion.offered:
        return Answer(file=file, criterion=criterion, value="not-applicable", note=seen)
    if drawn < yes_share:
        return Answer(file=file, criterion=criterion, value="yes", note=seen)
    if drawn < yes_share + 0.04 and AnswerValue.NOT_EVIDENCED in criterion.offered:
        return Answer(file=file, criterion=criterion, value="not-evidenced", note=seen)
    note = NOTES[int(luck(f"{criterion.slug} note") * len(NOTES))]
    return Answer(file=file, criterion=criterion, value="no", note=note)


def chance(exercise: Exercise, number: int, about: str) -> float:
    """Return a number from 0 up to 1 that follows from the exercise's seed."""
    digest = sha256(f"{exercise.seed}\n{number}\n{about}".encode()).digest()
    return int.from_bytes(digest[:6]) / 2**48
