"""The gates from fieldwork to the draft: file reviews, evidence, judgments, findings, follow-up, moderation."""

from __future__ import annotations

from collections.abc import Iterator

from core.words import plural
from findings.publication import without_recommendation
from inspections.models import Design, ExerciseState, JudgmentStatus
from inspections.rules import judging
from reports.gates.facts import Facts
from reports.gates.places import place
from reports.gates.registry import Blocker, gate

UNCOUNTED = {Design.TARGETED_DIP, Design.WITHOUT_COUNT}


@gate("fieldwork", "evidence-closed")
def file_reviews_are_locked(facts: Facts) -> Iterator[Blocker]:
    """A file review whose results count is finished."""
    for one in facts.exercises:
        if one.state != ExerciseState.LOCKED and one.design not in UNCOUNTED:
            yield Blocker(f"File review {one.reference} is not locked.", one.get_absolute_url())


@gate("evidence-closed", "drafting")
def questions_have_evidence(facts: Facts) -> Iterator[Blocker]:
    """Evidence is tied to every question that is looked at and judged."""
    bare = without_evidence(facts)
    if bare:
        words = plural(len(bare), "question has", "questions have")
        named = ", ".join(bare)
        yield Blocker(f"{words} no evidence: {named}.", place("inspections:evidence-gaps", facts.inspection))


@gate("drafting", "moderation")
def everything_is_judged(facts: Facts) -> Iterator[Blocker]:
    """A judgment is proposed on everything that needs one."""
    for slug, title in facts.to_judge.items():
        judgment = facts.judgments.get(slug)
        if judgment is None:
            yield Blocker(f"No judgment is proposed: {title}.", judgment_of(facts, slug))
        elif judgment.status == JudgmentStatus.REFERRED_BACK:
            yield referred_back(facts, slug, title)


@gate("drafting", "moderation")
def causes_of_concern_have_recommendations(facts: Facts) -> Iterator[Blocker]:
    """A cause of concern says what is to be done."""
    for finding in without_recommendation(facts.drafts):
        yield Blocker(f"{finding} is a cause of concern without a recommendation.", finding.get_absolute_url())


@gate("drafting", "moderation")
def earlier_findings_are_followed_up(facts: Facts) -> Iterator[Blocker]:
    """What was found last time is assessed, or left with a reason."""
    if facts.unassessed:
        words = plural(facts.unassessed, "finding of last time is", "findings of last time are")
        yield Blocker(f"{words} not assessed.", f"{facts.inspection.get_absolute_url()}#follow-up")


@gate("moderation", "with-force")
def everything_is_moderated(facts: Facts) -> Iterator[Blocker]:
    """A panel has agreed to, or changed, every judgment, and none is missing."""
    for slug, title in (facts.to_judge | titles(facts)).items():
        judgment = facts.judgments.get(slug)
        if judgment and judgment.status == JudgmentStatus.REFERRED_BACK:
            yield referred_back(facts, slug, title)
        elif judgment is None or judgment.status != JudgmentStatus.MODERATED:
            yield Blocker(f"The judgment is not moderated: {title}.", judgment_of(facts, slug))


@gate("moderation", "with-force")
@gate("with-force", "approved")
def grades_are_borne_out(facts: Facts) -> Iterator[Blocker]:
    """Every grade still rests on evidence that is not survey or file review alone."""
    for slug, title in (facts.to_judge | titles(facts)).items():
        judgment = facts.judgments.get(slug)
        if judgment and judging.unsupported(judgment.state, facts.borne_out_by.get(judgment.pk, [])):
            words = f"The evidence that counts does not bear the grade out: {title}."
            yield Blocker(words, judgment_of(facts, slug))


@gate("moderation", "with-force")
def the_report_is_begun(facts: Facts) -> Iterator[Blocker]:
    """There is a draft to send."""
    if not facts.has_report:
        yield Blocker("The report is not begun.", place("reports:write", facts.inspection))


def referred_back(facts: Facts, slug: str, title: str) -> Blocker:
    """Return that a judgment is to be proposed anew."""
    return Blocker(f"A panel referred the judgment back: {title}.", judgment_of(facts, slug))


def without_evidence(facts: Facts) -> list[str]:
    """Return the titles of the questions that need a judgment and have no evidence."""
    entries = [one for one in facts.inspected if one.question.slug in facts.to_judge]
    return [one.question.title for one in entries if not one.has_evidence]  # type: ignore[attr-defined]


def titles(facts: Facts) -> dict[str, str]:
    """Return what the judgments that are there are about."""
    return {slug: judgment.on_what for slug, judgment in facts.judgments.items()}


def judgment_of(facts: Facts, slug: str) -> str:
    """Return the address of a judgment's page."""
    return f"{facts.inspection.get_absolute_url()}judgments/{slug}/"
