"""Gathers what the pages of grades need in few queries, and puts it in the words of the rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.db.models import Exists, Min, OuterRef, Q

from forces.models import Cycle, Force
from inspections.models import Grade, Inspection, Judgment, Pillar, Question, ScopeEntry, Stage
from inspections.rules.grades import OVERALL, Asked, Books, Conclusion, Inspected, Key, first_out

Found = dict[int, Inspected]
Held = dict[tuple[int, Key], list[Inspected]]


class Posed(NamedTuple):
    """A question as a framework asks it."""

    title: str
    is_graded: bool


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
    def columns(self) -> dict[str, str]:
        """Return what is judged, by slug: overall first, then each question's title."""
        overall = {OVERALL: "Overall"} if self.has_overall else {}
        return overall | {slug: question.title for slug, question in self.questions.items()}

    @property
    def asked(self) -> Asked:
        """Return what the rules need of it."""
        graded = {slug: question.is_graded for slug, question in self.questions.items()}
        return Asked(self.key, self.scale, graded, self.has_overall)


def editions() -> dict[Key, Edition]:
    """Return every framework that asks something, by cycle and pillar; one query."""
    found: dict[Key, Edition] = {}
    questions = Question.objects.order_by(
        "framework__cycle__first_year", "framework__pillar", "framework__version_number", "number"
    ).values_list(
        "slug", "title", "is_graded",
        "framework__pillar", "framework__title", "framework__scale_id", "framework__has_overall",
        "framework__cycle__pk", "framework__cycle__slug", "framework__cycle__title", "framework__cycle__first_year",
    )  # fmt: skip
    for slug, title, is_graded, pillar, framework, scale, has_overall, pk, cycle_slug, cycle_title, year in questions:
        key = Key(year, pillar)
        if key not in found:
            cycle = Cycle(pk=pk, slug=cycle_slug, title=cycle_title, first_year=year)
            found[key] = Edition(key, cycle, framework, scale, has_overall)
        found[key].questions[slug] = Posed(title, is_graded)
    return found


def books(frameworks: dict[Key, Edition], force: Force | None = None) -> Books:
    """Return all published judgments and scope decisions, of one force or of all; two queries (of one, up to three).

    The grades that stand are the same for everyone, so nothing is asked about the reader; of an unpublished inspection
    only that there is one is used.
    """
    return with_scope(frameworks, *inspections(Q(force=force) if force else Q()), force)


def books_of_report(frameworks: dict[Key, Edition], key: Key, on: date, force: Force) -> Books:
    """Return what says what stood for a force under a framework on a day; one query where it was all judged."""
    found, held = inspections(Q(force=force))
    judged = Books(asked(frameworks), held, {})
    is_settled = judged.settles(force.pk, key, frameworks[key].columns, on)
    return judged if is_settled else with_scope(frameworks, found, held, force)


def books_of_framework(frameworks: dict[Key, Edition], key: Key, on: date, forces: Iterable[Force]) -> Books:
    """Return what says what stands under a framework: its own judgments where they settle it for all, else every one.

    One query, or three.
    """
    _, held = inspections(Q(framework__cycle__first_year=key.year, framework__pillar=key.pillar))
    own = Books(asked(frameworks), held, {})
    is_settled = all(own.settles(force.pk, key, frameworks[key].columns, on) for force in forces)
    return own if is_settled else books(frameworks)


def with_scope(frameworks: dict[Key, Edition], found: Found, held: Held, force: Force | None) -> Books:
    """Add the scope decisions; one on a question that its inspection judged says nothing more, and is left out."""
    judged = Judgment.objects.filter(inspection=OuterRef("inspection"), question=OuterRef("question"))
    scope = ScopeEntry.objects.filter(~Exists(judged), inspection__stage=Stage.PUBLISHED)
    if force:
        scope = scope.filter(inspection__force=force)
    for pk, question, decision in scope.order_by().values_list("inspection", "question__slug", "decision"):
        if pk in found:
            found[pk].scope[question] = decision
    if not force:
        return Books(asked(frameworks), held, first_out(held))
    is_inspected_throughout = all((force.pk, key) in held for key in frameworks)
    return Books(asked(frameworks), held, {} if is_inspected_throughout else first_publications())


def asked(frameworks: dict[Key, Edition]) -> dict[Key, Asked]:
    """Return what the rules need of each framework."""
    return {key: edition.asked for key, edition in frameworks.items()}


def inspections(which: Q) -> tuple[Found, Held]:
    """Return inspections with what they concluded, by key, and by force and framework; one query."""
    found: Found = {}
    held: Held = defaultdict(list)
    for pk, force_id, year, pillar, stage, published_on, judged, question, state, label, rank in inspections_of(which):
        if pk not in found:
            found[pk] = Inspected(published_on)
            held[force_id, Key(year, pillar)].append(found[pk])
        if judged and stage == Stage.PUBLISHED:
            words = label.lower() if label else state.replace("-", " ")
            found[pk].conclusions[question or OVERALL] = Conclusion(words, rank)
    return found, held


def inspections_of(which: Q) -> list[tuple]:
    """Return inspections against a framework, a row for each judgment they hold, or one row where they hold none."""
    rows = Inspection.objects.filter(which, framework__isnull=False, force__is_in_scope=True)
    return list(
        rows.order_by().values_list(
            "pk", "force_id", "framework__cycle__first_year", "framework__pillar", "stage", "published_on",
            "judgments__pk", "judgments__question__slug", "judgments__state",
            "judgments__grade__label", "judgments__grade__rank",
        )
    )  # fmt: skip


def scale_words(scale: int) -> list[str]:
    """Return a scale's grades in lower case, best first; one query."""
    return [
        label.lower() for label in Grade.objects.filter(scale=scale).order_by("rank").values_list("label", flat=True)
    ]


def first_publications() -> dict[Key, date]:
    """Return when the first report of each framework came out, of any force; one query."""
    out = Inspection.objects.published().filter(framework__isnull=False, force__is_in_scope=True)
    days = out.order_by().values_list("framework__cycle__first_year", "framework__pillar").annotate(Min("published_on"))
    return {Key(year, pillar): day for year, pillar, day in days if day}
