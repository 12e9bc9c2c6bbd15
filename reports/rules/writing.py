"""When a report is written, and which sections it has in which order."""

from __future__ import annotations

FROM_DRAFTING = ("drafting", "moderation", "with-force", "approved", "published")
QUESTION = "question"
WITH_FRAMEWORK = ("numbers", "scope", "judgments", "summary", QUESTION, "follow-up", "annex")
WITHOUT_FRAMEWORK = ("scope", "summary", "findings", "follow-up", "annex")
NEED_WORDS = ("summary", QUESTION)
LONGEST_TEXT = 60_000


def needs_words(kind: str, *, has_framework: bool) -> bool:
    """Say whether a section is not printed without words: the summary, and each question.

    Nor is what was inspected where no framework's questions tell it: a revisit or a thematic inspection has to say it.
    """
    return kind in NEED_WORDS or (kind == "scope" and not has_framework)


def why_not_begin(stage: str, *, in_words: str) -> str:
    """Return why a report cannot be begun at a stage, or nothing."""
    if stage in FROM_DRAFTING:
        return ""
    return f"A report is begun when the inspection is at drafting. This one is at the stage “{in_words.lower()}”."


def outline(*, has_framework: bool) -> tuple[str, ...]:
    """Return the kinds of a report's sections in order; the one of questions stands for as many as are in scope."""
    return WITH_FRAMEWORK if has_framework else WITHOUT_FRAMEWORK
