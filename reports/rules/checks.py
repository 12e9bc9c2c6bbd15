"""Until when a force may comment on a draft, and what is said when it is too late."""

from __future__ import annotations

from datetime import date


def last_day(due_on: date, late_until: date | None) -> date:
    """Return the last day on which comments are taken: the deadline, or the day to which leave was given."""
    return max(due_on, late_until or due_on)


def is_late(on: date, due_on: date) -> bool:
    """Say whether a comment comes after the deadline, which is a day of its own."""
    return on > due_on
