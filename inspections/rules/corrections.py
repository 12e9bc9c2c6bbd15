"""When a published judgment may be corrected. Pure: no clock, no ORM."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

BEFORE_PUBLICATION = "This is before the report was published."
TO_COME = "This is after today: a correction is recorded once it is made."
BEFORE_THE_LAST = "The judgment was corrected on this day already, or later."
AS_IT_STANDS = "This is how the judgment stands already."
NO_REASON = "Say why it is corrected."
OFF_THE_SCALE = "This grade is not on the scale of the inspection’s framework."
NEVER_GRADED = "The framework never grades this question, so there is nothing to correct."


def wrong_with(
    *, corrected_on: date, published_on: date | None, last: date | None, today: date, reason: str
) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a correction's day and reason: the field, and in words."""
    if corrected_on > today:
        yield "corrected_on", TO_COME
    elif published_on and corrected_on < published_on:
        yield "corrected_on", BEFORE_PUBLICATION
    elif last and corrected_on <= last:
        yield "corrected_on", BEFORE_THE_LAST
    if not reason.strip():
        yield "reason", NO_REASON
