"""Gathers what the page of one inspection shows: judgments, findings, reviews, follow-ups, and the progress of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.utils.text import Truncator

from core import clock
from core.dates import in_words
from core.words import plural
from findings import follow_up_gate
from findings.follow_up_gate import LastWord
from findings.models import Finding, Observation, Verdict
from findings.rules.follow_up import ASSESSED, LEFT
from inspections.models import Exercise, Inspection, Judgment, ScopeDecision, ScopeEntry
from inspections.rules.grades import LEFT_OUT, Corrected, Effective, Key, effective, stands
from reports import grades
from reports.gates.facts import Facts

PAGE_SIZE = 25
REASON_SHOWN = 160  # characters; all of it stands on the finding's page
VERDICTS = dict(Verdict.choices)


@dataclass(frozen=True)
class Line:
    """One question of an inspection: what was decided about looking at it, what it concluded, and what stands.

    An overall judgment is a line too, with no scope of its own: it is left out with all of its pillar.
    """

    slug: str
    title: str
    is_graded: bool
    scope: ScopeEntry | None
    judgment: Judgment | None
    stands: Effective
    is_open: bool
    is_left_out: bool = False
    is_overall: bool = False
    corrections: Sequence[Corrected] = ()

    @property
    def corrected(self) -> str:
        """Return in words how the judgment was corrected after publication, the last correction last."""
        return " ".join(
            f"Published as {one.was}; corrected to {one.words} on {in_words(one.on)}: {one.reason}"
            for one in self.corrections
        )

    @property
    def reason(self) -> str:
        """Return why there is no grade, or why the question is in or out."""
        if self.judgment and self.judgment.reason:
            return self.judgment.reason
        return self.scope.reason if self.scope else ""

    @property
    def concluded(self) -> str:
        """Return in words what this inspection itself concluded, as far as it is."""
        if self.judgment:
            return f"{self.judgment.in_words}, {self.judgment.get_status_display().lower()}"
        if self.is_left_out:
            return "Left out: the earlier grade stands"
        if self.is_graded:
            return "To be graded" if self.is_to_be_graded else "–"
        return "Ungraded by design"

    @property
    def scope_in_words(self) -> str:
        """Return what was decided about looking at the question; an overall judgment is left out with its pillar."""
        if self.is_left_out:
            return str(ScopeDecision.CARRIED_OVER.label)
        if self.is_overall:
            return "–"
        if self.scope:
            return str(self.scope.get_decision_display())
        return "Not decided yet" if self.is_open else "Not held"

    @property
    def is_to_be_graded(self) -> bool:
        """Say whether this inspection gives the question a grade, as far as its scope is decided."""
        is_undecided = self.is_open and self.scope is None and not self.is_overall
        return self.is_graded and not self.is_left_out and not is_undecided


@dataclass(frozen=True)
class FollowUp:
    """One earlier finding with this inspection's last word on it."""

    finding: Finding
    said: LastWord

    @property
    def words(self) -> str:
        """Return what this inspection did about it."""
        if self.said.state == ASSESSED:
            return f"Assessed: {str(VERDICTS[self.said.verdict]).lower()}"
        if self.said.state == LEFT:
            return f"Left with a reason: {Truncator(self.said.narrative).chars(REASON_SHOWN)}"
        return "Not assessed yet" if self.said.is_due else "Not followed up"


@dataclass(frozen=True)
class FollowUpList:
    """A page of what an inspection follows up or may, and how many of all are assessed, left with a reason, or owed."""

    page: Page
    shown: list[FollowUp]
    assessed: int
    left: int
    owed: int
    is_choice: bool

    def __len__(self) -> int:
        return self.page.paginator.count

    @property
    def recorded(self) -> int:
        """Return how many are followed up."""
        return self.assessed + self.left

    @property
    def words(self) -> str:
        """Return how far it is."""
        how = f": {self.assessed} assessed, {self.left} left with a reason" if self.left else ""
        return f"{follow_up_words(self.recorded, len(self), is_choice=self.is_choice)}{how}"


@dataclass(frozen=True)
class Observations:
    """The first of an inspection's observations, and whether there are more."""

    shown: list[Observation]
    are_more: bool


