"""Reads the small CSV files written for the demonstration."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

DATA = Path(__file__).parent / "data"


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of one file, every value text."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def day(text: str) -> date | None:
    """Return an ISO date, or nothing for nothing."""
    return date.fromisoformat(text) if text else None


def whole(text: str) -> int | None:
    """Return a whole number, or nothing for nothing."""
    return int(text) if text else None


def yes(text: str) -> bool:
    """Return whether the text says yes."""
    return text == "yes"
