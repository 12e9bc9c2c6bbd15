"""Effective grades: what stands for a force on a question as at a day, and since when.

A grade that is not held is never filled from an earlier year. Only two things carry an earlier grade over: an
inspection known to have left the question out, and one that had not reported yet on the day asked about, or may still
have been to come: the last report of its framework was not out. An overall judgment is left out with all of its pillar.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

OVERALL = "overall"
NOT_HELD = "not held"
OTHER_SCALE = "graded on another scale"
NEVER_GRADED = "ungraded by design"
NOT_ASKED = "no longer asked"
# the overall judgment of each pillar in a framework of several, by the pillar's letter
OVERALLS = {"E": "overall-effectiveness", "F": "overall-efficiency", "L": "overall-legitimacy"}
INSPECTED, LEFT_OUT = "inspected", "carried-over"  # what a scope decides on a question


class Key(NamedTuple):
    """Which framework: the first year of its cycle and the letter of its pillar; its versions count as one."""

    year: int
    pillar: str


def overall_of(pillar: str, framework: str) -> str:
    """Return what the overall judgment of a pillar is called in a framework of that pillar, or of several."""
    return OVERALL if pillar in {"", framework} else OVERALLS[pillar]


def decision_on_overall(decisions: Collection[str | None]) -> str:
    """Return what a scope decides on an overall judgment: left out where all that is decided on in its pillar is."""
    return LEFT_OUT if set(decisions) - {None} == {LEFT_OUT} else INSPECTED


@dataclass(frozen=True, slots=True)
class Asked:
    """What a framework asks: each question's slug, and whether the framework ever grades it.

    `overalls` are its overall judgments, each with its pillar; `formerly` names a question as earlier frameworks did;
    `pillars` are those its questions name, in a framework of several.
    """

    key: Key
    scale: int
    questions: Mapping[str, bool]
    overalls: Mapping[str, str] = field(default_factory=dict)
    formerly: Mapping[str, str] = field(default_factory=dict)
    pillars: Mapping[str, str] = field(default_factory=dict)

    def decision(self, question: str, scope: Mapping[str, str], judged: Container[str] = ()) -> str | None:
        """Return what a scope decides on a question, or overall; nothing where that is not held.

        `judged` are questions that the inspection concluded on, whose scope need not be held.
        """
        if question not in self.overalls:
            return scope.get(question)
        about = [one for one in self.questions if self.pillar_of(one) == self.overalls[question]]
        return decision_on_overall([INSPECTED if one in judged else scope.get(one) for one in about])

    def pillar_of(self, question: str) -> str:
        """Return the pillar a question is about."""
        return self.pillars.get(question, self.key.pillar)

    def judges(self, question: str, formerly: str, pillar: str) -> str:
        """Return what it calls a question, or the overall judgment of a pillar; nothing where it does not judge it."""
        if pillar:
            return next((name for name, of in self.overalls.items() if of == pillar), "")
        return next((name for name in (question, formerly) if name in self.questions), "")


@dataclass(frozen=True, slots=True)
class Corrected:
    """A published judgment as it was corrected, from a day on; `was` is what was published."""

    on: date
    words: str
    rank: int | None
    was: str
    reason: str


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What an inspection concluded: a grade with its rank, or in words why there is none (no rank).

    With it stand its corrections, the earliest first.
    """

    words: str
    rank: int | None = None
    corrections: tuple[Corrected, ...] = ()

    def corrected_by(self, on: date) -> Corrected | None:
        """Return the last correction made by a day."""
        return next((one for one in reversed(self.corrections) if one.on <= on), None)


@dataclass(slots=True)
class Inspected:
    """One inspection: when its report came out (none: not yet), what it concluded and what it covered, by question.

    Where the day of publication is not held, the day is one by which the report was out, and it is not `is_dated`.
    """

    published_on: date | None
    conclusions: dict[str, Conclusion] = field(default_factory=dict)
    scope: dict[str, str] = field(default_factory=dict)
    is_dated: bool = True

    def is_out(self, on: date) -> bool:
        """Say whether the report was out on a day."""
        return self.published_on is not None and self.published_on <= on


@dataclass(frozen=True, slots=True)
class Effective:
    """What stands: the grade or state in lower case, the year it comes from, whether an earlier inspection gave it.

    Where that is graded on another scale, `as_given` is the grade there.
    """

    grade: str
    rank: int | None = None
    last_inspected: int | None = None
    carried_over: bool = False
    scale: int | None = None
    corrected: Corrected | None = None
    as_given: str = field(default="", compare=False)

    @property
    def is_held(self) -> bool:
        """Say whether the system holds what was concluded."""
        return self.grade != NOT_HELD


class Run(NamedTuple):
    """When the first and the last report of a framework came out; the last is at no day held while one is to come."""

    begun: date
    ended: date = date.max


