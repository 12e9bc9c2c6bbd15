"""The results of a file review: gathered in few queries, for its page, its files and its document alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Case, Count, Q, When

from core.words import plural
from inspections import worklists
from inspections.models import Answer, AnswerValue, Criterion, Design, Exercise, ExerciseState, FileState, ReviewFile
from inspections.models import Stratum as OffenceType
from inspections.models.criteria import questions_in_use
from inspections.models.exercises import REVIEWER_ROLES
from inspections.rules import results as rules
from inspections.rules.changes import change
from inspections.rules.file_reviews import Answered, FileGroup, Tally, answered, tallied

NONE = Tally(0, 0, 0)


@dataclass(frozen=True)
class QuestionResult:
    """How one question was answered over the marked files.

    `condition` says after which answer it is asked, empty for one that always is; files it was not asked of are in no
    denominator.
    """

    number: int
    text: str
    condition: str
    counts: Answered
    not_asked: int


@dataclass(frozen=True)
class ThemeResult:
    """A theme with its questions."""

    title: str
    questions: list[QuestionResult]

    @property
    def counts(self) -> Answered:
        """Return the answers to all its questions."""
        return sum((one.counts for one in self.questions), Answered())

    @property
    def not_asked(self) -> int:
        """Return how often one of its questions was not asked of a file."""
        return sum(one.not_asked for one in self.questions)


class TypeResult(NamedTuple):
    """An offence type: crimes in the list, its files; `is_shown` is not for counts that stay inside the team."""

    title: str
    crimes: int | None
    tally: Tally
    is_shown: bool


@dataclass(frozen=True)
class Results:
    """Everything that may be said of one exercise to one person. Exercises are never added together."""

    exercise: Exercise
    tally: Tally
    void: int
    types: list[TypeResult]
    weighted: rules.Weighted | None
    themes: list[ThemeResult]
    agreement: rules.Agreement
    resolved: int
    before: Exercise | None
    change: str

    @property
    def has_shares(self) -> bool:
        """Say whether a share of its files is a share of all crimes: only in one draw over all types."""
        return self.exercise.design == Design.RANDOM

    @property
    def headline(self) -> str:
        """Return the count of good files with its share and interval, weighted where the sample has weights.

        Empty where the design has no such count.
        """
        if not self.exercise.has_count:
            return ""
        if self.exercise.design != Design.STRATIFIED:
            return self.tally.in_words
        if self.weighted is None:
            return f"{self.tally.count} files good" if self.tally.reviewed else self.tally.in_words
        return self.weighted.in_words

    @property
    def weights(self) -> dict[str, float]:
        """Return each offence type's share of the crimes, in a stratified sample whose list is counted."""
        return self.weighted.weights if self.weighted else {}

    @property
    def hides_small(self) -> bool:
        """Say whether an offence type's counts are kept from this person."""
        return not all(one.is_shown for one in self.types)

    @property
    def is_as_published(self) -> bool:
        """Say whether our count is the one the report printed."""
        return self.exercise.as_published == self.tally.count

    @cached_property
    def totals(self) -> list[tuple[ThemeResult, Answered]]:
        """Return each theme with its answers added up."""
        return [(theme, theme.counts) for theme in self.themes]


def results_of(exercise: Exercise, person: Any, *, with_small: bool) -> Results:
    """Gather the results for a person; `with_small` where counts under 5 may be shown to them."""
    firsts = firsts_of(exercise)
    tally = tallied(firsts).get(None, NONE)
    of_type = tallied(firsts, by=lambda group: group.stratum)
    types = [(one, of_type.get(one.pk, NONE)) for one in exercise.strata.all()]
    weighted = weighted_by(types) if exercise.design == Design.STRATIFIED else None
    is_done = tally.reviewed and not tally.waiting  # half-way, a change could come and go with every file
    before = last_time(exercise, person) if is_done else None
    agreement, resolved = second_marks(exercise)
    return Results(
        exercise=exercise,
        tally=tally,
        void=sum(group.number for group in firsts if group.state == FileState.VOID),
        types=by_type(types, with_small=with_small, has_count=exercise.has_count),
        weighted=weighted,
        themes=by_theme(exercise, tally.reviewed) if exercise.design != Design.WITHOUT_COUNT else [],
        agreement=agreement,
        resolved=resolved,
        before=before,
        change=change_since(before, weighted or tally) if before else "",
    )


def headline_of(exercise: Exercise, tally: Tally) -> str:
    """Return the count of good files of a counted exercise as it is printed: weighted where the sample has weights."""
    if exercise.design != Design.STRATIFIED:
        return tally.in_words
    of_type = tallied(firsts_of(exercise), by=lambda group: group.stratum)
    weighted = weighted_by([(one, of_type.get(one.pk, NONE)) for one in exercise.strata.all()])
    return weighted.in_words if weighted else f"{tally.count} files good"


def marks_again(exercise: Exercise, person: Any) -> bool:
    """Say whether a person still has a second mark to make: of few files, counts would tell them the first marks."""
    return person.role in REVIEWER_ROLES and exercise.files.to_mark_again_by(person).exists()


