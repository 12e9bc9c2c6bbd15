"""What is known before a table of statistics is read, and what is gathered from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from forces.returns.layout import Problem


class Key(NamedTuple):
    """Which figure: a force's, on a measure for a period, or its population at mid-year; in which release."""

    force: int
    measure: int | None
    period: int | None
    mid_year: int | None
    release: int


@dataclass(frozen=True)
class KnownMeasure:
    """What must be known of a measure."""

    pk: int
    is_share: bool
    is_denominator_sent: bool
    denominator_label: str


@dataclass(frozen=True)
class Known:
    """What the database says to a table, looked up once: keys by plain text."""

    forces: dict[str, int]
    out_of_scope: frozenset[str]
    measures: dict[str, KnownMeasure]
    periods: dict[str, int]
    days: dict[tuple[date, date], int]
    items: frozenset[tuple[int, int]]
    releases: dict[str, int]
    release_titles: tuple[str, ...]
    release: int | None


@dataclass(slots=True)
class Figure:
    """What a table says of one figure: where its first row is, how many rows it has, their sums."""

    number: int
    numerator: int
    denominator: int | None
    rows: int = 1


@dataclass(frozen=True)
class Refused:
    """A row that is not taken, or the first of many alike: its number, its cells, what is wrong with it."""

    number: int
    found: dict[str, str]
    problem: Problem


@dataclass
class Many:
    """Rows that are alike: the first one's number and cells, and how many there are."""

    number: int
    cells: list[Any]
    rows: int = 0


@dataclass
class Gathered:
    """What came of a table."""

    figures: dict[Key, Figure] = field(default_factory=dict)
    refused: list[Refused] = field(default_factory=list)
    not_read: list[dict[str, Any]] = field(default_factory=list)
