"""Judgments: how one moves from proposal to moderation, what may be concluded on a question, what it must rest on."""

from __future__ import annotations

from collections.abc import Collection

from inspections.rules.evidence import NEVER_ALONE

# A moderated judgment is changed only by a panel, with a new record; a lead may change a proposal.
MOVES: dict[str, set[str]] = {
    "proposed": {"proposed", "referred-back", "moderated"},
    "referred-back": {"proposed"},
    "moderated": {"moderated", "referred-back"},
}
# What a panel's decision makes of a judgment.
AFTER = {"agreed": "moderated", "changed": "moderated", "referred-back": "referred-back"}

# How the framework grades a question → what may be concluded on it.
OFFERED: dict[str, tuple[str, ...]] = {
    "graded": ("graded", "not-graded", "to-be-graded"),
    "narrative": ("narrative-only",),
    "ungraded": ("ungraded-by-design",),
}
REFUSED = {
    "graded": "The framework grades this: give a grade, or say that it is not graded or to be graded.",
    "narrative": "The framework asks for a narrative only on this question: it takes no grade.",
    "ungraded": "The framework never grades this question: it takes no grade.",
}

# The stages in which the lead proposes, and the one in which panels decide.
PROPOSED_IN = ("fieldwork", "evidence-closed", "drafting", "moderation")
MODERATED_IN = "moderation"


def may_move(before: str, after: str) -> bool:
    """Say whether a judgment may go from one status to another."""
    return after in MOVES[before]


def misjudged(grading: str, state: str, reason: str) -> dict[str, str]:
    """Return by field what is wrong with concluding a state on a question that is graded so."""
    if state not in OFFERED[grading]:
        return {"conclusion": REFUSED[grading]}
    if state == "not-graded" and not reason:
        return {"not_graded_because": "Say why it is not graded: the report prints it."}
    return {}


def unsupported(state: str, kinds: Collection[str]) -> str:
    """Return why evidence of these kinds does not bear a judgment out, or nothing where it does."""
    if state != "graded" or set(kinds) - NEVER_ALONE.keys():
        return ""
    return "A grade never rests on surveys and file reviews alone" if kinds else "A grade rests on evidence"
