"""The line chart: where everything goes; templates/components/chart.html draws it. Units are the SVG's own."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.charts import WIDTH

LEFT = 64  # room for the numbers beside the lines
RIGHT = 16
LEGEND = 30
MARK_ROW = 20
PLOT = 240
FOOT = 30
STEPS = (1, 2, 2.5, 5, 10)
LONGEST = 84  # letters of a mark's words that fit beside one another


@dataclass(frozen=True)
class Point:
    """A value at a day; no value leaves a gap. A ringed one has something to be read about it."""

    on: date
    label: str
    value: float | None
    text: str = ""
    is_ringed: bool = False


@dataclass(frozen=True)
class Line:
    """One line of the chart, its points in order of their days."""

    name: str
    points: Sequence[Point]
    is_main: bool = False


@dataclass(frozen=True)
class Mark:
    """A day across all lines, and what happened on it."""

    on: date
    text: str


@dataclass(frozen=True)
class PlacedLine:
    """A line in its place: a path broken at its gaps, its dots, and where its name stands in the legend."""

    name: str
    path: str
    dots: list[tuple[float, float, bool]]
    legend_x: float
    is_main: bool


@dataclass(frozen=True)
class PlacedMark:
    """A mark in its place; its words stand at `y`, on the side where there is room."""

    x: float
    y: float
    text: str
    anchor: str


@dataclass(frozen=True)
class LineChart:
    """A line chart in its place. `rows` and `ticks` are the numbers at the left and the days below."""

    title: str
    description: str
    lines: list[PlacedLine]
    marks: list[PlacedMark]
    rows: list[tuple[float, str]]
    ticks: list[tuple[float, str]]
    top: int
    bottom: int
    height: int
    ringed: str
    left: int = LEFT
    right: int = WIDTH - RIGHT
    width: int = WIDTH


@dataclass(frozen=True)
class Plane:
    """From a day and a value to a place; zero is at the bottom unless a value is below it."""

    first: date
    last: date
    lowest: float
    highest: float
    top: int

    def x(self, day: date) -> float:
        """Return where a day is."""
        span = (self.last - self.first).days
        inner = WIDTH - LEFT - RIGHT - 40
        return round(LEFT + 20 + (inner * (day - self.first).days / span if span else inner / 2), 1)

    def y(self, value: float) -> float:
        """Return where a value is."""
        return round(self.top + PLOT * (self.highest - value) / (self.highest - self.lowest), 1)


def line_chart(
    lines: Sequence[Line], *, title: str, marks: Sequence[Mark] = (), description: str = "", ringed: str = ""
) -> LineChart:
    """Place lines over time; `ringed` says in the legend what a ring means, where there is one."""
    points = [point for line in lines for point in line.points]
    days = sorted({point.on for point in points}) or [date.min]
    values = [point.value for point in points if point.value is not None]
    lowest, step, highest = span_of(values)
    top = LEGEND + MARK_ROW * len(marks) + 12
    plane = Plane(min([days[0], *(m.on for m in marks)]), max([days[-1], *(m.on for m in marks)]), lowest, highest, top)
    count = round((highest - lowest) / step)
    labels = {point.on: point.label for point in points}
    has_ring = any(point.is_ringed and point.value is not None for point in points)
    return LineChart(
        title=title,
        description=description or in_words(lines, marks),
        lines=placed(lines, plane),
        marks=[place_mark(mark, LEGEND + MARK_ROW * (i + 1) - 4, plane) for i, mark in enumerate(marks)],
        rows=[(plane.y(lowest + step * i), f"{lowest + step * i:,g}") for i in range(count + 1)],
        ticks=[(plane.x(day), labels[day]) for day in spaced(days, plane)] if points else [],
        top=top,
        bottom=top + PLOT,
        height=top + PLOT + FOOT,
        ringed=ringed if has_ring else "",
    )


def span_of(values: Sequence[float]) -> tuple[float, float, float]:
    """Return the lowest number of the scale, its step and its highest: round ones that hold every value and zero."""
    low, high = min([*values, 0.0]), max([*values, 0.0])
    rough = (high - low) / 5 or 1.0
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in STEPS if power * factor >= rough)
    return math.floor(low / step) * step, step, math.ceil(high / step) * step or step


def spaced(days: Sequence[date], plane: Plane) -> list[date]:
    """Return the days whose names stand below without touching one another; the last always does."""
    kept: list[date] = []
    for day in reversed(days):
        if not kept or plane.x(kept[-1]) - plane.x(day) >= 70:
            kept.append(day)
    return kept[::-1]


def placed(lines: Sequence[Line], plane: Plane) -> list[PlacedLine]:
    """Place the lines and their names."""
    found, x = [], 0.0
    for line in lines:
        found.append(place(line, plane, x))
        x += 60 + 8 * len(line.name)
    return found


def place(line: Line, plane: Plane, legend_x: float) -> PlacedLine:
    """Place one line; a point without a value ends the stroke."""
    steps, dots, is_down = [], [], False
    for point in line.points:
        if point.value is None:
            is_down = False
            continue
        x, y = plane.x(point.on), plane.y(point.value)
        steps.append(f"{'L' if is_down else 'M'}{x} {y}")
        dots.append((x, y, point.is_ringed))
        is_down = True
    return PlacedLine(line.name, "".join(steps), dots, legend_x, line.is_main)


def place_mark(mark: Mark, y: float, plane: Plane) -> PlacedMark:
    """Place one mark, its words cut where they would leave the chart."""
    x = plane.x(mark.on)
    words = mark.text if len(mark.text) <= LONGEST else f"{mark.text[: LONGEST - 1]}…"
    return PlacedMark(x, y, words, "start" if x < WIDTH / 2 else "end")


def in_words(lines: Sequence[Line], marks: Sequence[Mark]) -> str:
    """Describe the chart to somebody who cannot see it; the table beside it has every number."""
    parts = []
    for line in lines:
        held = [point for point in line.points if point.value is not None]
        if not held:
            parts.append(f"{line.name}: no value.")
            continue
        said = f"{line.name}: {held[0].text} in {held[0].label}"
        said += f", {held[-1].text} in {held[-1].label}" if len(held) > 1 else ""
        gaps = len(line.points) - len(held)
        parts.append(f"{said}; {gaps} without a value." if gaps else f"{said}.")
    return " ".join([*parts, *(f"Break: {mark.text}." for mark in marks)])
