"""The step chart: where everything goes; templates/components/chart.html draws it. Units are the SVG's own.

A strip for each row: a line that runs at its level until it changes. Levels of different series, as of two scales, are
never joined; where there is no level the line stops.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date

from core.charts import LETTER, WIDTH

LEFT, RIGHT = 8, 16
HEAD = 8
STRIP = 92
NAME = 20  # from the top of a strip to the foot of its name
TOP, DEPTH = 44, 36  # where a strip's highest level is, and how far below it the lowest
FOOT = 30


@dataclass(frozen=True)
class Run:
    """From a day on, a level (1 is the highest of `levels`) of a series, or words why there is none."""

    on: date
    text: str
    level: int | None = None
    levels: int = 1
    series: Hashable = None


@dataclass(frozen=True)
class PlacedText:
    """Words in their place."""

    x: float
    y: float
    text: str
    is_quiet: bool


@dataclass(frozen=True)
class Strip:
    """A row in its place: its name, its line, the words on it, and the breaks between series."""

    name: str
    y: int
    path: str
    texts: list[PlacedText]
    breaks: list[float]
    top: int
    bottom: int


@dataclass(frozen=True)
class StepChart:
    """A step chart in its place; `ticks` are the years below."""

    title: str
    description: str
    strips: list[Strip]
    ticks: list[tuple[float, str]]
    bottom: int
    height: int
    left: int = LEFT
    right: int = WIDTH - RIGHT
    width: int = WIDTH


def step_chart(rows: Sequence[tuple[str, Sequence[Run]]], *, title: str, first: date, last: date) -> StepChart:
    """Place a strip for each row from its first day to the last; the table beside it has every change."""
    bottom = HEAD + STRIP * len(rows)
    years = [date(year, 1, 1) for year in range(first.year + 1, last.year + 1)]
    return StepChart(
        title=title,
        description=" ".join(in_words(name, runs) for name, runs in rows),
        strips=[strip(name, runs, HEAD + STRIP * n, first, last) for n, (name, runs) in enumerate(rows)],
        ticks=[(x_of(day, first, last), str(day.year)) for day in years],
        bottom=bottom,
        height=bottom + FOOT,
    )


def x_of(day: date, first: date, last: date) -> float:
    """Return where a day is."""
    return round(LEFT + (WIDTH - LEFT - RIGHT) * (day - first).days / max((last - first).days, 1), 1)


def strip(name: str, runs: Sequence[Run], top: int, first: date, last: date) -> Strip:
    """Place one row."""
    path, texts, breaks = [], [], []
    before: Run | None = None
    graded: Run | None = None  # the last one with a level
    free = 0.0  # where the last words end
    for run, then in zip(runs, [*(one.on for one in runs), last][1:], strict=True):
        start, end = x_of(run.on, first, last), x_of(then, first, last)
        y = top + TOP + DEPTH * ((run.level or 1) - 1) / max(run.levels - 1, 1)
        if run.level is not None:
            is_new = graded is not None and graded.series != run.series
            joins = graded is not None and graded is before and not is_new
            path.append(f"{f'V{y:g}' if joins else f'M{start} {y:g}'}H{end}")
            breaks += [start] if is_new else []
            graded = run
        x = min(start + 4, WIDTH - RIGHT - len(run.text) * LETTER)
        if x >= free and (len(run.text) * LETTER <= end - start or then == last):
            free = x + len(run.text) * LETTER
            texts.append(
                PlacedText(x, round(y - 5 if run.level else top + TOP + DEPTH / 2, 1), run.text, not run.level)
            )
        before = run
    return Strip(name, top + NAME, "".join(path), texts, breaks, top + TOP - 14, top + TOP + DEPTH + 4)


def in_words(name: str, runs: Sequence[Run]) -> str:
    """Describe a row to somebody who cannot see it."""
    said = ", then ".join(f"{run.text} from {run.on:%B %Y}" for run in runs)
    return f"{name}: {said or 'nothing held'}."
