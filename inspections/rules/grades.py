"""Effective grades: what stands for a force on a question as at a day, and since when.

A grade that is not held is never filled from an earlier year. Only two things carry an earlier grade over: an
inspection known to have left the question out, and one that was not published yet on the day asked about.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

OVERALL = "overall"
NOT_HELD = "not held"
OTHER_SCALE = "graded on another scale"
NEVER_GRADED = "ungraded by design"


class Key(NamedTuple):
    """Which framework: the first year of its cycle and the letter of its pillar; its versions count as one."""

    year: int
    pillar: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What a framework asks: each question's slug, and whether the framework ever grades it."""

    key: Key
    scale: int
    questions: Mapping[str, bool]
    has_overall: bool

    def asks(self, question: str, pillar: str) -> bool:
        """Say whether it judges the question; an overall judgment is one pillar's own."""
        if question == OVERALL:
            return self.has_overall and self.key.pillar == pillar
        return question in self.questions


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What an inspection concluded: a grade with its rank, or in words why there is none (no rank)."""

    words: str
    rank: int | None = None


@dataclass(slots=True)
class Inspected:
    """One inspection: when its report came out (none: not yet), what it concluded and what it covered, by question."""

    published_on: date | None
    conclusions: dict[str, Conclusion] = field(default_factory=dict)
    scope: dict[str, str] = field(default_factory=dict)

    def is_out(self, on: date) -> bool:
        """Say whether the report was out on a day."""
        return self.published_on is not None and self.published_on <= on


@dataclass(frozen=True, slots=True)
class Effective:
    """What stands: the grade or state in lower case, the year it comes from, whether an earlier inspection gave it."""

    grade: str
    rank: int | None = None
    last_inspected: int | None = None
    carried_over: bool = False
    scale: int | None = None

    @property
    def is_held(self) -> bool:
        """Say whether the system holds what was concluded."""
        return self.grade != NOT_HELD


@dataclass(frozen=True, slots=True)
class Books:
    """All that is known: frameworks, inspections by force and framework, and each framework's first report's date."""

    asked: Mapping[Key, Asked]
    inspections: Mapping[tuple[int, Key], Sequence[Inspected]]
    first_out: Mapping[Key, date]

    def before(self, key: Key, question: str) -> Asked | None:
        """Return the latest earlier framework that judges the same question."""
        earlier = [a for k, a in self.asked.items() if k.year < key.year and a.asks(question, key.pillar)]
        return max(earlier, key=lambda asked: asked.key.year, default=None)

    def settles(self, force: int, key: Key, questions: Iterable[str], on: date) -> bool:
        """Say whether the force's own reports under a framework conclude on every question by a day."""
        out = [one.conclusions for one in self.inspections.get((force, key), ()) if one.is_out(on)]
        return all(any(question in concluded for concluded in out) for question in questions)


def effective(books: Books, force: int, key: Key, question: str, on: date) -> Effective:
    """Return what stands for a force on a question of a framework as at a day."""
    held = books.inspections.get((force, key), ())
    out = [one for one in held if one.is_out(on)]
    if out:
        return concluded(books, force, key, question, on, out)
    if held or books.first_out.get(key, date.max) > on:
        return carried(books, force, key, question, on)
    return missing(books.asked[key], question)


def concluded(books: Books, force: int, key: Key, question: str, on: date, out: Sequence[Inspected]) -> Effective:
    """Return what the force's latest report says, or the earlier grade where the question was left out."""
    newest_first = sorted(out, key=lambda one: one.published_on or date.min, reverse=True)
    for one in newest_first:
        if question in one.conclusions:
            found = one.conclusions[question]
            return Effective(found.words, found.rank, key.year, scale=books.asked[key].scale)
    decisions = {one.scope.get(question) for one in newest_first}
    if "carried-over" in decisions:
        return stands(books, force, key, question, on)
    was_inspected = question == OVERALL or "inspected" in decisions
    return replace(missing(books.asked[key], question), last_inspected=key.year if was_inspected else None)


def stands(books: Books, force: int, key: Key, question: str, on: date) -> Effective:
    """Return the earlier grade that a scope decision says stands; where it is not held, at least its year is known."""
    found = replace(carried(books, force, key, question, on), carried_over=True)
    before = books.before(key, question)
    if found.last_inspected or before is None:
        return found
    was_out = any(one.is_out(on) for one in books.inspections.get((force, before.key), ()))
    return replace(found, last_inspected=before.key.year if was_out else None)


def carried(books: Books, force: int, key: Key, question: str, on: date) -> Effective:
    """Return what stands from the latest earlier framework; grades of another scale are named as such, never shown."""
    before = books.before(key, question)
    if before is None:
        return missing(books.asked[key], question)
    found = effective(books, force, before.key, question, on)
    if found.rank is not None and found.scale != books.asked[key].scale:
        found = replace(found, grade=OTHER_SCALE, rank=None)
    return replace(found, carried_over=found.last_inspected is not None)


def missing(asked: Asked, question: str) -> Effective:
    """Return "not held"; on a question its framework never grades there is no grade to hold."""
    never_graded = question != OVERALL and not asked.questions[question]
    return Effective(NEVER_GRADED if never_graded else NOT_HELD)


def first_out(inspections: Mapping[tuple[int, Key], Sequence[Inspected]]) -> dict[Key, date]:
    """Return when the first report of each framework came out, of those with one out."""
    found: dict[Key, date] = {}
    for (_, key), held in inspections.items():
        for day in [one.published_on for one in held if one.published_on]:
            found[key] = min(day, found.get(key, day))
    return found


def counts(found: Iterable[Effective], scale: Sequence[str]) -> dict[str, int]:
    """Count by grade: all of the scale, best first, then states met, then "not held"; they sum to the forces."""
    held = Counter(one.grade for one in found)
    states = sorted(grade for grade in held if grade not in scale and grade != NOT_HELD)
    return {grade: held[grade] for grade in [*scale, *states, NOT_HELD]}


def sort_key(found: Effective, descending: bool = False) -> tuple[int, int, str]:
    """Return the key that puts grades in the order of their scale, then states, then "not held", whichever way."""
    if found.rank is not None:
        return (0, -found.rank if descending else found.rank, "")
    return (1 if found.is_held else 2, 0, found.grade)
