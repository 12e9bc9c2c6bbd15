"""Reading a force's crime list: its headings and values for the mapping, and the frame that files are drawn from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import IO

from inspections.crime_lists.dates import InWindow
from inspections.crime_lists.files import OpenList, UnreadableList, opened
from inspections.crime_lists.frames import DISTINCT, FURTHER, SPARE, Sieve, count
from inspections.rules.drawing import Frame, Plan

__all__ = ["DISTINCT", "FURTHER", "Columns", "UnreadableList", "headings", "read", "values_of"]


@dataclass(frozen=True)
class Columns:
    """Which headings a force's list has for what is read; `recorded_on` is empty where the list has no date."""

    identifier: str
    recorded_on: str
    offence_type: str


def headings(file: IO[bytes]) -> list[str]:
    """Return the headings of a list, left to right; raise `UnreadableList`."""
    with opened(file) as crimes:
        return [heading for heading in crimes.headings if heading]


def values_of(file: IO[bytes], heading: str) -> Counter[str]:
    """Return how many rows have each value of a column; from the 501st value on they count as `FURTHER`."""
    found: Counter[str] = Counter()
    with opened(file) as crimes:
        place = crimes.place(heading)
        for row in crimes.rows:
            if any(row):
                count(found, row[place].strip() if place < len(row) else "")
    return found


def read(
    file: IO[bytes], *, columns: Columns, types: Mapping[str, str], window: tuple[date, date], plan: Plan
) -> Frame:
    """Return what a list holds and what is drawn from it; raise `UnreadableList`.

    `types` maps values of the list to slugs of offence types; a value mapped to "" is of another type. `window` is
    the first and the last day. The file is read once; again, holding more, only when so many crimes stand under two
    types that the draw would fall short.
    """
    spare = SPARE
    while True:
        with opened(file) as crimes:
            sieve = Sieve(plan, types, InWindow(window if columns.recorded_on else None), spare)
            sieve.sift(crimes.rows, _places(crimes, columns))
            frame = sieve.frame(crimes.checksum)
        if frame:
            return frame
        spare *= 10


def _places(crimes: OpenList, columns: Columns) -> tuple[int, int, int]:
    """Return where identifier, date and offence type stand; for a list without dates any column will do."""
    identifier, kind = crimes.place(columns.identifier), crimes.place(columns.offence_type)
    return identifier, crimes.place(columns.recorded_on) if columns.recorded_on else identifier, kind
