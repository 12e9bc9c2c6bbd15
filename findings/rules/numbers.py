"""Counts of findings that reconcile. Pure: a fact for each finding in, figures with what they ask the register out.

A figure's `asks` are the filters of the register under which exactly its findings stand; a test follows every one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from statistics import median
from typing import NamedTuple

from findings.rules.figures import Breakdown, Figure, Line, Numbers, Outcomes, Slippage, Year
from findings.rules.moves import CLOSED, LIVE
from findings.rules.standing import AGE_BANDS, age_band, is_overdue, years_between

MONTHS = (12, 24, 36)
NONE = "none"


class Fact(NamedTuple):
    """What is counted of one finding that is out, as it stood on the day."""

    force: str
    theme: str
    kind: str
    status: str
    raised_on: date
    due_on: date | None = None
    first_due_on: date | None = None
    closed_on: date | None = None
    is_silent: bool = False
    """Nothing was recorded of it for half a year: with a live status it is stale."""
    is_moved: bool = False
    is_reopened: bool = False
    is_repeat: bool = False
    level: int | None = None
    """The assurance of the verification its last word rests on; 0 where the level was not recorded."""


OUT, OPEN, ENDED = {"status": "out"}, {"status": "not-closed"}, {"status": "closed"}
OVERDUE, STALE = {"due": "overdue"}, {"stale": "yes"}


def numbers(facts: Sequence[Fact], on: date, *, statuses: Sequence[str], kinds: Sequence[str]) -> Numbers:
    """Count everything as at a day; `statuses` and `kinds` are the known ones, in their order."""
    live = [fact for fact in facts if fact.status in LIVE]
    ended = [fact for fact in facts if fact.status in CLOSED]
    marks = [Mark(is_overdue(fact.status, fact.due_on, on), fact.is_silent) for fact in live]
    by = Counting(live, marks)
    bands = [age_band(fact.raised_on, on) for fact in live]
    return Numbers(
        everything=Figure("findings", len(facts), OUT),
        open=by.all_open,
        closed=Figure("closed", len(ended), ENDED, len(facts), OUT),
        overdue=by.totals[1],
        stale=by.totals[2],
        by_status=by.broken("status", [fact.status for fact in live], [one for one in statuses if one in LIVE]),
        by_kind=by.broken("kind", [fact.kind for fact in live], kinds),
        by_age=by.broken("age", bands, AGE_BANDS),
        by_force=by.broken("force", [fact.force for fact in live], sorted({fact.force for fact in facts})),
        by_theme=by.broken("theme", [fact.theme or NONE for fact in live], themes(facts)),
        endings=endings(ended, statuses),
        slippage=slippage(facts, ended),
        years=years(facts, on),
        outcomes=outcomes(facts, ended),
    )


class Mark(NamedTuple):
    """What is wrong with an open finding."""

    is_overdue: bool
    is_stale: bool


class Counting:
    """Open findings with their marks, counted by one thing after another."""

    def __init__(self, live: Sequence[Fact], marks: Sequence[Mark]) -> None:
        self.marks = marks
        overdue, stale = sum(mark.is_overdue for mark in marks), sum(mark.is_stale for mark in marks)
        self.all_open = Figure("open", len(live), OPEN)
        self.totals = [
            self.all_open,
            Figure("overdue", overdue, OVERDUE, len(live), OPEN),
            Figure("stale", stale, STALE, len(live), OPEN),
        ]

    def broken(self, dimension: str, values: Sequence[str], order: Iterable[str]) -> Breakdown:
        """Count by the value each has in a dimension; a value without a place in the order comes after it."""
        held = Counter(values)
        overdue = Counter(value for value, mark in zip(values, self.marks, strict=True) if mark.is_overdue)
        stale = Counter(value for value, mark in zip(values, self.marks, strict=True) if mark.is_stale)
        lines = []
        for value in dict.fromkeys([*order, *sorted(held)]):
            at = {dimension: slug(value)}
            opens = {**at, **({} if dimension == "status" else OPEN)}
            of = (held[value], opens, dimension, slug(value))
            lines.append(
                Line(
                    value,
                    [
                        Figure("open", held[value], opens, len(values), OPEN, dimension, slug(value)),
                        Figure("overdue", overdue[value], {**at, **OVERDUE}, *of),
                        Figure("stale", stale[value], {**at, **STALE}, *of),
                    ],
                )
            )
        return Breakdown(dimension, lines, self.totals)


def slug(value: str) -> str:
    """Return a value as an address has it: "1 to 2 years" is "1-to-2-years"."""
    return value.replace(" ", "-")


def themes(facts: Iterable[Fact]) -> list[str]:
    """Return the themes there are; what has none comes last."""
    found = sorted({fact.theme for fact in facts} - {""})
    return [*found, NONE] if any(not fact.theme for fact in facts) else found


def endings(ended: Sequence[Fact], statuses: Iterable[str]) -> list[Figure]:
    """Return how the closed ones ended."""
    held = Counter(fact.status for fact in ended)
    return [
        Figure("closed", held[one], {"status": one}, len(ended), ENDED, "status", one)
        for one in statuses
        if one in CLOSED
    ]


def slippage(facts: Sequence[Fact], ended: Sequence[Fact]) -> Slippage:
    """Return how many due dates moved, by how many days, and how many were closed after the original one."""
    dated = [fact for fact in facts if fact.due_on]
    moved = [fact for fact in facts if fact.is_moved]
    days = [(fact.due_on - fact.first_due_on).days for fact in moved if fact.due_on and fact.first_due_on]
    due = [fact for fact in ended if fact.due_on]
    late = [fact for fact in due if fact.first_due_on and fact.closed_on and fact.closed_on > fact.first_due_on]
    return Slippage(
        moved=Figure("due-date-moved", len(moved), {"moved": "yes", **OUT}, len(dated), {"due": "set", **OUT}),
        median_days=half_way(days),
        longest_days=max(days, default=None),
        closed_late=Figure("closed-late", len(late), {"closed_late": "yes"}, len(due), {"due": "set", **ENDED}),
    )


def half_way(days: Sequence[int]) -> int | float | None:
    """Return the median; it ends in a half where it lies between two days."""
    if not days:
        return None
    found = median(days)
    return int(found) if found == int(found) else found


def is_closed_within(raised_on: date, closed_on: date | None, months: int) -> bool:
    """Say whether a finding was closed by the day some whole years, told in months, after its publication."""
    return closed_on is not None and written(closed_on) - written(raised_on) <= months // 12 * 10_000


def written(day: date) -> int:
    """Return a day as eight figures, so that a year is always 10,000; the register asks the database likewise."""
    return day.year * 10_000 + day.month * 100 + day.day


def years(facts: Iterable[Fact], on: date) -> list[Year]:
    """Return what was closed of each year's publications; of a year whose youngest is not so old yet, nothing."""
    cohorts: dict[int, list[Fact]] = {}
    for fact in facts:
        cohorts.setdefault(fact.raised_on.year, []).append(fact)
    found = []
    for year, held in sorted(cohorts.items()):
        asks = {"raised_year": str(year), **OUT}
        all_of_it = (len(held), asks, "year", str(year))
        age = years_between(max(fact.raised_on for fact in held), on)
        closed: dict[int, Figure | None] = {}
        for months in MONTHS:
            count = sum(
                fact.status in CLOSED and is_closed_within(fact.raised_on, fact.closed_on, months) for fact in held
            )
            of = {"raised_year": str(year), "closed_within": str(months)}
            closed[months] = Figure(f"closed-within-{months}", count, of, *all_of_it) if age * 12 >= months else None
        found.append(Year(year, Figure("raised", len(held), asks, dimension="year", value=str(year)), closed))
    return found


def outcomes(facts: Sequence[Fact], ended: Sequence[Fact]) -> Outcomes:
    """Count what was opened again, of all that were ever closed; what came back; how sure the closures are."""
    reopened = sum(fact.is_reopened for fact in facts)
    ever = sum(fact.is_reopened or fact.status in CLOSED for fact in facts)
    levels = Counter(fact.level for fact in ended if fact.level is not None)
    verified = levels.total()
    return Outcomes(
        reopened=Figure("reopened", reopened, {"reopened": "yes", **OUT}, ever, {"ever_closed": "yes", **OUT}),
        repeats=Figure("repeats", sum(fact.is_repeat for fact in facts), {"repeats": "yes", **OUT}, len(facts), OUT),
        verified=Figure("verified", verified, {"verified": "yes", **ENDED}, len(ended), ENDED),
        levels=[
            Figure("verified", levels[level], {"verified": str(level), **ENDED}, len(ended), ENDED, "level", str(level))
            for level in sorted({1, 2, 3, *levels}, reverse=True)
        ],
        unverified=Figure("not-verified", len(ended) - verified, {"verified": "no", **ENDED}, len(ended), ENDED),
    )
