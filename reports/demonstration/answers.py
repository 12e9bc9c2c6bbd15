"""What was answered about the files of the demonstration: it follows from the seed of their exercise."""

from __future__ import annotations

from functools import partial
from hashlib import sha256

from core import history
from inspections.models import Answer, AnswerValue, Criterion, Exercise, ReviewFile
from inspections.rules import file_reviews as rules

SEEN = "Read in the log and in the supervisor’s entries."  # a critical question has a note whatever its answer
NOTES = [
    "Nothing on the record shows that this was done.",
    "Done, but eleven days after it was asked for.",
    "Begun and not finished; no reason is given.",
    "A supervisor asked for it twice; the file was closed without it.",
]


def record(files: list[ReviewFile]) -> None:
    """Save the answers of marked files, with their history."""
    exercise = files[0].exercise
    criteria = list(Criterion.objects.of_template(exercise.template_id))
    history.bulk_create(Answer, [one for file in files for one in answers(exercise, file, criteria)])


def answers(exercise: Exercise, file: ReviewFile, criteria: list[Criterion]) -> list[Answer]:
    """Return plausible answers to the questions that are asked of a file: some only after a certain earlier answer."""
    every = {criterion.pk: answer(exercise, file, criterion) for criterion in criteria}
    given = {key: rules.Given(one.value, one.note) for key, one in every.items()}
    return [every[question.key] for question in rules.asked([one.as_question for one in criteria], given)]


def answer(exercise: Exercise, file: ReviewFile, criterion: Criterion) -> Answer:
    """Return a plausible answer that the question offers: fewer yes where the rating is lower.

    A second mark answers as the first did, but for what a lower rating changes.
    """
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
