"""Gathers what the pages of grades need in few queries, and puts it in the words of the rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, NamedTuple

from django.db.models import BooleanField, CharField, Count, Exists, IntegerField, Max, Min, OuterRef, Q, Value
from django.db.models.functions import Cast, Coalesce

from core.keeping import Sources
from forces.models import Cycle, Force
from inspections.models import (
    Correction,
    Framework,
    Grade,
    Grading,
    Inspection,
    Judgment,
    MappingKind,
    Pillar,
    Question,
    QuestionMapping,
    Scale,
    ScopeEntry,
    Stage,
)
from inspections.rules.grades import (
    OVERALL,
    OVERALLS,
    Asked,
    Books,
    Conclusion,
    Corrected,
    Inspected,
    Key,
    Run,
    overall_of,
    runs,
)

Held = dict[tuple[int, Key], list[Inspected]]
SOURCES = Sources(
    Cycle,
    Correction,
    *(
        model.history.model
        for model in (Framework, Question, QuestionMapping, Scale, Grade, Inspection, ScopeEntry, Judgment, Force)
    ),
)
"""What a page of grades comes from that shows everybody the same."""


class Posed(NamedTuple):
    """A question as a framework asks it; `came_from` are earlier ones, each by how it came from it and its slug."""

    title: str
    is_graded: bool
    pillar: str = ""
    came_from: tuple[tuple[str, str], ...] = ()

    @property
    def formerly(self) -> str:
        """Return what earlier frameworks call the same question."""
        return next((slug for kind, slug in reversed(self.came_from) if kind == MappingKind.SAME), "")


@dataclass
class Edition:
    """A cycle's framework of one pillar, its versions as one: what it is called, its scale, and what it judges."""

    key: Key
    cycle: Cycle
    title: str
    scale: int
    has_overall: bool
    questions: dict[str, Posed] = field(default_factory=dict)

    @property
    def pillar(self) -> str:
        """Return the pillar's name."""
        return str(Pillar(self.key.pillar).label)

    @property
    def overalls(self) -> dict[str, str]:
        """Return its overall judgments, each with its pillar: one, or one for each pillar its questions are about."""
        if not self.has_overall:
            return {}
        several = {posed.pillar for posed in self.questions.values()} & OVERALLS.keys()
        pillars = [pillar for pillar in OVERALLS if pillar in several] or [self.key.pillar]
        return {overall_of(pillar, self.key.pillar): pillar for pillar in pillars}

    @property
    def columns(self) -> dict[str, str]:
        """Return what is judged, by slug: overall first, then each question's title."""
        overall = {slug: overall_title(slug, pillar) for slug, pillar in self.overalls.items()}
        return overall | {slug: question.title for slug, question in self.questions.items()}

    @property
    def asked(self) -> Asked:
        """Return what the rules need of it."""
        graded = {slug: question.is_graded for slug, question in self.questions.items()}
        formerly = {slug: question.formerly for slug, question in self.questions.items() if question.formerly}
        pillars = {slug: question.pillar for slug, question in self.questions.items() if question.pillar}
        return Asked(self.key, self.scale, graded, self.overalls, formerly, pillars)


class Editions(dict[Key, Edition]):
    """Every framework that asks something, by cycle and pillar; and what keys in the tables stand for."""

    def __init__(self) -> None:
        super().__init__()
        self.keys_of: dict[int, Key] = {}
        """By the framework's own key: its versions count as one."""
        self.slugs: dict[int, str] = {}
        """Questions."""
        self.asked_by: dict[int, set[str]] = defaultdict(set)
        """What each version of a framework asks, by the framework's own key."""
        self.grades: dict[int | None, tuple[str, int]] = {}
        """Grades in lower case, with their ranks; by scale and rank."""
        self.scales: dict[int, list[str]] = defaultdict(list)

    def words(self, state: str, grade: int | None) -> tuple[str, int | None]:
        """Return a grade in lower case with its rank, or the state that is no grade with none."""
        return self.grades.get(grade) or (state.replace("-", " "), None)


def overall_title(slug: str, pillar: str) -> str:
    """Return what an overall judgment is called, with its pillar where it is one of several."""
    return "Overall" if slug == OVERALL else f"{Pillar(pillar).label}, overall"


