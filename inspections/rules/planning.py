"""The plan of a crime file review: its reference, the offence types it begins with, when references are purged."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

# PEEL 2017's seven types; a plan begins with them and each can be changed.
SEVEN_TYPES = (
    "Theft from person",
    "Rape (including attempts)",
    "Stalking",
    "Harassment",
    "Common assault",
    "Grievous bodily harm (wounding)",
    "Actual bodily harm",
)
NUMBER = re.compile(r"-FR(\d+)")


class OffenceType(NamedTuple):
    """An offence type of a plan; `target` is how many files are drawn of it, in a stratified sample only."""

    title: str
    target: int | None = None


def next_reference(inspection: str, taken: Iterable[str]) -> str:
    """Return the reference of an inspection's next exercise: BED-2018-P-FR2 after BED-2018-P-FR1."""
    numbers = [int(match[1]) for match in (NUMBER.search(one, len(inspection)) for one in taken) if match]
    return f"{inspection}-FR{max(numbers, default=0) + 1}"


def purge_day(window_to: date) -> date:
    """Return when references are purged unless said otherwise: a year after the window's last day."""
    last_of_february = (window_to.month, window_to.day) == (2, 29)
    return window_to.replace(year=window_to.year + 1, day=28 if last_of_february else window_to.day)
