"""The draw of crime files: the rank, the sample with its reserves, second marks, and what proves a draw afterwards.

docs/drawing.md says the same in words, exactly enough to be done again in any language.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from heapq import nsmallest
from typing import Any, NamedTuple

METHOD = "sha256-rank-1"  # a change of the method is a new name
ALL_TYPES = ""  # the one stratum of a simple random sample


class Drawn(NamedTuple):
    """One crime of the list, in its place in the drawn order."""

    identifier: str
    stratum: str


def draw(frame: Mapping[str, str], *, seed: str, size: int) -> list[Drawn]:
    """Return a simple random sample of a list of crimes (identifier → offence type), in drawn order.

    Each crime is ranked by the SHA-256 of the seed and its identifier and the lowest are taken, so the list's own
    order does not matter, anyone with seed and list can do it again, and a longer draw begins with the shorter one.
    A list smaller than `size` is drawn whole.
    """
    return [Drawn(identifier, frame[identifier]) for identifier in nsmallest(size, frame, key=_rank(seed))]


def _rank(seed: str) -> Callable[[str], tuple[bytes, str]]:
    """Return what ranks an identifier under a seed."""
    start = salt(seed)

    def rank(identifier: str) -> tuple[bytes, str]:
        return hashlib.sha256(start + identifier.encode()).digest(), identifier

    return rank


def salt(seed: str) -> bytes:
    """Return the bytes that come before an identifier when it is ranked: the seed and a line feed."""
    return seed.encode() + b"\n"


def second_marks(seed: str, slots: Iterable[int], share: Decimal | float | str) -> set[int]:
    """Return which slots are marked a second time: a share (0 to 1) of them, rounded up, those of lowest rank.

    A slot's rank is the SHA-256 of the seed, a line feed, "second mark", a line feed and the slot's number.
    """
    numbers = set(slots)
    rank = _rank(f"{seed}\nsecond mark")
    return set(nsmallest(math.ceil(Decimal(str(share)) * len(numbers)), numbers, key=lambda slot: rank(str(slot))))


# --- the plan and what a list gives under it ---------------------------------------------------------------


@dataclass(frozen=True)
class Plan:
    """How many crimes are drawn of each stratum under a seed."""

    seed: str
    targets: Mapping[str, int]

    @classmethod
    def simple(cls, seed: str, size: int) -> Plan:
        """Return the plan of a simple random sample over all types."""
        return cls(seed, {ALL_TYPES: size})

    @classmethod
    def stratified(cls, seed: str, targets: Mapping[str, int]) -> Plan:
        """Return the plan of a sample with a fixed number for each offence type (by slug)."""
        return cls(seed, dict(targets))

    @property
    def is_stratified(self) -> bool:
        """Say whether each offence type is drawn from on its own."""
        return ALL_TYPES not in self.targets

    def stratum_of(self, slug: str) -> str:
        """Return the stratum an offence type is drawn in."""
        return slug if self.is_stratified else ALL_TYPES


@dataclass(frozen=True)
class Frame:
    """A force's crime list as it was counted and drawn from; every row is in exactly one count.

    `counts` is the population by offence type (slug), one for each identifier; `repeated` are the surplus rows of
    identifiers that are there more than once, `disagreeing` how many identifiers stand under more than one type.
    `other_types` and `unmapped` count rows by the value in the list. Both checksums are SHA-256 in hexadecimal:
    of the file's bytes, and of the population whatever the order of the rows.
    """

    plan: Plan
    rows: int
    without_identifier: int
    without_date: int
    outside_window: int
    repeated: int
    disagreeing: int
    other_types: Counter[str]
    unmapped: Counter[str]
    counts: Mapping[str, int]
    checksum: str
    sample: list[Drawn]
    reserves: list[Drawn]
    file_checksum: str = ""

    @property
    def size(self) -> int:
        """Return the number of crimes in the population."""
        return sum(self.counts.values())

    @property
    def order(self) -> list[Drawn]:
        """Return the sample and, after it, the reserves that replace a void file of the same stratum."""
        return self.sample + self.reserves

    @property
    def totals(self) -> dict[str, int]:
        """Return where the rows went: the parts after `rows` add up to it."""
        return {
            "rows": self.rows,
            "without_identifier": self.without_identifier,
            "without_date": self.without_date,
            "outside_window": self.outside_window,
            "unmapped": self.unmapped.total(),
            "other_types": self.other_types.total(),
            "repeated": self.repeated,
            "population": self.size,
        }

    def population(self, stratum: str = ALL_TYPES) -> int:
        """Return the number of crimes in a stratum."""
        return self.counts.get(stratum, 0) if self.plan.is_stratified else self.size

    def is_whole(self, stratum: str = ALL_TYPES) -> bool:
        """Say whether a stratum has no more crimes than its target, so that all of them are drawn."""
        return self.population(stratum) <= self.plan.targets.get(stratum, 0)

    @property
    def record(self) -> Record:
        """Return what is kept of the draw."""
        counts = {**self.totals, "types": dict(self.counts), "targets": dict(self.plan.targets)}
        order = [one.identifier for one in self.order]
        return Record(self.plan.seed, counts, self.checksum, self.file_checksum, order)


# --- proving a draw ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Record:
    """What is kept of a draw, to be held against the list read again.

    `counts` holds `Frame.totals`, and under "types" and "targets" the population and the target by slug; it is made of
    plain numbers, to be kept as JSON. `order` holds the drawn identifiers, sample first; None once they are purged.
    """

    seed: str
    counts: Mapping[str, Any]
    checksum: str
    file_checksum: str = ""
    order: Sequence[str] | None = field(default=None, repr=False)
    method: str = METHOD


SENTENCES = {
    "rows": "The list has {now:,} rows; {then:,} were recorded",
    "without_identifier": "{now:,} rows have no identifier; {then:,} were recorded",
    "without_date": "{now:,} rows have no date that can be read; {then:,} were recorded",
    "outside_window": "{now:,} rows are outside the window; {then:,} were recorded",
    "unmapped": "{now:,} rows have an offence type that is not mapped; {then:,} were recorded",
    "other_types": "{now:,} rows are of other offence types; {then:,} were recorded",
    "repeated": "{now:,} rows repeat an identifier; {then:,} were recorded",
    "population": "The population has {now:,} crimes; {then:,} were recorded",
}


def compare(recorded: Record, again: Record) -> list[str]:
    """Return in sentences where a draw done again differs from what was recorded; nothing when they match.

    The file's own checksum is told only when the population differs: the same rows in another order are a match.
    """
    return [
        *_plan_differences(recorded, again),
        *_count_differences(recorded, again),
        *_checksum_differences(recorded, again),
        *_order_differences(recorded.order, again.order),
    ]


def _plan_differences(recorded: Record, again: Record) -> Iterator[str]:
    """Yield what differs in how the draw is done."""
    if recorded.method != again.method:
        yield f"The method is {again.method}; {recorded.method} was recorded"
    if recorded.seed != again.seed:
        yield f"The seed is “{again.seed}”; “{recorded.seed}” was recorded"
    for stratum, then, now in _changed(recorded.counts["targets"], again.counts["targets"]):
        yield f"The target{' of ' + stratum if stratum else ''} is {now:,}; {then:,} was recorded"


def _count_differences(recorded: Record, again: Record) -> Iterator[str]:
    """Yield what differs in the counts of rows and in the population of each type."""
    for name, sentence in SENTENCES.items():
        then, now = recorded.counts[name], again.counts[name]
        if then != now:
            yield sentence.format(now=now, then=then)
    for slug, then, now in _changed(recorded.counts["types"], again.counts["types"]):
        yield f"The population has {now:,} crimes of the type {slug}; {then:,} were recorded"


def _changed(then: Mapping[str, int], now: Mapping[str, int]) -> list[tuple[str, int, int]]:
    """Return what has another number than before: its name, the number then, the number now."""
    pairs = [(name, then.get(name, 0), now.get(name, 0)) for name in sorted({*then, *now})]
    return [pair for pair in pairs if pair[1] != pair[2]]


def _checksum_differences(recorded: Record, again: Record) -> Iterator[str]:
    """Yield what differs in the checksums."""
    if recorded.checksum != again.checksum:
        yield f"The population's checksum is {again.checksum}; {recorded.checksum} was recorded"
        if recorded.file_checksum != again.file_checksum:
            yield f"The file's checksum is {again.file_checksum}; {recorded.file_checksum} was recorded"


def _order_differences(recorded: Sequence[str] | None, again: Sequence[str] | None) -> Iterator[str]:
    """Yield what differs in the drawn order, by place; no identifier is told."""
    if recorded is None or again is None:
        return
    if len(recorded) != len(again):
        yield f"The drawn order has {len(again):,} places; {len(recorded):,} were recorded"
    places = [n for n, pair in enumerate(zip(recorded, again, strict=False), start=1) if pair[0] != pair[1]]
    if places:
        yield f"Place {places[0]} of the drawn order is another crime"
    if len(places) > 1:
        yield f"So are {len(places) - 1:,} of the places after it"