def editions() -> Editions:
    """Return every framework that asks something, by cycle and pillar; one query."""
    found = Editions()
    for row in sorted(rows_of_frameworks(), key=lambda row: (row[:4], row[-1] or 0)):
        year, pillar, _version, number, pk, title, scale, has_overall, *rest = row
        if not pillar:  # a grade of a scale
            found.grades[pk] = (title.lower(), number)
            found.scales[scale].append(title.lower())
            continue
        cycle, cycle_slug, cycle_title, question, slug, posed, grading, about, kind, earlier, _ = rest
        key = found.keys_of[pk] = Key(year, pillar)
        if key not in found:
            held = Cycle(pk=cycle, slug=cycle_slug, title=cycle_title, first_year=year)
            found[key] = Edition(key, held, title, scale, has_overall)
        found.slugs[question] = slug
        found.asked_by[pk].add(slug)
        before = found[key].questions.get(slug)  # in an earlier version, or with another question it came from
        came_from = (*(before.came_from if before else ()), *([(kind, earlier)] if kind else ()))
        found[key].questions[slug] = Posed(posed, grading == Grading.GRADED, about, came_from)
    return found


def rows_of_frameworks() -> Iterable[Any]:
    """Return a row for each question a framework asks, beginning with cycle, pillar, version and number.

    A question that came from several has a row for each, ending with that one's key. A version that no inspection is
    bound to is left out where its cycle and pillar have one that is: it says nothing of what was published. Among them
    stands a row for each grade of a scale, with no pillar and its rank for a number: a query saved.
    """
    is_bound = Exists(Inspection.objects.filter(framework=OuterRef("pk")))
    others = Inspection.objects.filter(framework__cycle=OuterRef("cycle"), framework__pillar=OuterRef("pillar"))
    questions = Framework.objects.filter(is_bound | ~Exists(others), questions__isnull=False).order_by()
    number, text = Value(0, IntegerField()), Value("", CharField())
    return questions.values_list(
        "cycle__first_year", "pillar", "version_number", "questions__number", "pk", "title", "scale_id", "has_overall",
        "cycle__pk", "cycle__slug", "cycle__title", "questions__pk", "questions__slug", "questions__title",
        "questions__grading", "questions__pillar", "questions__came_from__kind",
        "questions__came_from__earlier__slug", "questions__came_from__earlier",
    ).union(
        Grade.objects.order_by().values_list(
            number, text, number, "rank", "pk", "label", "scale_id", Value(False, BooleanField()),
            number, text, text, number, text, text, text, text, text, text, number,
        ),
        all=True,
    )  # fmt: skip


def books(frameworks: Editions, force: Force | None = None) -> Books:
    """Return all published judgments and scope decisions, of one force or of all; one query (of one, up to two).

    The grades that stand are the same for everyone, so nothing is asked about the reader; of an unpublished inspection
    only that there is one is used.
    """
    return with_runs(frameworks, inspections(frameworks, Q(force=force) if force else Q()), force)


def books_of_report(frameworks: Editions, key: Key, on: date, force: Force) -> Books:
    """Return what says what stood for a force under a framework on a day; one query where it was all judged."""
    held = inspections(frameworks, Q(force=force))
    judged = Books(asked(frameworks), held, {})
    is_settled = judged.settles(force.pk, key, frameworks[key].columns, on)
    return judged if is_settled else with_runs(frameworks, held, force)


def books_of_framework(frameworks: Editions, key: Key) -> Books:
    """Return what says what stands under a framework, and what stood before: it and what its questions come from."""
    behind = Books(asked(frameworks), {}, {}).behind(key, frameworks[key].columns)
    versions = [pk for pk, one in frameworks.keys_of.items() if one in behind]
    return with_runs(frameworks, inspections(frameworks, Q(framework__in=versions)), None)


def with_runs(frameworks: Editions, held: Held, force: Force | None) -> Books:
    """Add when each framework's reports came out, which of one force's inspections is asked where it matters."""
    if not force:
        return Books(asked(frameworks), held, runs(held))
    is_inspected_throughout = all((force.pk, key) in held for key in frameworks)
    return Books(asked(frameworks), held, {} if is_inspected_throughout else publications())


def asked(frameworks: Editions) -> dict[Key, Asked]:
    """Return what the rules need of each framework."""
    return {key: edition.asked for key, edition in frameworks.items()}


