"""Makes a frame of a crime list: counts every row, keeps 32 bytes for each crime, and holds the lowest ranks."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from operator import itemgetter

from inspections.crime_lists.dates import InWindow, Standing
from inspections.rules.drawing import Drawn, Frame, Plan, salt

DISTINCT = 500  # values counted by name; beyond, they are counted together
FURTHER = "(further values)"
SPARE = 200  # ranks held beyond those wanted, for crimes that prove to be of another type
DIGEST = 32  # bytes
LOWEST, HIGHEST = b"", b"\xff" * 33

Cells = list[str]
Ranked = tuple[bytes, Drawn]


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


class OfType:
    """The crimes of one offence type: the SHA-256 of each identifier, in 256 buckets by its first byte."""

    def __init__(self, slug: str, pool: Pool) -> None:
        self.slug, self.pool = slug, pool
        self.buckets = [bytearray() for _ in range(256)]

    @property
    def number(self) -> int:
        """Return how many rows were put in, or crimes once those that repeat are out."""
        return sum(map(len, self.buckets)) // DIGEST

    def digests(self, byte: int) -> list[str]:
        """Return a bucket's digests in hexadecimal."""
        bucket = self.buckets[byte]
        return bucket.hex("\n", -DIGEST).split("\n") if bucket else []

    def holds(self, identifier: str) -> bool:
        """Say whether a crime is of this type."""
        digest = hashlib.sha256(identifier.encode()).digest()
        return digest in self.buckets[digest[0]]

    def lines(self) -> Iterator[str]:
        """Yield, bucket by bucket, the sorted lines of the checksum: the slug, a space, a digest."""
        for byte in range(256):
            if digests := sorted(self.digests(byte)):
                start = f"{self.slug} "
                yield start + f"\n{start}".join(digests) + "\n"


class Sieve:
    """Sorts rows: each is left out for the first reason that holds, or goes to the population."""

    def __init__(self, plan: Plan, types: Mapping[str, str], when: InWindow, spare: int = SPARE) -> None:
        self.plan, self.types, self.when = plan, types, when
        self.pools = {stratum: Pool(2 * target + spare if target else 0) for stratum, target in plan.targets.items()}
        slugs = sorted({slug for slug in types.values() if slug})
        self.kinds = {slug: OfType(slug, self.pools.get(plan.stratum_of(slug)) or Pool(0)) for slug in slugs}
        self.without_identifier = self.repeated = 0
        self.disagreeing: set[str] = set()
        self.standings: Counter[Standing] = Counter()
        self.other_types: Counter[str] = Counter()
        self.unmapped: Counter[str] = Counter()

    def sift(self, rows: Iterable[Cells], places: tuple[int, int, int]) -> None:
        """Take rows with identifier, date and type in these places; run a million times, hence the short cuts."""
        pick, width = itemgetter(*places), max(places) + 1
        known = {value: self.kinds[slug] for value, slug in self.types.items() if slug}
        when, inside = self.when, Standing.INSIDE
        plain, seeded = hashlib.sha256().copy, hashlib.sha256(salt(self.plan.seed)).copy
        for row in rows:
            try:
                identifier, day, value = pick(row)
            except IndexError:
                identifier, day, value = pick(row + [""] * width)  # a short row
            identifier = identifier.strip()
            if not identifier:
                self.without_identifier += any(map(str.strip, row))  # an empty line is no row
            elif (standing := when[day]) is not inside:
                self.standings[standing] += 1
            elif kind := known.get(value) or self.kind_of(value):
                key = identifier.encode()
                (whose := plain()).update(key)
                digest = whose.digest()
                kind.buckets[digest[0]] += digest
                (rank := seeded()).update(key)
                if rank.digest() <= kind.pool.cutoff:
                    kind.pool.add(identifier, rank.digest())

    def kind_of(self, cell: str) -> OfType | None:
        """Return the reviewed type a cell names; count a value that is of none and return nothing."""
        value = cell.strip()
        if slug := self.types.get(value):
            return self.kinds[slug]
        count(self.other_types if slug == "" else self.unmapped, value)
        return None

    def settle(self) -> None:
        """Leave each identifier in once, under the first of its types in the alphabet; count the surplus rows."""
        for byte in range(256):
            digests = {kind: kind.digests(byte) for kind in self.kinds.values()}
            if len(set().union(*digests.values())) < sum(map(len, digests.values())):
                self.settle_bucket(byte, digests)

    def settle_bucket(self, byte: int, digests: Mapping[OfType, list[str]]) -> None:
        """Settle the identifiers of one bucket; types come in the order of the alphabet."""
        seen: set[str] = set()
        for kind, there in digests.items():
            new = set(there) - seen
            self.disagreeing |= seen & set(there)
            self.repeated += len(there) - len(new)
            kind.buckets[byte] = bytearray.fromhex("".join(new))
            seen |= new

    def frame(self, file_checksum: str = "") -> Frame | None:
        """Return the frame with its draw; nothing when too few ranks were held to draw from."""
        self.settle()
        counts = {slug: kind.number for slug, kind in self.kinds.items()}
        left_out = self.without_identifier + self.standings.total() + self.other_types.total() + self.unmapped.total()
        ranked = {stratum: self.ranked(stratum) for stratum in self.pools}
        if any(len(ranked[stratum]) < self.wanted(stratum) for stratum in ranked):
            return None
        return Frame(
            plan=self.plan,
            rows=left_out + self.repeated + sum(counts.values()),
            without_identifier=self.without_identifier,
            without_date=self.standings[Standing.UNDATED],
            outside_window=self.standings[Standing.OUTSIDE],
            repeated=self.repeated,
            disagreeing=len(self.disagreeing),
            other_types=self.other_types,
            unmapped=self.unmapped,
            counts=counts,
            checksum=self.checksum(),
            sample=self.drawn(ranked, reserves=False),
            reserves=self.drawn(ranked, reserves=True),
            file_checksum=file_checksum,
        )

    def of_stratum(self, stratum: str) -> list[OfType]:
        """Return the types drawn from in a stratum."""
        return [kind for slug, kind in self.kinds.items() if self.plan.stratum_of(slug) == stratum]

    def wanted(self, stratum: str) -> int:
        """Return how many crimes are drawn of a stratum: its sample and as many reserves, or all it has."""
        return min(2 * self.plan.targets[stratum], sum(kind.number for kind in self.of_stratum(stratum)))

    def ranked(self, stratum: str) -> list[Ranked]:
        """Return the held crimes of a stratum, lowest rank first."""
        pool, kinds = self.pools[stratum], self.of_stratum(stratum)
        return [
            (pool.ranks[identifier], Drawn(identifier, kind.slug))
            for identifier in pool.in_order()
            for kind in kinds
            if kind.holds(identifier)
        ]

    def drawn(self, ranked: Mapping[str, list[Ranked]], *, reserves: bool) -> list[Drawn]:
        """Return the sample, or the reserves, of all strata together, lowest rank first."""
        found: list[Ranked] = []
        for stratum, target in self.plan.targets.items():
            found += ranked[stratum][target : 2 * target] if reserves else ranked[stratum][:target]
        return [drawn for _, drawn in sorted(found)]

    def checksum(self) -> str:
        """Return the SHA-256 of the population: a sorted line for each crime."""
        digest = hashlib.sha256()
        for kind in self.kinds.values():
            for lines in kind.lines():
                digest.update(lines.encode())
        return digest.hexdigest()
