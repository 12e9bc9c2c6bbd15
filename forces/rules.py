"""Pure tables and arithmetic of force data: what counts, rates, rounding, legal moves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from core.words import plural, rounded

MINIMUM_COUNT = 30  # no percentage is shown of fewer
NOT_HELD = "not held"  # we hold no value at all; not the same as a force that did not supply one
NO_MARGIN = "No margin of error: not a random sample"  # said of every survey
INDICATIVE = "Indicative only"
COUNTS_PEOPLE_BY_DAY = {"COL"}  # its population is residents and people who come in by day
RESIDENTS_ONLY = "On residents alone: people who come in by day are not held"


@dataclass(frozen=True)
class Standing:
    """What a status means for the England and Wales rate, for the chart, and for what its row must hold."""

    in_rate: bool
    in_figure: bool
    needs_reason: bool = True
    holds_number: bool = True


STANDINGS = {
    "supplied": Standing(in_rate=True, in_figure=True, needs_reason=False),
    "not-supplied": Standing(in_rate=False, in_figure=False, holds_number=False),
    "not-comparable": Standing(in_rate=False, in_figure=False),
    "partial-excluded": Standing(in_rate=False, in_figure=False),
    "partial-included": Standing(in_rate=True, in_figure=True),
    "estimated": Standing(in_rate=True, in_figure=True),
    "combined": Standing(in_rate=True, in_figure=True),
    # the source counts the force in and says it has nothing: shown as that, never as zero and never left out
    "contradiction": Standing(in_rate=True, in_figure=True),
    "out-of-scope": Standing(in_rate=False, in_figure=False, needs_reason=False),
    NOT_HELD: Standing(in_rate=True, in_figure=True, needs_reason=False),
}
NEED_REASON = {status for status, standing in STANDINGS.items() if standing.needs_reason}
HOLD_NO_NUMBER = {status for status, standing in STANDINGS.items() if not standing.holds_number}

RETURN_MOVES: dict[str, set[str]] = {
    "not started": {"submitted"},
    "submitted": {"not started", "checked", "queried", "answered"},
    "checked": {"not started", "submitted", "queried", "accepted"},
    "queried": {"not started", "submitted", "checked", "answered"},
    "answered": {"not started", "submitted", "checked", "queried"},
    "accepted": {"submitted", "queried", "signed off"},
    "signed off": {"locked", "revised"},
    "locked": {"revised"},
    "revised": {"submitted", "queried", "accepted"},
}
CLOSED_RETURNS = {"signed off", "locked"}  # nothing in it changes any more; a revision opens it again
UPLOAD_MOVES: dict[str, set[str]] = {
    "received": {"read", "unreadable", "withdrawn"},
    "read": {"read", "confirmed", "withdrawn"},
    "unreadable": set(),
    "confirmed": {"undone"},
    "undone": set(),
    "withdrawn": set(),
}
QUERY_MOVES: dict[str, set[str]] = {
    "open": {"answered", "accepted", "withdrawn"},
    "answered": {"open", "accepted", "withdrawn"},
    "accepted": set(),
    "withdrawn": set(),
}


def state_of_return(*, is_file_waiting: bool, is_queried: bool, is_answered: bool, has_figures: bool) -> str:
    """Return how far a return that is worked on is, from what there is: files, queries by whose turn it is, figures."""
    if is_file_waiting:
        return "submitted"
    if is_queried:
        return "queried"
    if is_answered:
        return "answered"
    return "checked" if has_figures else "not started"


class Entry(NamedTuple):
    """What is held of one force: its counts (the denominator already looked up), its printed figure, its status.

    `base` is how many answered, where it is a survey.
    """

    force: str
    status: str = NOT_HELD
    numerator: int | None = None
    denominator: int | None = None
    printed: str = ""
    base: int | None = None

    @property
    def in_rate(self) -> bool:
        """Say whether the force counts in the England and Wales rate."""
        return STANDINGS[self.status].in_rate

    @property
    def is_counted(self) -> bool:
        """Say whether both counts are held."""
        return self.numerator is not None and bool(self.denominator)


@dataclass(frozen=True)
class National:
    """The England and Wales rate's working: both sums, who is in, who is left out, whose counts are not held."""

    numerator: int
    denominator: int
    included: tuple[str, ...]
    excluded: tuple[str, ...]
    missing: tuple[str, ...] = field(default=())

    @property
    def is_whole(self) -> bool:
        """Say whether every force is held or left out by name; without that no rate is shown."""
        return bool(self.included) and not self.missing


def national(entries: Iterable[Entry]) -> National:
    """Add up the forces that count; forces combined in one figure count once, over their joint denominator.

    The joint figure is held on one of the combined forces. A period has one such group at most.
    """
    included, excluded, together, missing = [], [], [], []
    for entry in entries:
        if not entry.in_rate:
            if entry.status != "out-of-scope":
                excluded.append(entry.force)
            continue
        included.append(entry)
        if entry.status == "combined":
            together.append(entry)
        elif not entry.is_counted:
            missing.append(entry.force)
    if not _is_joint_figure_held(together):
        missing += [entry.force for entry in together]
    return National(
        numerator=sum(entry.numerator or 0 for entry in included),
        denominator=sum(entry.denominator or 0 for entry in included),
        included=tuple(entry.force for entry in included),
        excluded=tuple(excluded),
        missing=tuple(missing),
    )


