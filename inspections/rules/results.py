"""A file review's results: agreement of two markers, weighted shares, counts kept inside the team."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, NamedTuple, TypeVar

from core.words import rounded
from inspections.rules.file_reviews import Tally, interval, per_cent

FEWEST_PAIRS_FOR_KAPPA = 30
FEWEST_SHOWN = 5

Row = TypeVar("Row", bound=Hashable)


# --- agreement -----------------------------------------------------------------------------------------------


def kappa(table: Mapping[tuple[str, str], int]) -> float | None:
    """Return Cohen's kappa (1960), unweighted, of pairs of marks (first, second) → how many.

    It is 1 where all agree, 0 where as many agree as by chance; None without pairs, and where every mark is the same.
    """
    pairs = sum(table.values())
    first, second = Counter[str](), Counter[str]()
    for (one, other), number in table.items():
        first[one] += number
        second[other] += number
    by_chance = sum(first[mark] * second[mark] for mark in first)
    if by_chance == pairs**2:
        return None
    agreed = sum(number for (one, other), number in table.items() if one == other)
    return (agreed * pairs - by_chance) / (pairs**2 - by_chance)


@dataclass(frozen=True)
class Agreement:
    """How often two people who marked the same files gave the same mark, and kappa where it is defined."""

    pairs: int
    agreed: int
    kappa: float | None = None

    @classmethod
    def of(cls, table: Mapping[tuple[str, str], int]) -> Agreement:
        """Return the agreement in a table of pairs of marks (first, second) → how many."""
        agreed = sum(number for (one, other), number in table.items() if one == other)
        return cls(sum(table.values()), agreed, kappa(table))

    @property
    def in_words(self) -> str:
        """Return "5 of 6 agree", with kappa from 30 pairs: "28 of 34 agree (kappa 0.62)"."""
        if not self.pairs:
            return "No file is marked twice yet"
        words = f"{self.agreed} of {self.pairs} agree"
        if self.pairs < FEWEST_PAIRS_FOR_KAPPA:
            return words
        if self.kappa is None:
            return f"{words} (no kappa: every mark is the same)"
        return f"{words} (kappa {signed(self.kappa, 2)})"


# --- weighted shares -----------------------------------------------------------------------------------------


class Stratum(NamedTuple):
    """One offence type: crimes in the list, files reviewed of them, good ones among those."""

    name: str
    population: int
    reviewed: int
    good: int

    @property
    def unseen(self) -> float:
        """Return the share of its crimes that nobody reviewed: the finite population correction."""
        return 1 - self.reviewed / self.population


@dataclass(frozen=True)
class Weighted:
    """The share of all crimes whose file is good, from a sample with its own number of files for each offence type.

    Types without a crime in the list carry no weight. Raises ValueError for a type with more good files than reviewed
    ones or more reviewed ones than crimes.
    """

    strata: tuple[Stratum, ...]

    def __post_init__(self) -> None:
        for one in self.strata:
            if not 0 <= one.good <= one.reviewed <= one.population:
                raise ValueError(f"{one.name}: {one.good} good of {one.reviewed} reviewed of {one.population} crimes")

    @property
    def tally(self) -> Tally:
        """Return the files themselves, unweighted."""
        reviewed = sum(one.reviewed for one in self.strata)
        return Tally(good=sum(one.good for one in self.strata), reviewed=reviewed, drawn=reviewed)

    @property
    def not_reviewed(self) -> list[str]:
        """Return the names of the types that have crimes and no file reviewed: nothing can be said about them."""
        return [one.name for one in self.strata if one.population and not one.reviewed]

    @property
    def weights(self) -> dict[str, float]:
        """Return each type's share of the crimes, between 0 and 1; they add up to 1. Empty without crimes."""
        crimes = sum(one.population for one in self.strata)
        return {one.name: one.population / crimes for one in self.strata if one.population}

    @property
    def share(self) -> float | None:
        """Return the weighted share, between 0 and 1; None when a type has no file reviewed, or there is no crime."""
        parts = self._parts()
        good = math.fsum(one.population * one.good / one.reviewed for one in parts)
        return good / sum(one.population for one in parts) if parts else None

    @property
    def standard_error(self) -> float | None:
        """Return the share's standard error with finite population correction (Cochran 1977, chapter 5).

        None when there is no share, and when a type shows one file of several crimes: one file has no spread.
        """
        parts = self._parts()
        if not parts or any(one.reviewed == 1 < one.population for one in parts):
            return None
        return math.sqrt(self._sum_of_squares(_spread))

    @property
    def effective_size(self) -> float | None:
        """Return how large a simple random sample would say as much; infinite when every crime's file was reviewed.

        Korn and Graubard's size (Survey Methodology 24, 1998): the files over the design effect. It is never more
        than the weights alone leave (Kish), for ten files that are all good show less spread than their type has.
        """
        share, files = self.share, self.tally.reviewed
        if share is None:
            return None
        by_weights = self._sum_of_squares(lambda one: 1 / one.reviewed)
        by_spread = self._sum_of_squares(_spread)
        kish = 1 / by_weights if by_weights else math.inf
        return min(kish, files / (files - 1) * share * (1 - share) / by_spread) if by_spread else kish

    @property
    def interval(self) -> tuple[float, float] | None:
        """Return the 95% interval of the weighted share, as two shares between 0 and 1; None when there is no share.

        Wilson's interval at the effective size; with one type and many crimes it is Wilson's interval of the files.
        """
        share, size = self.share, self.effective_size
        if share is None or size is None:
            return None
        return (share, share) if math.isinf(size) else interval(share * size, size)

    @property
    def in_words(self) -> str:
        """Return the weighted share with its interval and the files it rests on, or why there is none.

        "77% of crimes (weighted by offence type; 95% interval 65% to 86%), 46 of 60 files good". Under 30 files there
        is only the count.
        """
        if not self.tally.reviewed:
            return "No file is marked yet"
        files = f"{self.tally.count} files good"
        if self.not_reviewed:
            return f"{files}; no weighted figure: no file is reviewed of {_listed(self.not_reviewed)}"
        share, limits = self.share, self.interval
        if not self.tally.has_percentage or share is None or limits is None:
            return files
        low, high = map(per_cent, limits)
        return f"{per_cent(share)} of crimes (weighted by offence type; 95% interval {low} to {high}), {files}"

    def _parts(self) -> list[Stratum]:
        """Return the types that have crimes; nothing when one of them has no file reviewed."""
        return [] if self.not_reviewed else [one for one in self.strata if one.population]

    def _sum_of_squares(self, variance: Callable[[Stratum], float]) -> float:
        """Return the types' variances added up by the squares of their weights, with finite population correction."""
        weights = self.weights
        return math.fsum(weights[one.name] ** 2 * one.unseen * variance(one) for one in self._parts())


