"""Where a finding stands on a day: overdue, RAG, stale, age. Always worked out, never stored; pure."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from core.dates import in_words
from core.words import plural
from findings.rules.moves import ACHIEVED, AWAITING, BLOCKED, CLOSED, DRAFT, LIVE

STALE_DAYS = 183
NOT_ACCEPTED = "not-accepted"
RAG_WORDS = ("red", "amber", "green", "white")
# age in whole years → its band; the last has no end
AGE_BANDS = ("under 1 year", "1 to 2 years", "2 to 3 years", "3 years or more")


class Rag(NamedTuple):
    """The word, and why."""

    word: str
    why: str


def is_overdue(status: str, due_on: date | None, on: date) -> bool:
    """Say whether a live finding's due date has passed; it is not overdue on its day."""
    return status in LIVE and due_on is not None and due_on < on


def rag(status: str, due_on: date | None, response: str, on: date) -> Rag:
    """Return the RAG word on a day, with the reason."""
    if status == DRAFT:
        return Rag("none", "A draft has none.")
    if status == ACHIEVED:
        return Rag("green", "Closed as achieved.")
    if status in CLOSED:
        return Rag("white", "Closed otherwise: nothing is left for the force to do.")
    if due_on is not None and due_on < on:
        return Rag("red", f"Overdue by {plural((on - due_on).days, 'day')}: it was due on {in_words(due_on)}.")
    if response == NOT_ACCEPTED:
        return Rag("red", "The force does not accept it.")
    if status == BLOCKED:
        return Rag("white", "It waits for another body, not for the force.")
    if status == AWAITING:
        return Rag("amber", "Said to be done; not verified yet.")
    return Rag("amber", f"Open{f', due on {in_words(due_on)}' if due_on else ', with no due date set'}.")


def stale_since(on: date) -> date:
    """Return the day from which a word must have been recorded for a live finding not to be stale."""
    return on - timedelta(days=STALE_DAYS)


def is_stale(status: str, last_word_on: date | None, on: date) -> bool:
    """Say whether nothing has been recorded about a live finding for half a year."""
    return status in LIVE and (last_word_on is None or last_word_on < stale_since(on))


def years_between(since: date, on: date) -> int:
    """Return the whole years from one day to another."""
    return on.year - since.year - ((on.month, on.day) < (since.month, since.day))


def years_before(on: date, years: int) -> date:
    """Return the last day from which so many whole years have gone by; 29 February may have to be the 28th."""
    try:
        return on.replace(year=on.year - years)
    except ValueError:
        return on.replace(year=on.year - years, day=28)


def raised_between(band: str, on: date) -> tuple[date | None, date | None]:
    """Return the days a finding of an age band was raised after, and until; none where the band has no such end."""
    number = AGE_BANDS.index(band)
    after = years_before(on, number + 1) if number + 1 < len(AGE_BANDS) else None
    return after, years_before(on, number) if number else None


def age_band(raised_on: date, on: date) -> str:
    """Return the band of a finding's age on a day."""
    return AGE_BANDS[min(max(years_between(raised_on, on), 0), len(AGE_BANDS) - 1)]
