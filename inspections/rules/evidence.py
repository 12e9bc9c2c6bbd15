"""What evidence says of each question of an inspection, and what is still missing. Pure: no ORM, no clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

# Documents come before fieldwork does; after it, evidence comes only once an inspection was taken back.
OPEN_STAGES = frozenset({"planned", "scoped", "fieldwork"})
WEIGHTS = ("primary", "corroborating", "indicative")  # the heaviest first
# They tell where to look. Never the only evidence for a grade, however many there are.
NEVER_ALONE = {"file-review": "file review", "survey": "survey"}
NONE_AT_ALL = "no evidence"
NO_PRIMARY = "no primary evidence"
TITLE_LENGTH = 100

Counts = Mapping[str, Mapping[str, int]]


class Part(NamedTuple):
    """A diagnostic of a question."""

    key: int
    number: int
    title: str


class Asked(NamedTuple):
    """A question of the framework; it is due where the inspection looks at it, or nothing is scoped yet."""

    key: int
    slug: str
    title: str
    is_graded: bool
    is_due: bool
    parts: tuple[Part, ...] = ()


class Told(NamedTuple):
    """That an item speaks to a question, or to one diagnostic of it, and how much it says."""

    item: int
    kind: str
    question: int
    diagnostic: int | None
    weight: str


@dataclass(frozen=True)
class Coverage:
    """The items on one question, or on one part of it, by kind and weight; and what is missing, in words."""

    question: Asked
    part: Part | None
    counts: Counts
    missing: tuple[str, ...]

    @property
    def total(self) -> int:
        """Return how many items there are."""
        return sum(sum(weights.values()) for weights in self.counts.values())


def is_open(stage: str) -> bool:
    """Say whether evidence of an inspection at this stage may be added, changed or withdrawn."""
    return stage in OPEN_STAGES


def coverage(asked: Sequence[Asked], told: Iterable[Told]) -> list[Coverage]:
    """Return for each question, and after it for each of its parts, what speaks to it.

    An item counts once on a question, with the most it says of it or of any of its parts.
    """
    every = list(told)
    found = []
    for question in asked:
        here = [one for one in every if one.question == question.key]
        counts = counted(here)
        found.append(Coverage(question, None, counts, missing(question, counts)))
        for part in question.parts:
            on_part = counted(one for one in here if one.diagnostic == part.key)
            lacks = (NONE_AT_ALL,) if question.is_due and not on_part else ()
            found.append(Coverage(question, part, on_part, lacks))
    return found


def counted(told: Iterable[Told]) -> dict[str, Counter[str]]:
    """Return how many items there are of each kind and weight, each item once with the most it says."""
    heaviest: dict[int, Told] = {}
    for one in told:
        held = heaviest.get(one.item)
        if held is None or WEIGHTS.index(one.weight) < WEIGHTS.index(held.weight):
            heaviest[one.item] = one
    counts: dict[str, Counter[str]] = {}
    for one in heaviest.values():
        counts.setdefault(one.kind, Counter())[one.weight] += 1
    return counts


def missing(question: Asked, counts: Counts) -> tuple[str, ...]:
    """Return what a question that is looked at lacks, in words."""
    if not question.is_due:
        return ()
    if not counts:
        return (NONE_AT_ALL,)
    found = [] if any(weights.get("primary") for weights in counts.values()) else [NO_PRIMARY]
    if question.is_graded and set(counts) <= set(NEVER_ALONE):
        kinds = " and ".join(word for kind, word in NEVER_ALONE.items() if kind in counts)
        found.append(f"only {kinds}: never the only evidence for a grade")
    return tuple(found)


def title_of(text: str) -> str:
    """Return a title for what was captured without one: its first line, cut at a word where it is long."""
    line = next((one.strip() for one in text.splitlines() if one.strip()), "")
    if len(line) <= TITLE_LENGTH:
        return line
    cut = line[:TITLE_LENGTH]
    return f"{cut.rsplit(' ', 1)[0] if ' ' in cut else cut}…"
