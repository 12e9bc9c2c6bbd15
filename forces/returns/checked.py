"""A held figure as the checks that raise queries see it, and what they find: plain data, no database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from core.words import number, rounded
from forces import rules

FEWEST_FORCES = 10  # of fewer no middle is worked out: it would tell one force another's figure
DEVIATIONS = Decimal("1.4826")  # makes the median distance from the middle as wide as a standard deviation


@dataclass(frozen=True)
class Counts:
    """One figure's counts and rate, called by its period, its part or whose it is."""

    label: str
    numerator: int | None = None
    denominator: int | None = None
    rate: Decimal | None = None


@dataclass(frozen=True)
class Middle:
    """The middle of the other forces' rates, how far from it half of them are, and how many they are."""

    median: Decimal
    spread: Decimal
    forces: int


@dataclass(frozen=True)
class CheckedFigure:
    """A force's figure beside its own last year, its other periods, its parts or whole, and the other forces' rates."""

    now: Counts
    unit: str = ""
    decimals: int = 1
    is_denominator_sent: bool = False
    said: str = ""
    """What its reason and note say."""
    before: Counts | None = None
    elsewhere: Sequence[Counts] = ()
    """The same figure for other periods than last year's."""
    parts: Sequence[Counts] = ()
    """Every part of a whole whose parts must add up; none when one of them is not held."""
    whole: Counts | None = None
    others: Sequence[Decimal] = field(default=(), repr=False)
    """The other forces' rates, from the lowest."""

    @cached_property
    def middle(self) -> Middle | None:
        """Return the middle of the other forces, where enough of them are held."""
        return middle_of(self.others)

    def words(self, counts: Counts) -> str:
        """Return a figure in words: its rate with the counts behind it, or the counts."""
        count = number(counts.numerator)
        if counts.denominator is not None and self.is_denominator_sent:
            count = f"{count} of {number(counts.denominator)}"
        if counts.rate is None:
            return count
        return f"{self.rate_in_words(counts.rate)} ({count})"

    def rate_in_words(self, rate: Decimal) -> str:
        """Return a rate with its unit."""
        shown = rules.shown(rate, self.decimals, is_share=self.unit == "%")
        return shown if self.unit == "%" else f"{shown} {self.unit}".strip()

    def moved(self, before: Counts) -> Decimal:
        """Return how many more or fewer were counted than last year's rate, or count, would have given."""
        expected = Decimal(before.numerator or 0)
        if before.denominator and self.now.denominator is not None:
            expected = expected * self.now.denominator / before.denominator
        return abs((self.now.numerator or 0) - expected)

    def is_same_count(self, other: Counts) -> bool:
        """Say whether another figure has exactly the same counts, of those a force sends."""
        if self.now.numerator != other.numerator:
            return False
        return not self.is_denominator_sent or self.now.denominator == other.denominator


@dataclass(frozen=True)
class Found:
    """What a check found: a sentence with numbers, how many times the limit it is, and what it was set against."""

    message: str
    weight: Decimal
    comparison: dict[str, Any]


def found(figure: CheckedFigure, message: str, weight: Decimal | int, extra: Sequence[Counts] = ()) -> Found:
    """Return a finding with its comparison: this figure, last year's, the middle of the others, and what is added."""
    return Found(message[:500], Decimal(weight), comparison(figure, extra))


def comparison(figure: CheckedFigure, extra: Sequence[Counts] = ()) -> dict[str, Any]:
    """Return the lines of a chart and table, as a query keeps them: label, value to draw, the figure in words."""
    by_rate = figure.now.rate is not None
    held = [figure.now, *([figure.before] if figure.before else []), *extra]
    lines = [{"label": counts.label, "value": drawn(counts, by_rate), "text": figure.words(counts)} for counts in held]
    if by_rate and figure.middle:
        label = f"Middle of {figure.middle.forces} other forces"
        text = figure.rate_in_words(figure.middle.median)
        lines.append({"label": label, "value": as_float(figure.middle.median), "text": text})
    return {"unit": figure.unit if by_rate else "", "lines": lines}


def drawn(counts: Counts, by_rate: bool) -> float | None:
    """Return what a chart draws of a figure: all of them by rate, or all by count."""
    if by_rate:
        return as_float(counts.rate) if counts.rate is not None else None
    return float(counts.numerator) if counts.numerator is not None else None


def as_float(value: Decimal) -> float:
    """Return a rate as JSON keeps it."""
    return float(rounded(value, 4))


def middle_of(others: Sequence[Decimal]) -> Middle | None:
    """Return the median of sorted rates and the median distance from it; none of fewer than ten."""
    if len(others) < FEWEST_FORCES:
        return None
    median = median_of(others)
    distances = sorted(abs(rate - median) for rate in others)
    return Middle(median, median_of(distances) * DEVIATIONS, len(others))


def median_of(ordered: Sequence[Decimal]) -> Decimal:
    """Return the middle of sorted numbers."""
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def per_cent(change: Decimal) -> str:
    """Return a change as a percentage without its sign."""
    return f"{rounded(abs(change), 0):,}%"
