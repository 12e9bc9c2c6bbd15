"""A thread drawn: columns across, boxes in them, arrows between; templates/components/thread.html draws it.

Where everything goes is worked out here, in the SVG's own units, near pixels. An arrow that passes a column gets a row
of its own there, so that it runs beside the boxes and never through one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

BOX_WIDTH = 210
BOX_HEIGHT = 108
GAP = 156  # between columns: room for an arrow's label
ROW_GAP = 26
HEAD = 34  # the names of the columns
EDGE = 2  # room for the lines of the outermost boxes
TURN = 12  # from a box to where its arrows turn, and from one turn to the next
TURNS = 3
LETTERS = 28  # in a line of a box
TIP = 7


@dataclass(frozen=True)
class Box:
    """A box: `column` counts from 0; the text is broken into two lines."""

    key: Hashable
    column: int
    heading: str
    note: str
    text: str
    foot: str
    href: str = ""
    marked: bool = False


class Arrow(NamedTuple):
    """An arrow from one box to another, with what is written on it."""

    start: Hashable
    end: Hashable
    label: str


@dataclass(frozen=True)
class PlacedBox:
    """A box in its place."""

    box: Box
    x: int
    y: int
    lines: list[str]


@dataclass(frozen=True)
class PlacedArrow:
    """An arrow in its place: its line, its tip, and where its label begins."""

    line: str
    tip: str
    label: str
    label_x: float
    label_y: float


@dataclass(frozen=True)
class ThreadChart:
    """A thread in its place; `columns` are names with where they stand."""

    title: str
    description: str
    columns: list[tuple[str, int]]
    boxes: list[PlacedBox]
    arrows: list[PlacedArrow]
    width: int
    height: int
    box_width: int = BOX_WIDTH
    box_height: int = BOX_HEIGHT


def thread_chart(
    columns: Sequence[str], boxes: Sequence[Box], arrows: Sequence[Arrow], *, title: str, description: str
) -> ThreadChart:
    """Place boxes in their columns, level with what leads to them where there is room, and the arrows between them."""
    rows = Rows(boxes, arrows)
    ports = Ports(boxes, arrows, rows)
    outward = any(rows.column[arrow.start] == rows.column[arrow.end] == len(columns) - 1 for arrow in arrows)
    return ThreadChart(
        title=title,
        description=description,
        columns=[(name, x_of(column)) for column, name in enumerate(columns)],
        boxes=[
            PlacedBox(box, x_of(box.column), y_of(rows.of[box.key]), wrapped(box.text, LETTERS, 2)) for box in boxes
        ],
        arrows=[draw(arrow, number, rows, ports) for number, arrow in enumerate(arrows)],
        width=2 * EDGE + len(columns) * BOX_WIDTH + (len(columns) - 1 + outward) * GAP,
        height=y_of(rows.count - 1) + BOX_HEIGHT + EDGE,
    )


def x_of(column: int) -> int:
    """Return the left edge of a column."""
    return EDGE + column * (BOX_WIDTH + GAP)


def y_of(row: int) -> int:
    """Return the upper edge of a row."""
    return HEAD + row * (BOX_HEIGHT + ROW_GAP)


class Rows:
    """Which row each box stands in, and each arrow passes a column in."""

    def __init__(self, boxes: Sequence[Box], arrows: Sequence[Arrow]) -> None:
        self.column = {box.key: box.column for box in boxes}
        self.of: dict[Hashable, int] = {}
        self.passing: dict[tuple[Arrow, int], int] = {}
        for column in range(max(self.column.values(), default=-1) + 1):
            self.fill(column, boxes, arrows)
        self.count = max([*self.of.values(), *self.passing.values()], default=0) + 1

    def fill(self, column: int, boxes: Sequence[Box], arrows: Sequence[Arrow]) -> None:
        """Give every box of a column, and every arrow that passes it, the first free row from where it comes from."""
        here: list[tuple[int, Any]] = []
        for box in boxes:
            if box.column == column:
                came = [self.before(arrow, column) for arrow in arrows if arrow.end == box.key]
                here.append((min([row for row in came if row is not None], default=0), box.key))
        for arrow in arrows:
            if self.column[arrow.start] < column < self.column[arrow.end]:
                here.append((self.before(arrow, column) or 0, arrow))
        taken: set[int] = set()
        for wanted, item in sorted(here, key=lambda pair: pair[0]):
            row = next(row for row in range(wanted, wanted + len(taken) + 1) if row not in taken)
            taken.add(row)
            if isinstance(item, Arrow):
                self.passing[item, column] = row
            else:
                self.of[item] = row

    def before(self, arrow: Arrow, column: int) -> int | None:
        """Return the row an arrow has before a column, if it comes from one."""
        if self.column[arrow.start] >= column:
            return None
        return self.passing.get((arrow, column - 1), self.of[arrow.start])


class Ports:
    """Where on a box's side each arrow begins or ends: spread evenly, in the order of the boxes at the other ends."""

    def __init__(self, boxes: Sequence[Box], arrows: Sequence[Arrow], rows: Rows) -> None:
        sides: dict[tuple[Hashable, str], list[tuple[int, int, str]]] = defaultdict(list)
        for number, arrow in enumerate(arrows):
            start, end = sides_of(arrow, rows)
            sides[arrow.start, start].append((rows.of[arrow.end], number, "start"))
            sides[arrow.end, end].append((rows.of[arrow.start], number, "end"))
        self.y: dict[tuple[int, str], float] = {}
        for (key, _side), found in sides.items():
            for place, (_row, number, which) in enumerate(sorted(found), start=1):
                self.y[number, which] = y_of(rows.of[key]) + round(BOX_HEIGHT * place / (len(found) + 1), 1)


