"""When a person's notices go by e-mail. Pure: a choice and a day in, a day out."""

from __future__ import annotations

from datetime import date, timedelta

DAILY = "daily"
WEEKLY = "weekly"


def mailed_until(digest: str, on: date) -> date | None:
    """Return the day up to which notices are mailed on a day, or nothing for whoever wants no e-mail.

    Weekly ones are mailed up to the last Monday: on a Monday all of them, on any other day only what could not go then.
    """
    if digest == DAILY:
        return on
    if digest == WEEKLY:
        return on - timedelta(days=on.weekday())
    return None
