"""Gathers what the pages of grades need in few queries, and puts it in the words of the rules."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Min

from forces.models import Cycle, Force
from inspections.models import Grade, Inspection, Pillar, Question, ScopeEntry, Stage
from inspections.rules.grades import OVERALL, Asked, Books, Conclusion, Inspected, Key, first_out


@dataclass
class Edition:
    """A cycle's framework of one pillar, its versions as one: what it is called, its scale, and what it judges."""

    key: Key
    cycle: Cycle
    title: str
    scale: int
    has_overall: bool
    questions: dict[str, Question] = field(default_factory=dict)

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
    questions = Question.objects.select_related("framework__cycle").order_by(
        "framework__cycle__first_year", "framework__pillar", "framework__version_number", "number"
    )
    for question in questions:
        framework = question.framework
        key = Key(framework.cycle.first_year, framework.pillar)
        edition = found.setdefault(
            key, Edition(key, framework.cycle, framework.title, framework.scale_id, framework.has_overall)
        )
        edition.questions[question.slug] = question
    return found


def books(frameworks: dict[Key, Edition], force: Force | None = None) -> Books:
    """Return every published judgment and scope decision, of one force or of all, in two queries (of one, three).

    The grades that stand are the same for everyone, so nothing is asked about the reader; of an unpublished inspection
    only that there is one is used.
    """
    found: dict[int, Inspected] = {}
    held: dict[tuple[int, Key], list[Inspected]] = defaultdict(list)
    for pk, force_id, year, pillar, stage, published_on, judged, question, state, label, rank in inspections_of(force):
        if pk not in found:
            found[pk] = Inspected(published_on)
            held[force_id, Key(year, pillar)].append(found[pk])
        if judged and stage == Stage.PUBLISHED:
            words = label.lower() if label else state.replace("-", " ")
            found[pk].conclusions[question or OVERALL] = Conclusion(words, rank)
    scope = ScopeEntry.objects.filter(inspection__stage=Stage.PUBLISHED)
    if force:
        scope = scope.filter(inspection__force=force)
    for pk, question, decision in scope.order_by().values_list("inspection", "question__slug", "decision"):
        if pk in found:
            found[pk].scope[question] = decision
    out = first_publications() if force else first_out(held)
    return Books({key: edition.asked for key, edition in frameworks.items()}, held, out)


def inspections_of(force: Force | None) -> list[tuple]:
    """Return every inspection against a framework, a row for each judgment it holds, or one row where it holds none."""
    rows = Inspection.objects.filter(framework__isnull=False, force__is_in_scope=True)
    if force:
        rows = rows.filter(force=force)
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
