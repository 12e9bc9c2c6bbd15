"""The figures that counts of findings are told in. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

PERCENT_FROM = 30  # under so many a count says it, and a percentage would say more than it knows


@dataclass(frozen=True)
class Figure:
    """One number: what it counts, of how many, and the register's filters that show exactly these."""

    name: str
    count: int
    asks: Mapping[str, str]
    of: int | None = None
    of_asks: Mapping[str, str] = field(default_factory=dict)
    dimension: str = ""
    value: str = ""

    @property
    def percent(self) -> str:
        """Return the share in words, from so many on that it means something."""
        return f"{100 * self.count / self.of:.0f}%" if self.of and self.of >= PERCENT_FROM else ""


class Line(NamedTuple):
    """One value of a dimension: the figures of its row."""

    value: str
    figures: list[Figure]


@dataclass(frozen=True)
class Breakdown:
    """Open findings by one dimension: a line for each value; `total` is what the first column sums to."""

    dimension: str
    lines: list[Line]
    totals: list[Figure]

    @property
    def sums(self) -> list[int]:
        """Return what each column of the lines sums to: the totals, or something is wrong."""
        return [sum(line.figures[number].count for line in self.lines) for number in range(len(self.totals))]


class Slippage(NamedTuple):
    """Due dates that moved."""

    moved: Figure
    median_days: int | float | None
    longest_days: int | None
    closed_late: Figure


class Year(NamedTuple):
    """What was published in a year: how many, and of these how many were closed within each time; none too early."""

    year: int
    raised: Figure
    closed: dict[int, Figure | None]


class Outcomes(NamedTuple):
    """What was opened again, what came back, and how sure the closures are."""

    reopened: Figure
    repeats: Figure
    verified: Figure
    levels: list[Figure]
    unverified: Figure


@dataclass(frozen=True)
class Numbers:
    """All that the page prints."""

    everything: Figure
    open: Figure
    closed: Figure
    overdue: Figure
    stale: Figure
    by_status: Breakdown
    by_kind: Breakdown
    by_age: Breakdown
    by_force: Breakdown
    by_theme: Breakdown
    endings: list[Figure]
    slippage: Slippage
    years: list[Year]
    outcomes: Outcomes

    def figures(self) -> list[Figure]:
        """Return every figure once, in the order of the page."""
        ends = self.outcomes
        broken = [self.by_status, self.by_kind, self.by_age, self.by_force, self.by_theme]
        return [
            self.everything, self.open, self.closed, self.overdue, self.stale,
            *(figure for one in broken for line in one.lines for figure in line.figures),
            *self.endings,
            self.slippage.moved, self.slippage.closed_late,
            *(figure for year in self.years for figure in [year.raised, *filter(None, year.closed.values())]),
            ends.reopened, ends.repeats, ends.verified, *ends.levels, ends.unverified,
        ]  # fmt: skip