def inspections(frameworks: Editions, which: Q) -> Held:
    """Return inspections with what they concluded and covered, by force and framework; one query."""
    found: dict[int, Inspected] = {}
    held: Held = defaultdict(list)
    scope: list[tuple[int, int, str]] = []
    given: dict[tuple[str, int | None], Conclusion] = {}
    for pk, force, framework, stage, is_dated, out_on, question, about, *concluded, corrected_on in rows_of(which):
        if not force:
            scope.append((pk, question, concluded[0]))
            continue
        key = frameworks.keys_of.get(framework)
        if key is None:  # a framework that asks nothing yet
            continue
        if pk not in found:
            found[pk] = Inspected(date.fromisoformat(out_on) if out_on else None, is_dated=is_dated is not None)
            held[force, key].append(found[pk])
        state, grade, *correction = concluded
        if state is None or stage != Stage.PUBLISHED:
            continue
        slug = frameworks.slugs[question] if question else overall_of(about, key.pillar)
        if (state, grade) not in given:
            given[state, grade] = Conclusion(*frameworks.words(state, grade))
        conclusions, one = found[pk].conclusions, given[state, grade]
        if corrected_on:
            one = corrected(frameworks, conclusions.get(slug, one), date.fromisoformat(corrected_on), *correction)
        conclusions[slug] = one
    for pk, question, decision in scope:
        if pk in found:
            found[pk].scope[frameworks.slugs[question]] = decision
    return held


def corrected(frameworks: Editions, one: Conclusion, on: date, state: str, grade: int | None, why: str) -> Conclusion:
    """Return a conclusion with one correction more."""
    made = Corrected(on, *frameworks.words(state, grade), one.words, why)
    return replace(one, corrections=tuple(sorted((*one.corrections, made), key=lambda each: each.on)))


def rows_of(which: Q) -> Iterable[tuple]:
    """Return inspections against a framework, a row for each judgment they hold, or one row where they hold none.

    A judgment that was corrected has a row for each correction. Days come as text: there are thousands of rows, and few
    days among them. Among them stands a row for each scope decision that is out, with no force and what was decided for
    a state: a query saved. One on a question that its inspection judged says nothing more, and is left out.
    """
    rows = Inspection.objects.filter(which, framework__isnull=False, force__is_in_scope=True).order_by()
    judged = Judgment.objects.filter(inspection=OuterRef("inspection"), question=OuterRef("question"))
    out = rows.filter(stage=Stage.PUBLISHED).values("pk")
    scope = ScopeEntry.objects.filter(~Exists(judged), inspection__in=out).order_by()
    number, text = Value(0, IntegerField()), Value("", CharField())
    return rows.values_list(
        "pk", "force_id", "framework_id", "stage", Cast("published_on", CharField()),
        Cast(Coalesce("published_on", "out_by"), CharField()),
        "judgments__question_id", "judgments__pillar", "judgments__state", "judgments__grade_id",
        "judgments__corrections__state", "judgments__corrections__grade_id", "judgments__corrections__reason",
        Cast("judgments__corrections__corrected_on", CharField()),
    ).union(
        scope.values_list(
            "inspection", number, number, text, text, text, "question", text, "decision", number, text, number, text,
            text,
        ),
        all=True,
    )  # fmt: skip


def corrections(frameworks: Editions, inspection: Inspection) -> dict[int, list[Corrected]]:
    """Return the corrections of an inspection's judgments, by judgment, the earliest first; one query."""
    found: dict[int, list[Corrected]] = defaultdict(list)
    rows = Correction.objects.filter(judgment__inspection=inspection).order_by("corrected_on", "pk")
    for judgment, on, state, grade, state_before, grade_before, why in rows.values_list(
        "judgment", "corrected_on", "state", "grade", "judgment__state", "judgment__grade", "reason"
    ):
        was, _ = frameworks.words(state_before, grade_before)
        found[judgment].append(Corrected(on, *frameworks.words(state, grade), was, why))
    return found


def publications() -> dict[Key, Run]:
    """Return when the first and the last report of each framework came out, of any force; one query."""
    against = Inspection.objects.filter(framework__isnull=False, force__is_in_scope=True).order_by()
    found = against.values_list("framework__cycle__first_year", "framework__pillar").annotate(
        Min("published_on"), Max("published_on"), to_come=Count("pk", filter=~Q(stage=Stage.PUBLISHED))
    )
    return {
        Key(year, pillar): Run(begun) if to_come else Run(begun, ended)
        for year, pillar, begun, ended, to_come in found
        if begun
    }
