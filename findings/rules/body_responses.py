"""Where the response of a local policing body is. Pure: dates in, a word out."""

from __future__ import annotations

from datetime import date

AWAITED, OVERDUE, RECEIVED, PUBLISHED = "awaited", "overdue", "received", "published"


def state(*, received_on: date | None, published_on: date | None, due_on: date, on: date) -> str:
    """Return where it is; it is in time on its last day, and overdue once that has passed with nothing received."""
    if published_on is not None:
        return PUBLISHED
    if received_on is not None:
        return RECEIVED
    return OVERDUE if due_on < on else AWAITED


def days_late(*, published_on: date | None, due_on: date) -> int:
    """Return by how many days it came out after its last day; 0 when in time or not out."""
    return max((published_on - due_on).days, 0) if published_on else 0