def sides_of(arrow: Arrow, rows: Rows) -> tuple[str, str]:
    """Return the side of a box an arrow leaves from, and the one it comes in by."""
    step = rows.column[arrow.end] - rows.column[arrow.start]
    return ("left" if step < 0 else "right", "left" if step > 0 else "right")


def draw(arrow: Arrow, number: int, rows: Rows, ports: Ports) -> PlacedArrow:
    """Place one arrow: across to a turn, along it, and across again, column by column."""
    first, last = rows.column[arrow.start], rows.column[arrow.end]
    turn = TURN * (1 + number % TURNS)
    begin, end = ports.y[number, "start"], ports.y[number, "end"]
    if first < last:
        stops = [y_of(rows.passing[arrow, column]) + BOX_HEIGHT / 2 for column in range(first + 1, last)]
        steps = [(x_of(first + step) + BOX_WIDTH + turn, y) for step, y in enumerate([*stops, end])]
        return placed(arrow.label, x_of(first) + BOX_WIDTH, begin, steps, x_of(last), towards=1)
    edge = x_of(last) + BOX_WIDTH
    start = x_of(first) + (BOX_WIDTH if first == last else 0)
    return placed(arrow.label, start, begin, [(edge + GAP - turn - TIP, end)], edge, towards=-1)


def placed(
    label: str, x: float, y: float, steps: Sequence[tuple[float, float]], end: float, *, towards: int
) -> PlacedArrow:
    """Return an arrow from a point by (turn, then height) steps to a box's edge; `towards` 1 is rightwards."""
    line = f"M{x:g} {y:g}"
    for turn, height in steps:
        line += f"H{turn:g}V{height:g}" if height != y else ""
        y = height
    line += f"H{end - towards * TIP:g}"
    tip = f"M{end:g} {y:g}l{-towards * (TIP + 3)} -5v10z"
    label_x = steps[-1][0] + 6 if towards > 0 else end + TIP + 8
    return PlacedArrow(line, tip, label, label_x, y - 6)


def wrapped(text: str, letters: int, lines: int) -> list[str]:
    """Break a text into lines at its spaces; what does not fit ends in an ellipsis."""
    found: list[str] = []
    for word in text.split():
        if found and len(found[-1]) + 1 + len(word) <= letters:
            found[-1] += f" {word}"
        else:
            found.append(word)
    cut = [line if len(line) <= letters else line[: letters - 1] + "…" for line in found[:lines]]
    if len(found) > lines:
        cut[-1] = cut[-1][: letters - 1].rstrip(" …") + "…"
    return cut
