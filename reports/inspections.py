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
from findings import follow_up_gate
from findings.models import Finding, Observation, Verdict
from findings.models.findings import CLOSED, Status
from findings.rules.follow_up import ASSESSED, LEFT, NEITHER, attention
from inspections.models import Exercise, Inspection, Judgment, ScopeEntry
from inspections.rules.grades import OVERALL, Effective, Key, effective
from reports import grades

PAGE_SIZE = 25
REASON_SHOWN = 160  # characters; all of it stands on the finding's page
VERDICTS = dict(Verdict.choices)
NOT_DUE = {Status.DRAFT, *CLOSED}


@dataclass(frozen=True)
class Line:
    """One question of an inspection: what was decided about looking at it, what it concluded, and what stands."""

    slug: str
    title: str
    is_graded: bool
    scope: ScopeEntry | None
    judgment: Judgment | None
    stands: Effective
    is_open: bool

    @property
    def is_left_out(self) -> bool:
        """Say whether the inspection leaves the question out."""
        return self.scope is not None and self.scope.decision == "carried-over"

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
            return (
                self.judgment.grade.label if self.judgment.grade else self.judgment.state.replace("-", " ").capitalize()
            )
        if self.is_left_out:
            return "Left out: the earlier grade stands"
        if self.is_graded:
            return "To be graded" if self.is_to_be_graded else "–"
        return "Ungraded by design"

    @property
    def scope_in_words(self) -> str:
        """Return what was decided about looking at the question; an overall judgment is always given."""
        if self.slug == OVERALL:
            return "–"
        if self.scope:
            return str(self.scope.get_decision_display())
        return "Not decided yet" if self.is_open else "Not held"

    @property
    def is_to_be_graded(self) -> bool:
        """Say whether this inspection gives the question a grade, as far as its scope is decided."""
        is_undecided = self.is_open and self.scope is None and self.slug != OVERALL
        return self.is_graded and not self.is_left_out and not is_undecided


@dataclass(frozen=True)
class FollowUp:
    """One earlier finding: assessed by this inspection (its verdict), left with a reason, or neither."""

    finding: Finding
    state: str
    verdict: str = ""
    reason: str = ""

    @property
    def words(self) -> str:
        """Return what this inspection did about it."""
        if self.state == ASSESSED:
            return f"Assessed: {self.verdict.lower()}"
        reason = Truncator(self.reason).chars(REASON_SHOWN)
        return f"Left with a reason: {reason}" if self.state == LEFT else "Not assessed yet"


@dataclass(frozen=True)
class FollowUpList:
    """A page of what an inspection must follow up, and how many of all are assessed or left with a reason."""

    page: Page
    shown: list[FollowUp]
    assessed: int
    left: int

    def __len__(self) -> int:
        return self.page.paginator.count

    @property
    def recorded(self) -> int:
        """Return how many need nothing more before the report is out."""
        return self.assessed + self.left

    @property
    def words(self) -> str:
        """Return how far it is."""
        how = f": {self.assessed} assessed, {self.left} left with a reason" if self.left else ""
        return f"{self.recorded} of {len(self)} earlier findings followed up{how}"


@dataclass(frozen=True)
class Observations:
    """The first of an inspection's observations, and whether there are more."""

    shown: list[Observation]
    are_more: bool


def lines(inspection: Inspection, *, with_judgments: bool) -> list[Line]:
    """Return the questions of the framework; a published inspection shows what stood on its publication."""
    if inspection.framework is None:
        return []
    editions = grades.editions()
    edition = editions.get(Key(inspection.framework.cycle.first_year, inspection.framework.pillar))
    if edition is None:  # a framework that asks nothing yet
        return []
    on = inspection.published_on or clock.today()
    if inspection.is_published:
        books = grades.books_of_report(editions, edition.key, on, inspection.force)
    else:
        books = grades.books(editions, inspection.force)
    scope = {entry.question.slug: entry for entry in inspection.scope.select_related("question")}
    judged = judgments(inspection) if with_judgments else {}
    return [
        Line(
            slug,
            title,
            slug == OVERALL or edition.questions[slug].is_graded,
            scope.get(slug),
            judged.get(slug),
            effective(books, inspection.force_id, edition.key, slug, on),
            not inspection.is_published,
        )
        for slug, title in edition.columns.items()
    ]


def judgments(inspection: Inspection) -> dict[str, Judgment]:
    """Return an inspection's judgments by question."""
    held = inspection.judgments.order_by().select_related("question", "grade")
    return {judgment.question.slug if judgment.question else OVERALL: judgment for judgment in held}


def raised(inspection: Inspection, user: Any) -> list[Finding]:
    """Return what an inspection raised."""
    visible = Finding.objects.visible_to(user).filter(inspection=inspection).select_related("question")
    return list(visible.order_by("question__number", "reference"))


def raised_and_to_follow_up(inspection: Inspection, user: Any, number: Any) -> tuple[list[Finding], FollowUpList]:
    """Return what an unpublished inspection raised so far, and a page of what it must follow up; three queries.

    It must follow up the earlier findings of its force that are open, and has those it recorded a follow-up on; those
    it has neither assessed nor left with a reason come first.
    """
    said = follow_up_gate.last_words(inspection)
    states = {pk: attention(*words) for pk, words in said.items()}
    visible = Finding.objects.visible_to(user)
    earlier = visible.filter(force=inspection.force_id, cycle__first_year__lt=inspection.cycle.first_year)
    in_order = earlier.order_by("cycle__first_year", "question__number", "reference").values_list("pk", "shown_status")
    due = [pk for pk, status in in_order if pk in said or status not in NOT_DUE]
    page = Paginator(sorted(due, key=lambda pk: states.get(pk, NEITHER) != NEITHER), PAGE_SIZE).get_page(number)
    shown = visible.filter(Q(inspection=inspection) | Q(pk__in=list(page))).select_related("question", "cycle")
    held = {finding.pk: finding for finding in shown.order_by("question__number", "reference")}
    follow_ups = [follow_up(held[pk], *said.get(pk, ("", ""))) for pk in page]
    new = [finding for finding in held.values() if finding.inspection_id == inspection.pk]
    tally = Counter(states[pk] for pk in due if pk in states)
    return new, FollowUpList(page, follow_ups, tally[ASSESSED], tally[LEFT])


def follow_up(finding: Finding, verdict: str, narrative: str) -> FollowUp:
    """Return a finding with the last word of an inspection on it, if any."""
    return FollowUp(finding, attention(verdict, narrative), str(VERDICTS.get(verdict, "")), narrative)


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
