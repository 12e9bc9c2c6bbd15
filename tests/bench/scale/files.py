"""The crime file reviews of the scale set."""

from __future__ import annotations

from datetime import UTC, datetime

from accounts.models import Role, User
from inspections.models import (
    Answer,
    AnswerValue,
    CriteriaTemplate,
    Criterion,
    Design,
    Exercise,
    FileState,
    Inspection,
    Rating,
    ReviewFile,
    Stratum,
    Theme,
)
from tests.bench.scale.rows import CYCLES, FILES_EACH, INSPECTORS, MANAGERS, TEAMS, UNMARKED_EACH, chance, many


def make_template() -> tuple[CriteriaTemplate, list[Criterion], list[Rating]]:
    """Make a template of 25 questions in five themes."""
    template = CriteriaTemplate.objects.create(slug="investigation", title="Investigation")
    themes = [Theme.objects.create(template=template, number=n, title=f"Theme {n}") for n in range(1, 6)]
    criteria = [
        Criterion.objects.create(
            theme=theme, number=n, slug=f"criterion-{theme.number}-{n}", text=f"Was step {n} done, and in time?",
            guidance="Look at the log, the dates and who decided; say what is missing.",
        )
        for theme in themes
        for n in range(1, 6)
    ]  # fmt: skip
    ratings = [
        Rating.objects.create(template=template, number=n, slug=f"rating-{n}", label=label, counts_as_good=n == 1)
        for n, label in enumerate(("Good", "Adequate", "Poor"), start=1)
    ]
    return template, criteria, ratings


def make_file_reviews(inspections: list[Inspection], people: dict[str, User]) -> None:
    """Make a random sample for every inspection; those of the last cycle are begun."""
    template, criteria, ratings = make_template()
    first = len(inspections) * (CYCLES - 1) // CYCLES
    measured = range(first, first + TEAMS)
    reviewers, leads = (
        [people[role if n in measured else f"{role} {n % many_of}"] for n in range(len(inspections))]
        for role, many_of in ((Role.INSPECTOR.value, INSPECTORS), (Role.MANAGER.value, MANAGERS))
    )
    exercises = many(
        Exercise,
        [
            Exercise(
                reference=f"{i.reference}-FR1",
                inspection=i,
                title="Random sample",
                design=Design.RANDOM,
                template=template,
                lead=leads[place],
                population="Crimes recorded January to March",
                target=FILES_EACH,
                seed="bench",
            )
            for place, i in enumerate(inspections)
        ],
    )
    strata = many(
        Stratum,
        [
            Stratum(exercise=exercise, number=n, slug=f"type-{n}", title=f"Offence type {n}", frame_count=100)
            for exercise in exercises
            for n in range(1, 8)
        ],
    )
    files = many(
        ReviewFile,
        [
            file_of(exercise, n, strata[place * 7 + n % 7], ratings, reviewers[place])
            for place, exercise in enumerate(exercises)
            for n in range(1, FILES_EACH + 1)
        ],
    )
    make_answers([file for file in files if file.state == FileState.MARKED], criteria)


def file_of(exercise: Exercise, n: int, stratum: Stratum, ratings: list[Rating], by: User) -> ReviewFile:
    """Return a file: marked, or in an open inspection allocated once the first twenty are marked."""
    file = ReviewFile(exercise=exercise, number=n, slot=n, stratum=stratum, reviewer=by, state=FileState.ALLOCATED)
    if exercise.inspection.is_published or n <= FILES_EACH - UNMARKED_EACH:
        file.state, file.rating, file.rating_reason = (
            FileState.MARKED,
            chance.choice(ratings),
            "All of it was looked at.",
        )
        file.settled_rating = file.rating
        file.marked_by, file.marked_at = by, datetime(2020, 1, 1, tzinfo=UTC)
    return file


def make_answers(files: list[ReviewFile], criteria: list[Criterion]) -> None:
    """Answer every question of every marked file."""
    values = [AnswerValue.YES] * 7 + [AnswerValue.NO, AnswerValue.NOT_APPLICABLE, AnswerValue.NOT_EVIDENCED]
    for start in range(0, len(files), 1000):
        answers = []
        for file in files[start : start + 1000]:
            for criterion in criteria:
                value = chance.choice(values)
                answers.append(
                    Answer(file=file, criterion=criterion, value=value, note="Not done." if value == "no" else "")
                )
        many(Answer, answers)
