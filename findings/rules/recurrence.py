"""How long an issue has lived, and how often a theme comes back. Pure; a cycle is known by its first year."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Raised(NamedTuple):
    """What is counted of a finding: `closed_in` is the cycle that closed it, where it is closed and that is known."""

    cycle: int
    is_open: bool
    closed_in: int | None = None


class Life(NamedTuple):
    """From the cycle that first raised an issue to the last in which it lived, both counted; whether it still does."""

    first: int
    last: int
    is_open: bool
    cycles: int


def life(findings: Sequence[Raised], *, reported: int, cycles: Sequence[int]) -> Life:
    """Return the life of an issue from all findings of its thread.

    An open finding has lived to `reported`, the latest cycle with a published inspection of the force; a closed one to
    the cycle that closed it; any to the cycle that raised it. All `cycles` from the first to the last count, also those
    that found nothing about it; they are given in order.
    """
    first = last = findings[0].cycle
    is_open = False
    for finding in findings:
        is_open = is_open or finding.is_open
        end = reported if finding.is_open else finding.closed_in
        first, last = min(first, finding.cycle), max(last, finding.cycle, end or 0)
    return Life(first, last, is_open, bisect_right(cycles, last) - bisect_left(cycles, first))


def cycle_of(year: int, cycles: Sequence[int]) -> int | None:
    """Return the cycle that had begun last by a year, if one had."""
    return max((cycle for cycle in cycles if cycle <= year), default=None)


@dataclass(frozen=True)
class Theme:
    """How often findings about a theme were raised: in which cycles, in how many forces, and again in how many."""

    theme: str
    findings: int
    forces: int
    cycles: tuple[int, ...]
    in_two: int
    in_three: int


def themes(raised: Iterable[tuple[str, int, int]]) -> list[Theme]:
    """Return every theme of (theme, force, cycle) of findings, by name.

    `in_two` and `in_three` are the forces that were told of it in two and in three cycles or more.
    """
    counts: dict[str, int] = defaultdict(int)
    told: dict[str, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    for theme, force, cycle in raised:
        counts[theme] += 1
        told[theme][force].add(cycle)
    return [
        Theme(
            theme=theme,
            findings=counts[theme],
            forces=len(told[theme]),
            cycles=tuple(sorted(set().union(*told[theme].values()))),
            in_two=sum(len(cycles) >= 2 for cycles in told[theme].values()),
            in_three=sum(len(cycles) >= 3 for cycles in told[theme].values()),
        )
        for theme in sorted(counts)
    ]
