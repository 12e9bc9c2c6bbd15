"""What the words of a file of published grades mean, and how far a file may go. Pure."""

from __future__ import annotations

import re

from inspections.rules import words

# how far a file is → where it may go
MOVES: dict[str, frozenset[str]] = {
    "read": frozenset({"read", "unreadable", "confirmed"}),
    "unreadable": frozenset(),
    "confirmed": frozenset(),
}
# how sources say that a framework has no pillars
NO_PILLAR = {"", "none", "no pillar", "area (no pillar)", "area"}
NO_GRADE = {"not graded", "not-graded", "ungraded", "no grade", "not given a grade"}
NARRATIVE = {"narrative only", "narrative-only", "narrative"}
OVERALL = {"overall", "overall judgment", "overall judgement"}
PUNCTUATION = re.compile(r"[^\w\s]")


def pillar_of(text: str) -> str | None:
    """Return a pillar's letter, P where a source names none; nothing for words that are no pillar."""
    said = words.plain(text)
    if said in NO_PILLAR:
        return words.WHOLE_PEEL
    return next((letter for word, letter in words.PILLARS.items() if said in {word, letter.lower()}), None)


def is_overall(text: str, pillar: str) -> bool:
    """Say whether a row gives an overall judgment: "overall", alone or with the row's own pillar before or after."""
    said = " ".join(PUNCTUATION.sub(" ", words.question_words(text)).split())
    name = next(word for word, letter in words.PILLARS.items() if letter == pillar)
    return said in OVERALL or said.removeprefix(f"{name} ") in OVERALL or said.removesuffix(f" {name}") in OVERALL


def state_of(text: str, grading: str) -> str | None:
    """Return what "not graded" or "narrative only" means on a question that is graded, narrative or ungraded.

    Nothing for words that are none of these, or that say a graded question is only told of.
    """
    said = words.plain(text)
    if said in NO_GRADE:
        return {"ungraded": "ungraded-by-design", "narrative": "narrative-only"}.get(grading, "not-graded")
    return "narrative-only" if said in NARRATIVE and grading == "narrative" else None