def _is_joint_figure_held(together: Sequence[Entry]) -> bool:
    """Say whether combined forces have a count between them and a denominator each."""
    if not together:
        return True
    return any(entry.numerator is not None for entry in together) and all(entry.denominator for entry in together)


def rate(numerator: int | None, denominator: int | None, per: int, *, is_share: bool = False) -> Decimal | None:
    """Return numerator ÷ denominator × per, unrounded; none without both, over zero, or for a share of too few."""
    if numerator is None or not denominator:
        return None
    if is_share and denominator < MINIMUM_COUNT:
        return None
    return Decimal(numerator) * per / Decimal(denominator)


def shown(value: Decimal | None, decimals: int, *, is_share: bool = False) -> str:
    """Return a rate as printed: rounded half away from zero, thousands separated; a missing one is a dash."""
    if value is None:
        return "–"
    return f"{rounded(value, decimals):,}{'%' if is_share else ''}"


def why_no_rate(entry: Entry, *, is_share: bool) -> str:
    """Return what is printed in place of a rate: a dash where the status says why, else what is lacking."""
    if entry.status == NOT_HELD:
        return NOT_HELD
    if not entry.in_rate or entry.status in {"combined", "contradiction"}:
        return "–"
    if entry.is_counted and is_share:
        return f"{entry.numerator:,} of {entry.denominator:,}"
    return "denominator not held" if entry.numerator is not None and entry.denominator is None else "figure not held"


def survey_words(entry: Entry, percentage: str) -> str:
    """Return answers to a survey in words, never without how many answered; `percentage` is empty for too few."""
    base = entry.base if entry.base is not None else entry.denominator
    if is_too_few(entry):
        return f"{plural(base or 0, 'response')}, too few for a percentage"
    if entry.printed:
        return f"{entry.printed}, {plural(base, 'response')}" if base else entry.printed
    words = f"{entry.numerator:,} of {plural(entry.denominator or 0, 'response')}"
    return f"{words} ({percentage})" if percentage else words


def is_too_few(entry: Entry) -> bool:
    """Say whether a percentage was printed over so few answers that it is not shown."""
    return "%" in entry.printed and entry.base is not None and entry.base < MINIMUM_COUNT


def footing(status: str, force: str, *, is_on_residents: bool) -> str:
    """Return the status a figure is shown with: one over residents alone is estimated where others should count."""
    is_short = is_on_residents and force in COUNTS_PEOPLE_BY_DAY
    return "estimated" if is_short and status == "supplied" else status


PRINTED_NUMBER = re.compile(r"([-−]?)(\d{1,3}(?:,\d{3})*|\d+)(\.\d+)?%?")


def printed_number(text: str) -> Decimal | None:
    """Return the number a printed figure is, to draw it; none when it is words."""
    match = PRINTED_NUMBER.fullmatch(text.strip())
    if not match:
        return None
    sign, whole, fraction = match.groups()
    number = Decimal(whole.replace(",", "") + (fraction or ""))
    return -number if sign else number


def is_in_figure(status: str, before: str, *, needs_both: bool) -> bool:
    """Say whether the chart draws a force: by its status and, where the chart needs both periods, the one before."""
    return STANDINGS[status].in_figure and (not needs_both or STANDINGS[before].in_figure)


def is_broken(before: date, ends_on: date, breaks: Iterable[date]) -> bool:
    """Say whether a series is broken between two periods, by their last days: such figures are not compared."""
    return any(before < day <= ends_on for day in breaks)


FAR_BEYOND = 3


def off_the_scale(rates: Mapping[str, Decimal], estimated: Iterable[str]) -> set[str]:
    """Return the estimated forces whose bar would flatten all others: written at the chart's edge instead."""
    doubtful = set(estimated)
    largest = max((value for force, value in rates.items() if force not in doubtful), default=Decimal(0))
    return {force for force in doubtful if force in rates and rates[force] > FAR_BEYOND * largest > 0}


def goes_round(start: Any, to: Any, links: Mapping[Any, Any]) -> bool:
    """Say whether a link from one record to another closes a circle with the links there are."""
    seen = set()
    while to is not None and to not in seen:
        if to == start:
            return True
        seen.add(to)
        to = links.get(to)
    return False


def wrong_with_mapping(
    *,
    is_of_populations: bool,
    periods: int,
    has_measure: bool,
    has_measure_column: bool,
    texts: int,
    has_denominator: bool,
) -> list[tuple[str, str]]:
    """Return what keeps a mapping from reading any table: field and message."""
    wrong = []
    if is_of_populations:
        if periods != 1:
            wrong.append(("period_columns", "Name the one column that holds the year of the estimate."))
        if has_measure or has_measure_column or texts:
            wrong.append(("measure", "A table of populations has no measure."))
        if has_denominator:
            wrong.append(("denominator_column", "A population is divided by nothing."))
        return wrong
    if periods > 2:
        wrong.append(("period_columns", "Name at most two columns: of the year, and of its quarter."))
    if has_measure == has_measure_column:
        wrong.append(
            ("measure", "Choose the measure of the whole table, or name the column that tells it: one of them.")
        )
    elif has_measure_column and not texts:
        wrong.append(("measures", "Say which measure each text of the column means."))
    elif has_measure and texts:
        wrong.append(("measures", "The whole table is of one measure: leave this empty."))
    return wrong