@dataclass(frozen=True, slots=True)
class Books:
    """All that is known: frameworks, inspections by force and framework, and when each framework's reports came out."""

    asked: Mapping[Key, Asked]
    inspections: Mapping[tuple[int, Key], Sequence[Inspected]]
    runs: Mapping[Key, Run]
    found: dict[tuple[Key, str], tuple[Key, str] | None] = field(default_factory=dict)

    def before(self, key: Key, question: str) -> tuple[Key, str] | None:
        """Return the latest earlier framework that judges the same question, with what it calls it."""
        if (key, question) not in self.found:
            asked = self.asked[key]
            pillar, formerly = asked.overalls.get(question, ""), asked.formerly.get(question, "")
            names = [(k, one.judges(question, formerly, pillar)) for k, one in self.asked.items() if k.year < key.year]
            held = [(k, name) for k, name in names if name]
            self.found[key, question] = max(held, key=lambda one: one[0].year, default=None)
        return self.found[key, question]

    def has_begun(self, key: Key, on: date) -> bool:
        """Say whether a report of a framework was out by a day, of any force."""
        return key in self.runs and self.runs[key].begun <= on

    def has_ended(self, key: Key, on: date) -> bool:
        """Say whether every report of a framework that is held, of any force, was out by a day."""
        return key in self.runs and self.runs[key].ended <= on

    def behind(self, key: Key, questions: Iterable[str]) -> set[Key]:
        """Return the framework and every earlier one that a grade on one of its questions can come from."""
        found = {key}
        for question in questions:
            before = self.before(key, question)
            while before:
                found.add(before[0])
                before = self.before(*before)
        return found

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
    if held or not books.has_ended(key, on):
        return carried(books, force, key, question, on)
    return missing(books.asked[key], question)


def concluded(books: Books, force: int, key: Key, question: str, on: date, out: Sequence[Inspected]) -> Effective:
    """Return what the force's latest report says, or the earlier grade where the question was left out."""
    newest_first = in_order(out)
    for found in given(newest_first, question):
        return as_given(found, books.asked[key], on)
    decisions = {books.asked[key].decision(question, one.scope, one.conclusions) for one in newest_first}
    if LEFT_OUT in decisions:
        return stands(books, force, key, question, on)
    return replace(missing(books.asked[key], question), last_inspected=key.year if INSPECTED in decisions else None)


def in_order(out: Sequence[Inspected]) -> list[Inspected]:
    """Return reports that are out, the newest first."""
    return sorted(out, key=lambda one: one.published_on or date.min, reverse=True)


def given(newest_first: Iterable[Inspected], question: str) -> Iterator[Conclusion]:
    """Yield what reports conclude on a question, the newest first."""
    return (one.conclusions[question] for one in newest_first if question in one.conclusions)


def as_given(found: Conclusion, asked: Asked, on: date) -> Effective:
    """Return a conclusion as it stands on a day: as published, or as corrected by then."""
    corrected = found.corrected_by(on)
    words, rank = (corrected.words, corrected.rank) if corrected else (found.words, found.rank)
    return Effective(words, rank, asked.key.year, scale=asked.scale, corrected=corrected)


def stands(books: Books, force: int, key: Key, question: str, on: date) -> Effective:
    """Return the earlier grade that a scope decision says stands; where it is not held, at least its year is known."""
    found = replace(carried(books, force, key, question, on), carried_over=True)
    before = books.before(key, question)
    if found.last_inspected or before is None:
        return found
    was_out = any(one.is_out(on) for one in books.inspections.get((force, before[0]), ()))
    return replace(found, last_inspected=before[0].year if was_out else None)


def carried(books: Books, force: int, key: Key, question: str, on: date) -> Effective:
    """Return what stands from the latest earlier framework; grades of another scale are named as such, never shown."""
    before = books.before(key, question)
    if before is None:
        return missing(books.asked[key], question)
    found = effective(books, force, *before, on)
    if found.rank is not None and found.scale != books.asked[key].scale:
        found = replace(found, grade=OTHER_SCALE, rank=None, corrected=None, as_given=found.grade)
    return replace(found, carried_over=found.last_inspected is not None)


def missing(asked: Asked, question: str) -> Effective:
    """Return "not held"; on a question its framework never grades there is no grade to hold."""
    never_graded = question not in asked.overalls and not asked.questions[question]
    return Effective(NEVER_GRADED if never_graded else NOT_HELD)


def runs(inspections: Mapping[tuple[int, Key], Sequence[Inspected]]) -> dict[Key, Run]:
    """Return when the first and the last report of each framework came out, of those whose day is held."""
    found: dict[Key, Run] = {}
    to_come: set[Key] = set()
    for (_, key), held in inspections.items():
        for one in held:
            if one.published_on is None:
                to_come.add(key)
            elif one.is_dated:
                begun, ended = found.get(key, (date.max, date.min))
                found[key] = Run(min(one.published_on, begun), max(one.published_on, ended))
    return {key: Run(run.begun) if key in to_come else run for key, run in found.items()}


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
