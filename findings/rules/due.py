"""Due dates. Pure: dates in, dates out."""

from __future__ import annotations

from datetime import date, timedelta

RESPONSE_DAYS = 55  # 56 days beginning with the day of publication


def response_due(published_on: date) -> date:
    """Return the last day of the 56 that a local policing body has, the day of publication counted."""
    return published_on + timedelta(days=RESPONSE_DAYS)


def due_on(kind: str, *, published_on: date, days: int | None, on: date | None) -> date | None:
    """Return when a finding published on a day is due: nothing set, at once, days after publication, or a date."""
    if kind == "immediate":
        return published_on
    if kind == "relative" and days is not None:
        return published_on + timedelta(days=days)
    return on


def why_not_extend(now: date, to: date, *, moved: int, again_because: str) -> dict[str, str]:
    """Return what is wrong with moving a due date, by field; `moved` is how often it was moved before."""
    wrong = {}
    if to <= now:
        wrong["to"] = "The new due date must be after the one that stands."
    if moved and not again_because.strip():
        wrong["again_because"] = "It was moved before: say why one move was not enough."
    return wrong
