"""What a force's update may say of itself, and the rounds updates are asked in. Pure: facts in, answers out."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

GREEN = "green"
SEASONS = ("Winter", "Spring", "Summer", "Autumn")  # the quarters of a year, by the season they begin in


def contradictions(*, rag: str, is_done: bool, due_on: date | None, on: date) -> dict[str, str]:
    """Return what in an update does not go together, by field; `due_on` is the day the force sets itself."""
    found = {}
    if is_done and rag != GREEN:
        found["rag"] = "You say that it is done: choose green, or take the tick away."
    if is_done and due_on is not None:
        found["own_due"] = "You say that it is done: leave your own date empty, or take the tick away."
    elif due_on is not None and due_on < on:
        found["own_due"] = "Your own date has passed. Give the day by which you will have done it, or leave it empty."
    return found


class Quarter(NamedTuple):
    """A round of a quarter, as it is suggested."""

    title: str
    opens_on: date
    closes_on: date


def quarter_of(day: date) -> Quarter:
    """Return the round of the quarter a day is in: its first day to its last."""
    number = (day.month - 1) // 3
    opens_on = date(day.year, 3 * number + 1, 1)
    after = date(day.year + 1, 1, 1) if number == 3 else date(day.year, 3 * number + 4, 1)
    return Quarter(f"{SEASONS[number]} {day.year} updates", opens_on, after - timedelta(days=1))


def suggested(latest_opened: date | None, on: date) -> Quarter:
    """Return the quarter after the latest round's, or this one where none was run for longer."""
    if latest_opened is None:
        return quarter_of(on)
    after = quarter_of(quarter_of(latest_opened).closes_on + timedelta(days=1))
    return after if after.closes_on >= on else quarter_of(on)


class RoundState(NamedTuple):
    """Where a round is, in a word, and the colour of its tag."""

    word: str
    colour: str


def round_state(opens_on: date, closes_on: date, on: date) -> RoundState:
    """Return whether a round is still to open, open or closed; updates are taken after it closes too."""
    if on < opens_on:
        return RoundState("not open yet", "grey")
    return RoundState("open", "green") if on <= closes_on else RoundState("closed", "grey")


def force_state(*, given: int, asked: int, closes_on: date, on: date) -> RoundState:
    """Return how far a force is in a round."""
    if asked == 0:
        return RoundState("none asked for", "grey")
    if given >= asked:
        return RoundState("all given", "green")
    return RoundState("late", "red") if on > closes_on else RoundState("still to give", "yellow")
