"""Makes a frame of a crime list: counts every row, keeps 34 bytes for each crime, and holds the lowest ranks."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from struct import iter_unpack
from typing import NamedTuple

from inspections.crime_lists.dates import InWindow, Standing
from inspections.rules.drawing import Drawn, Frame, Plan, salt

DISTINCT = 500  # values counted by name; beyond, they are counted together
FURTHER = "(further values)"
SPARE = 200  # ranks held beyond those wanted, for crimes that prove to be of another type
LOWEST, HIGHEST = b"", b"\xff" * 33

Triple = tuple[str, str, str]  # identifier, date, offence type, as they stand in the list


def count(tally: Counter[str], value: str) -> None:
    """Count a value by name, or among the further ones when there are too many different ones."""
    tally[value if value in tally or len(tally) < DISTINCT else FURTHER] += 1


class Pool:
    """The lowest-ranked identifiers of a stratum seen so far; what ranks above `cutoff` need not be added."""

    def __init__(self, keep: int) -> None:
        self.keep = keep
        self.cutoff = HIGHEST if keep else LOWEST
        self.ranks: dict[str, bytes] = {}

    def add(self, identifier: str, rank: bytes) -> None:
        """Take one in; now and then let those go that rank too high."""
        self.ranks[identifier] = rank
        if len(self.ranks) > 2 * self.keep + 100:
            self.ranks = {one: self.ranks[one] for one in self.in_order()[: self.keep]}
            self.cutoff = max(self.ranks.values())

    def in_order(self) -> list[str]:
        """Return the identifiers, lowest rank first."""
        return sorted(self.ranks, key=lambda one: (self.ranks[one], one))


class Settled(NamedTuple):
    """The population when all rows are in: crimes by type, its checksum, and the types of the candidates."""

    counts: dict[str, int]
    repeated: int
    disagreeing: int
    checksum: str
    types: dict[bytes, str]


class Sieve:
    """Sorts rows: each is left out for the first reason that holds, or goes to the population."""

    def __init__(self, plan: Plan, types: Mapping[str, str], when: InWindow, spare: int = SPARE) -> None:
        self.plan, self.types, self.when = plan, types, when
        self.slugs = sorted({slug for slug in types.values() if slug})
        self.codes = {slug: number.to_bytes(2, "little") for number, slug in enumerate(self.slugs)}
        pools = {stratum: Pool(2 * target + spare if target else 0) for stratum, target in plan.targets.items()}
        self.strata, self.pools = (
            pools,
            {code: pools.get(plan.stratum_of(slug)) or Pool(0) for slug, code in self.codes.items()},
        )
        self.buckets = [bytearray() for _ in range(256)]
        self.rows = self.without_identifier = 0
        self.standings: Counter[Standing] = Counter()
        self.other_types: Counter[str] = Counter()
        self.unmapped: Counter[str] = Counter()

    def sift(self, rows: Iterable[Triple]) -> None:
        """Take the rows; this is run a million times, hence the short cuts."""
        sha256, buckets, pools, when = hashlib.sha256, self.buckets, self.pools, self.when
        known = {value: self.codes[slug] for value, slug in self.types.items() if slug}
        seed, inside, number = salt(self.plan.seed), Standing.INSIDE, 0
        for number, (identifier, day, kind) in enumerate(rows, start=1):  # noqa: B007 - the last one is kept
            identifier = identifier.strip()
            if not identifier:
                self.without_identifier += 1
                continue
            if (standing := when[day]) is not inside:
                self.standings[standing] += 1
                continue
            code = known.get(kind) or self.code_of(kind)
            if code is None:
                continue
            key = identifier.encode()
            digest = sha256(key).digest()
            buckets[digest[0]] += digest + code
            rank = sha256(seed + key).digest()
            if rank <= (pool := pools[code]).cutoff:
                pool.add(identifier, rank)
        self.rows += number

    def code_of(self, kind: str) -> bytes | None:
        """Return the code of a reviewed type; count a value that is of none and return nothing."""
        value = kind.strip()
        if slug := self.types.get(value):
            return self.codes[slug]
        count(self.other_types if slug == "" else self.unmapped, value)
        return None

    def settle(self) -> Settled:
        """Count each identifier once, under the first of its types in the alphabet, and take the checksum."""
        candidates = {hashlib.sha256(one.encode()).digest() for pool in self.strata.values() for one in pool.ranks}
        endings = [f" {slug}\n" for slug in self.slugs]
        checksum, counts = hashlib.sha256(), Counter[int]()
        types: dict[bytes, str] = {}
        repeated = disagreeing = 0
        for bucket in self.buckets:  # in the order of the first byte, so sorted within is sorted over all
            records = sorted(iter_unpack("<32sH", bucket), reverse=True)
            first = dict(records)  # a later one replaces an earlier: the lowest type stays
            repeated += len(records) - len(first)
            disagreeing += _disagreeing(records, first)
            counts.update(first.values())
            types |= {digest: self.slugs[first[digest]] for digest in candidates & first.keys()}
            lines = [digest.hex() + endings[code] for digest, code in reversed(first.items())]
            checksum.update("".join(lines).encode())
        by_slug = {slug: counts[number] for number, slug in enumerate(self.slugs)}
        return Settled(by_slug, repeated, disagreeing, checksum.hexdigest(), types)

    def frame(self, file_checksum: str = "") -> Frame | None:
        """Return the frame with its draw; nothing when too few ranks were held to draw from."""
        settled = self.settle()
        sample: list[tuple[bytes, Drawn]] = []
        reserves: list[tuple[bytes, Drawn]] = []
        for stratum, target in self.plan.targets.items():
            ranked = self.ranked(stratum, settled)
            there = sum(n for slug, n in settled.counts.items() if self.plan.stratum_of(slug) == stratum)
            if len(ranked) < min(2 * target, there):
                return None
            sample += ranked[:target]
            reserves += ranked[target : 2 * target]
        return Frame(
            plan=self.plan,
            rows=self.rows,
            without_identifier=self.without_identifier,
            without_date=self.standings[Standing.UNDATED],
            outside_window=self.standings[Standing.OUTSIDE],
            repeated=settled.repeated,
            disagreeing=settled.disagreeing,
            other_types=self.other_types,
            unmapped=self.unmapped,
            counts=settled.counts,
            checksum=settled.checksum,
            sample=[drawn for _, drawn in sorted(sample)],
            reserves=[drawn for _, drawn in sorted(reserves)],
            file_checksum=file_checksum,
        )

    def ranked(self, stratum: str, settled: Settled) -> list[tuple[bytes, Drawn]]:
        """Return the held crimes of a stratum with their ranks, lowest first."""
        pool, found = self.strata[stratum], []
        for identifier in pool.in_order():
            slug = settled.types[hashlib.sha256(identifier.encode()).digest()]
            if self.plan.stratum_of(slug) == stratum:
                found.append((pool.ranks[identifier], Drawn(identifier, slug)))
        return found


def _disagreeing(records: list[tuple[bytes, int]], first: dict[bytes, int]) -> int:
    """Return how many identifiers stand under more than one type."""
    if len(records) == len(first):
        return 0
    return len({digest for digest, code in records if first[digest] != code})