def _spread(one: Stratum) -> float:
    """Return the estimated variance of one type's share of good files; one file shows none."""
    share = one.good / one.reviewed
    return share * (1 - share) / max(one.reviewed - 1, 1)


# --- counts kept inside the team -----------------------------------------------------------------------------


class Hidden(NamedTuple, Generic[Row]):
    """Which rows of a table of counts stay inside the team, and whether its total must stay there with them.

    `further` is a row large enough by itself, hidden so that nobody can work out the small ones from the total. Show
    it as the small ones are shown.
    """

    small: frozenset[Row]
    further: Row | None = None
    total: bool = False

    @property
    def rows(self) -> frozenset[Row]:
        """Return every row to hide."""
        return self.small if self.further is None else self.small | {self.further}


def hidden_small(counts: Mapping[Row, int], fewest: int = FEWEST_SHOWN) -> Hidden[Row]:
    """Return which rows (row → count) to hide outside the team: those under `fewest`, nought too, and what tells them.

    Total less what is shown gives the sum of what is hidden: when that is one row, or itself under `fewest`, the
    smallest of the other rows is hidden too; where there is no other, the total.
    """
    small = frozenset(row for row, count in counts.items() if count < fewest)
    tells = bool(small) and (len(small) == 1 or sum(counts[row] for row in small) < fewest)
    if not tells:
        return Hidden(small)
    others = [row for row in counts if row not in small]
    return Hidden(small, further=min(others, key=lambda row: counts[row])) if others else Hidden(small, total=True)


# --- words ---------------------------------------------------------------------------------------------------


def signed(value: float, decimals: int) -> str:
    """Return a number rounded half away from zero, with a minus sign where it is below; never minus nought."""
    figure = rounded(Decimal(str(value)), decimals) + 0
    return f"{figure}".replace("-", "−")


def _listed(names: list[str]) -> str:
    """Return names as a list in a sentence: "rape, stalking and harassment"."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
