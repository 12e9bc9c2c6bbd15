"""Change since a force's last file review: said only beyond what chance would explain."""

from __future__ import annotations

import math
from typing import NamedTuple

from inspections.rules.file_reviews import Tally, interval
from inspections.rules.results import Weighted, signed


class Estimate(NamedTuple):
    """A share with its 95% interval; all between 0 and 1."""

    share: float
    low: float
    high: float


class Difference(NamedTuple):
    """A later share less an earlier one, with its 95% interval; all between -1 and 1."""

    value: float
    low: float
    high: float

    @property
    def is_beyond_chance(self) -> bool:
        """Say whether the interval leaves out no difference at all."""
        return self.low > 0 or self.high < 0

    @property
    def in_words(self) -> str:
        """Return "15 points, 95% interval 2 to 28", in percentage points; less than half a point has a decimal."""
        points = _points(self.value)
        word = "point" if points in ("1", "−1") else "points"
        return f"{points} {word}, 95% interval {_points(self.low)} to {_points(self.high)}"


def difference(then: Estimate, now: Estimate) -> Difference:
    """Return how the shares of two independent samples differ.

    The interval joins those of the two shares (Newcombe, Statistics in Medicine 17, 1998, method 10: his hybrid score
    interval where they are Wilson's).
    """
    value = now.share - then.share
    low = value - math.hypot(now.share - now.low, then.high - then.share)
    high = value + math.hypot(now.high - now.share, then.share - then.low)
    return Difference(value, low, high)


def estimate(sample: Tally | Weighted) -> Estimate | None:
    """Return the share of good files with its interval, weighted where the sample is; None where there is none yet."""
    if isinstance(sample, Weighted):
        share, limits = (sample.share, sample.interval) if sample.tally.has_percentage else (None, None)
        return None if share is None or limits is None else Estimate(share, *limits)
    if not sample.has_percentage:
        return None
    return Estimate(sample.good / sample.reviewed, *interval(sample.good, sample.reviewed))


def change(before: Tally | Weighted, after: Tally | Weighted) -> str:
    """Return what may be said of the change since last time: better or worse only beyond what chance would explain.

    "Better than last time beyond what chance would explain: 46 of 60 then, 55 of 60 now (15 points, 95% interval 2 to
    28)". Nothing is said of its size otherwise, nor of a change at all under 30 files on either side.
    """
    counts = f"{_count(before)} then, {_count(after)} now"
    then, now = estimate(before), estimate(after)
    if then is None or now is None:
        return f"Too few files to speak of a change: {counts}"
    found = difference(then, now)
    if not found.is_beyond_chance:
        return f"No change beyond chance: {counts}"
    better = "Better" if found.value > 0 else "Worse"
    weighted = "weighted: " if isinstance(after, Weighted) else ""
    return f"{better} than last time beyond what chance would explain: {counts} ({weighted}{found.in_words})"


def _count(sample: Tally | Weighted) -> str:
    """Return the files themselves: "46 of 60"."""
    return sample.tally.count if isinstance(sample, Weighted) else sample.count


def _points(share: float) -> str:
    """Return a difference of shares in whole percentage points; one nearer to none than half a point has a decimal."""
    return signed(share * 100, 0 if abs(share) >= 0.005 or not share else 1)
