"""The results of a file review in long form, as its files hold them: a line for each thing counted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from inspections.results import Results
from inspections.rules.file_reviews import FEWEST_FOR_PERCENTAGE, Answered, interval

HEADINGS = [
    "exercise", "design", "part", "item", "good", "reviewed", "not_applicable", "not_asked", "share", "low", "high",
    "files",
]  # fmt: skip
Line = list[Any]
NO_SHARE: Line = [None, None, None]


def lines(found: Results) -> Iterator[Line]:
    """Return the results in long form: never a reference, never a count that stays inside the team."""
    start = [found.exercise.reference, found.exercise.design]
    for line in (*files_lines(found), *type_lines(found), *answer_lines(found)):
        yield start + line


def files_lines(found: Results) -> Iterator[Line]:
    """Return the lines of the whole exercise."""
    tally = found.tally
    good = tally.good if found.exercise.has_count else None
    share = shares(tally.good, tally.reviewed) if found.has_shares else NO_SHARE
    yield ["overall", "files", good, tally.reviewed, None, None, *share, tally.drawn]
    if found.weighted:
        yield ["weighted", "crimes", None, None, None, None, *weighted_shares(found), None]
    yield ["void", "files", None, None, None, None, *NO_SHARE, found.void]
    yield ["not-provided", "files", None, None, None, None, *NO_SHARE, tally.not_provided]
    if found.agreement.pairs:
        agreed = [found.agreement.agreed, found.agreement.pairs]
        yield ["agreement", "second marks", *agreed, None, None, *NO_SHARE, found.agreement.pairs]


def type_lines(found: Results) -> Iterator[Line]:
    """Return a line for each offence type; what stays inside the team is empty."""
    for one in found.types:
        if not one.is_shown:
            yield ["offence-type", one.title, None, None, None, None, *NO_SHARE, None]
            continue
        good = one.tally.good if found.exercise.has_count else None
        share = shares(one.tally.good, one.tally.reviewed) if found.exercise.has_count else NO_SHARE
        yield ["offence-type", one.title, good, one.tally.reviewed, None, None, *share, one.tally.drawn]


def answer_lines(found: Results) -> Iterator[Line]:
    """Return a line for each theme and question: good are answers of yes, reviewed those it applied to."""
    for theme, counts in found.totals:
        yield ["theme", theme.title, *answer_line(counts, theme.not_asked), *NO_SHARE, None]
        for one in theme.questions:
            share = shares(one.counts.yes, one.counts.applicable) if found.has_shares else NO_SHARE
            yield ["question", f"{one.number}. {one.text}", *answer_line(one.counts, one.not_asked), *share, None]


def answer_line(counts: Answered, not_asked: int) -> Line:
    """Return the counts of answers."""
    return [counts.yes, counts.applicable, counts.not_applicable, not_asked]


def shares(good: int, reviewed: int) -> Line:
    """Return a share and its 95% interval, between 0 and 1; nothing under 30 files."""
    if reviewed < FEWEST_FOR_PERCENTAGE:
        return NO_SHARE
    return [round(value, 4) for value in (good / reviewed, *interval(good, reviewed))]


def weighted_shares(found: Results) -> Line:
    """Return the weighted share and its interval; nothing under 30 files, or where a type has none."""
    weighted = found.weighted
    if weighted is None or weighted.share is None or weighted.interval is None or not found.tally.has_percentage:
        return NO_SHARE
    return [round(value, 4) for value in (weighted.share, *weighted.interval)]
