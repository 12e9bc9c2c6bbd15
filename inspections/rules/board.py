"""The plan of a cycle's inspections: their references, and how far from the national rate is far."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

# what follows force and year in the reference of an inspection without a framework; they are numbered
LETTERS = {"revisit": "R", "child-protection": "CP", "crime-data-integrity": "CDI", "thematic": "T"}
FAR = Decimal("0.25")  # of the England and Wales rate, above or below


def reference_of(force: str, year: int, pillar: str) -> str:
    """Return the reference of an inspection against a framework: BED-2017-E."""
    return f"{force}-{year}-{pillar}"


def next_reference(force: str, year: int, kind: str, taken: Iterable[str]) -> str:
    """Return the next reference of a kind that has no framework: BED-2017-R2 after BED-2017-R1."""
    start = f"{force}-{year}-{LETTERS[kind]}"
    numbers = [int(match[1]) for match in (re.fullmatch(rf"{re.escape(start)}(\d+)", one) for one in taken) if match]
    return f"{start}{max(numbers, default=0) + 1}"


def times(rate: Decimal | None, national: Decimal | None) -> Decimal | None:
    """Return how many times the national rate a force's rate is, or nothing where one is missing or zero."""
    return rate / national if rate is not None and national else None


def is_far(rate: Decimal | None, national: Decimal | None) -> bool:
    """Say whether a rate is at least a quarter above or below the national one."""
    ratio = times(rate, national)
    return ratio is not None and abs(ratio - 1) >= FAR


def age_in_words(published: int | None, year: int) -> str:
    """Return how old a grade last given in a year is in a cycle: "2016, 2 years ago"."""
    if published is None:
        return "not held"
    years = year - published
    return f"{published}" if years <= 0 else f"{published}, {years} year{'' if years == 1 else 's'} ago"
