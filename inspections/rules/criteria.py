"""What holds of criteria: a condition names an earlier question and an answer of it; a scale tells good from not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from core.words import plural
from inspections.rules.file_reviews import Question


class Broken(NamedTuple):
    """A condition that does not hold: of which question, after which, and whether the answer or the order is wrong."""

    key: int
    after: int
    lacks_answer: bool


def broken(questions: Sequence[Question]) -> list[Broken]:
    """Return the conditions that do not hold when the questions are asked in this order."""
    earlier: dict[int, Question] = {}
    found = []
    for question in questions:
        if question.after is not None:
            named = earlier.get(question.after)
            if named is None or question.when not in named.offered:
                found.append(Broken(question.key, question.after, named is not None))
        earlier[question.key] = question
    return found


def gaps(themes: Sequence[tuple[str, int]], ratings: Sequence[tuple[str, bool]]) -> list[str]:
    """Return what criteria lack before files can be marked by them, in words.

    `themes` are (title, number of questions); `ratings` are (label, whether it counts as good), the best first.
    """
    empty = [f"Add a question to “{title}”, or remove the theme." for title, questions in themes if not questions]
    return [*empty, *([] if themes else ["Add a theme with its questions."]), *_gaps_of_scale(ratings)]


def _gaps_of_scale(ratings: Sequence[tuple[str, bool]]) -> list[str]:
    """Return what a scale lacks: two ratings, one that counts as good, one that does not, the good ones first."""
    found = []
    goods = [counts_as_good for _, counts_as_good in ratings]
    if len(ratings) < 2:
        found.append(f"Add {'another rating' if ratings else 'ratings'}: there must be at least 2.")
    if not any(goods):
        found.append("Say of at least one rating that it counts as a good standard.")
    if ratings and all(goods):
        found.append("Leave at least one rating that does not count as a good standard.")
    if goods != sorted(goods, reverse=True):
        found.append("Move the ratings that count as good above those that do not: the best comes first.")
    return found


def in_use(exercises: int) -> str:
    """Return the state of criteria in words, by the number of exercises that use them."""
    return f"In use by {plural(exercises, 'exercise')}: frozen" if exercises else "Being edited"