def lines(inspection: Inspection, *, with_judgments: bool, facts: Facts | None = None) -> list[Line]:
    """Return the questions of its version of the framework; if published, with what stood on its publication.

    `facts` are those that gates ask of it, where they are at hand.
    """
    if inspection.framework is None:
        return []
    editions = grades.editions()
    edition = editions.get(Key(inspection.framework.cycle.first_year, inspection.framework.pillar))
    if edition is None:  # a framework that asks nothing yet
        return []
    on = inspection.published_on or inspection.out_by or clock.today()
    if inspection.is_published:
        books = grades.books_of_report(editions, edition.key, on, inspection.force)
    else:
        books = grades.books(editions, inspection.force)
    facts = facts or Facts(inspection)
    scope = facts.scope
    asked, decisions = edition.asked, {slug: entry.decision for slug, entry in scope.items()}
    left_out = {slug for slug in edition.columns if asked.decision(slug, decisions) == LEFT_OUT}
    found = {slug: effective(books, inspection.force_id, edition.key, slug, on) for slug in edition.columns}
    if not inspection.is_published:  # as it will stand once its scope is out
        without = [slug for slug in left_out if found[slug].last_inspected is None]
        found |= {slug: stands(books, inspection.force_id, edition.key, slug, on) for slug in without}
    judged = facts.judgments if with_judgments else {}
    corrected = grades.corrections(editions, inspection) if inspection.is_published and judged else {}
    return [
        Line(
            slug,
            title,
            slug in edition.overalls or edition.questions[slug].is_graded,
            scope.get(slug),
            judged.get(slug),
            found[slug],
            not inspection.is_published,
            slug in left_out,
            slug in edition.overalls,
            corrected.get(judged[slug].pk, ()) if slug in judged else (),
        )
        for slug, title in edition.columns.items()
        if slug in edition.overalls or slug in editions.asked_by[inspection.framework_id]
    ]


def raised(inspection: Inspection, user: Any) -> list[Finding]:
    """Return what an inspection raised."""
    visible = Finding.objects.visible_to(user).filter(inspection=inspection).select_related("question")
    return list(visible.order_by("question__number", "reference"))


def follow_up_words(recorded: int, listed: int, *, is_choice: bool) -> str:
    """Return how far the follow-up of earlier findings is: of how many, unless the team chooses what it looks at."""
    if is_choice:
        return f"{plural(recorded, 'earlier finding')} followed up"
    return f"{recorded} of {listed} earlier findings followed up"


def raised_and_to_follow_up(inspection: Inspection, user: Any, number: Any) -> tuple[list[Finding], FollowUpList]:
    """Return what an unpublished inspection raised so far, and a page of its follow-up list; two queries.

    What it still owes a word on comes first; where the team chooses, what it has followed up.
    """
    visible = Finding.objects.visible_to(user)
    said = follow_up_gate.last_words(inspection, visible, "shown_status")
    in_order = sorted(said, key=lambda pk: (not said[pk].is_owed, not said[pk].is_followed_up))
    page = Paginator(in_order, PAGE_SIZE).get_page(number)
    shown = visible.filter(Q(inspection=inspection) | Q(pk__in=list(page))).select_related("question", "cycle")
    held = {finding.pk: finding for finding in shown.order_by("question__number", "reference")}
    new = [finding for finding in held.values() if finding.inspection_id == inspection.pk]
    tally = Counter(one.state for one in said.values())
    return new, FollowUpList(
        page,
        [FollowUp(held[pk], said[pk]) for pk in page],
        assessed=tally[ASSESSED],
        left=tally[LEFT],
        owed=sum(one.is_owed for one in said.values()),
        is_choice=follow_up_gate.chooses(inspection),
    )


def observations(inspection: Inspection, user: Any) -> Observations:
    """Return the first observations of an inspection."""
    visible = Observation.objects.visible_to(user).filter(inspection=inspection).select_related("question")
    found = list(visible.order_by("question__number", "pk")[: PAGE_SIZE + 1])
    return Observations(found[:PAGE_SIZE], len(found) > PAGE_SIZE)


def exercises(inspection: Inspection, user: Any) -> list[Exercise]:
    """Return the file reviews a person may read, each with its own tally; exercises are never added together."""
    if not user.has_perm("inspections.read_file_reviews"):
        return []
    return list(Exercise.objects.visible_to(user).filter(inspection=inspection).with_tally(user).order_by("reference"))


def by_question(raised: Sequence[Finding]) -> dict[str, list[Finding]]:
    """Return findings under the title of their question, in the order they came."""
    found: dict[str, list[Finding]] = {}
    for finding in raised:
        found.setdefault(finding.question.title if finding.question else "No question named", []).append(finding)
    return found