def groups_of(exercise: Exercise) -> list[FileGroup]:
    """Return the files counted in one query: every count of files is a sum of these."""
    good = Case(When(settled_rating__counts_as_good=True, then=True), default=False)
    rows = exercise.files.order_by().annotate(is_good=good, second=worklists.is_second())
    names = ("reviewer__name", "stratum_id", "state", "is_good", "second")
    return [FileGroup(*row) for row in rows.values_list(*names).annotate(number=Count("pk"))]


def firsts_of(exercise: Exercise) -> list[FileGroup]:
    """Return the files themselves, without second marks."""
    return [group for group in groups_of(exercise) if not group.is_second]


# --- by offence type -----------------------------------------------------------------------------------------


def by_type(types: Sequence[tuple[OffenceType, Tally]], *, with_small: bool, has_count: bool) -> list[TypeResult]:
    """Return the offence types; outside the team a count under 5, and what would tell one, is not shown.

    A type's good files are never more than its reviewed ones, so what hides the former hides the latter.
    """
    counts = {one.pk: tally.good if has_count else tally.reviewed for one, tally in types}
    hidden = frozenset() if with_small else rules.hidden_small(counts).rows
    return [TypeResult(one.title, one.frame_count, tally, one.pk not in hidden) for one, tally in types]


def weighted_by(types: Sequence[tuple[OffenceType, Tally]]) -> rules.Weighted | None:
    """Return the sample with its weights; nothing where the list's crimes are not all counted, or fewer than files."""
    if not types or any(one.frame_count is None or one.frame_count < tally.reviewed for one, tally in types):
        return None
    return rules.Weighted(
        tuple(rules.Stratum(one.title, one.frame_count or 0, tally.reviewed, tally.good) for one, tally in types)
    )


# --- by theme and question -----------------------------------------------------------------------------------


def by_theme(exercise: Exercise, reviewed: int) -> list[ThemeResult]:
    """Return each theme with its questions and how they were answered over the marked files."""
    if not reviewed:
        return []
    counts = answered(
        Answer.objects.filter(file__exercise=exercise, file__state=FileState.MARKED, file__second_of__isnull=True)
        .order_by()
        .values_list("criterion_id", "value")
        .annotate(number=Count("pk"))
    )
    numbers: dict[int, int] = {}
    themes: dict[int, ThemeResult] = {}
    for number, one in enumerate(questions_in_use(exercise.template_id), start=1):
        numbers[one.pk] = number
        theme = themes.setdefault(one.theme_id, ThemeResult(one.theme.title, []))
        found = counts.get(one.pk, Answered())
        unasked = reviewed - found.applicable - found.not_applicable
        theme.questions.append(QuestionResult(number, one.text, condition(one, numbers), found, unasked))
    return list(themes.values())


def condition(one: Criterion, numbers: dict[int, int]) -> str:
    """Return after which answer a question is asked: "only after yes to question 3"; nothing when it always is."""
    if one.asked_after_id is None:
        return ""
    return f"only after {AnswerValue(one.asked_when).label.lower()} to question {numbers[one.asked_after_id]}"


# --- second marks --------------------------------------------------------------------------------------------


def second_marks(exercise: Exercise) -> tuple[rules.Agreement, int]:
    """Return how often two marks of a file agree, and how many disagreements are resolved."""
    both = ReviewFile.objects.second_marks().filter(
        exercise=exercise, state=FileState.MARKED, second_of__state=FileState.MARKED
    )
    names = ("second_of__rating__slug", "rating__slug")
    pairs, resolved = Counter[tuple[str, str]](), 0
    for first, second, number, settled in (
        both.order_by().values_list(*names).annotate(number=Count("pk"), settled=Count("second_of__resolution"))
    ):
        pairs[first, second] += number
        resolved += settled
    return rules.Agreement.of(pairs), resolved


# --- since last time -----------------------------------------------------------------------------------------


def last_time(exercise: Exercise, person: Any) -> Exercise | None:
    """Return the force's last exercise of an earlier cycle that may be compared: same design and criteria, and final.

    Only one the person may read.
    """
    inspection = exercise.inspection
    if not exercise.has_count or exercise.template is None:
        return None
    final = Q(state=ExerciseState.LOCKED) | Q(inspection__stage="published")
    return (
        Exercise.objects.visible_to(person)
        .filter(final, inspection__force=inspection.force_id, design=exercise.design)
        .filter(template__slug=exercise.template.slug, inspection__cycle__first_year__lt=inspection.cycle.first_year)
        .order_by("-inspection__cycle__first_year", "-reference")
        .select_related("inspection__cycle")
        .first()
    )


def change_since(before: Exercise, now: Tally | rules.Weighted) -> str:
    """Return what may be said of the change since an exercise; nothing where its files or its weights are not held."""
    firsts = firsts_of(before)
    if isinstance(now, Tally):
        then = tallied(firsts).get(None, NONE)
        return change(then, now) if then.reviewed else ""
    of_type = tallied(firsts, by=lambda group: group.stratum)
    weighted = weighted_by([(one, of_type.get(one.pk, NONE)) for one in before.strata.all()])
    return change(weighted, now) if weighted and weighted.tally.reviewed else ""


def not_provided(tally: Tally) -> str:
    """Return what files that the force did not provide mean for the result; nothing where it provided all."""
    if not tally.not_provided:
        return ""
    were = plural(tally.not_provided, "file was", "files were")
    return f"{were} not provided by the force. They may differ from those reviewed, so the result may be biased."
