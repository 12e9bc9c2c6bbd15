"""The plan of a crime file review: its reference, the offence types it begins with, when references are purged."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

# PEEL 2017's seven types, by name; a plan begins with them and each can be changed.
SEVEN_TYPES = (
    "Actual bodily harm",
    "Common assault",
    "Grievous bodily harm (wounding)",
    "Harassment",
    "Rape (including attempts)",
    "Stalking",
    "Theft from person",
)
NUMBER = re.compile(r"-FR(\d+)")
BRACKETS = re.compile(r"\([^)]*\)")


class OffenceType(NamedTuple):
    """An offence type of a plan; `target` is how many files are drawn of it, in a stratified sample only."""

    title: str
    target: int | None = None


def next_reference(inspection: str, taken: Iterable[str]) -> str:
    """Return the reference of an inspection's next exercise: BED-2018-P-FR2 after BED-2018-P-FR1."""
    numbers = [int(match[1]) for match in (NUMBER.search(one, len(inspection)) for one in taken) if match]
    return f"{inspection}-FR{max(numbers, default=0) + 1}"


def slugs_of(titles: Iterable[str]) -> list[str]:
    """Return a short name for each title: "Rape (including attempts)" is rape, unless another type is that already."""
    found: list[str] = []
    for title in titles:
        short, whole = slug_of(BRACKETS.sub("", title)), slug_of(title)
        found.append(short if short and short not in found else whole)
    return found


def slug_of(title: str) -> str:
    """Return a title as it stands in an address, at most 50 characters; nothing where it has no letter or figure."""
    return "-".join(re.findall(r"[a-z0-9]+", title.lower()))[:50].strip("-")


def purge_day(window_to: date, today: date) -> date:
    """Return when references are purged unless said otherwise: a year after the window's last day, or after today."""
    start = max(window_to, today)
    last_of_february = (start.month, start.day) == (2, 29)
    return start.replace(year=start.year + 1, day=28 if last_of_february else start.day)


def reconciled(computed: int | None, published: int | None) -> str:
    """Return what a cycle's planned total is beside the one a report printed: "30 more … do not reconcile"."""
    if computed is None:
        return "No plan of this cycle’s file reviews is held, so there is no total to compute."
    words = f"Computed from the plan: {computed:,} files."
    if published is None:
        return f"{words} No published total is recorded."
    if computed == published:
        return f"{words} The published total is the same."
    more = f"{abs(published - computed):,} {'more' if published > computed else 'fewer'}"
    return f"{words} As published: {published:,}, which is {more}. The two do not reconcile."
