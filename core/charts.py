"""Charts: where everything goes; templates/components/chart.html draws it. Units are the SVG's own, near pixels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

WIDTH = 720
LABELS = 190  # room for the rows' names
VALUES = 80  # room for the longest bar's value
ROW = 22
LETTER = 7  # the width of a letter
HEAD = 48  # legend and the reference line's label
FOOT = 10
MARKED, PLAIN = "#12436d", "#7d93a8"
SHARE_ROW = 56
SHARE_HEAD = 34

# Fill and the colour of words on it; each is told from the next by lightness too, for print and colour blindness.
PALETTE = [("#12436d", "#ffffff"), ("#f46a25", "#0b0c0c"), ("#b9cfe4", "#0b0c0c"), ("#e3e6e9", "#0b0c0c")]


@dataclass(frozen=True)
class Bar:
    """A row of the bar chart. No value: no bar, the note says why. Off the scale: value in words, no bar."""

    label: str
    value: float | None
    text: str = ""
    previous: float | None = None
    marked: bool = False
    note: str = ""
    off_scale: bool = False


@dataclass(frozen=True)
class Reference:
    """A line across all the bars, such as the England and Wales rate."""

    value: float
    label: str


@dataclass(frozen=True)
class PlacedBar:
    """A bar in its place: `width` of 0 draws none; `previous` is where last period's mark stands."""

    y: float
    label: str
    text: str
    width: float
    text_x: float
    previous: float | None
    marked: bool


@dataclass(frozen=True)
class BarChart:
    """A sorted bar chart in its place."""

    title: str
    description: str
    bars: list[PlacedBar]
    height: int
    reference: Reference | None
    reference_x: float
    reference_anchor: str
    now: str
    before: str
    width: int = WIDTH
    left: int = LABELS
    row: int = ROW
    top: int = HEAD

    def drawn_bars(self) -> Markup:
        """Draw the bars; by hand, for a template takes ten times as long over forty of them."""
        end = f'height="{self.row - 6}" fill='
        drawn = (
            f'<rect x="{self.left}" y="{bar.y + 3}" width="{bar.width}" {end}"{MARKED if bar.marked else PLAIN}"/>'
            for bar in self.bars
            if bar.width
        )
        return Markup("\n".join(drawn))  # noqa: S704 - only numbers are in it

    def drawn_words(self) -> Markup:
        """Draw the bars' names, earlier marks and values."""
        return Markup("\n".join(self._words(bar) for bar in self.bars))  # noqa: S704 - the words are escaped

    def _words(self, bar: PlacedBar) -> str:
        """Draw what stands beside one bar."""
        y, bold = bar.y + self.row / 2 + 5, ' font-weight="bold"' if bar.marked else ""
        parts = [f'<text x="{self.left - 8}" y="{y}" text-anchor="end"{bold}>{escape(bar.label)}</text>']
        if bar.previous is not None:
            stroke = f'<path d="M{bar.previous} {bar.y + 2}v{self.row - 4}" stroke='
            parts += [f'{stroke}"#ffffff" stroke-width="5"/>', f'{stroke}"#d4351c" stroke-width="3"/>']
        # white behind the value where a line passes; no stroke of its own, which WeasyPrint paints over the figures
        ground = f"M{bar.text_x - 3:g} {y - 5:g}h{len(bar.text) * LETTER + 6}"
        parts.append(f'<path d="{ground}" stroke="#ffffff" stroke-width="16"/>')
        parts.append(f'<text x="{bar.text_x}" y="{y}"{bold}>{escape(bar.text)}</text>')
        return "\n".join(parts)


def bar_chart(
    bars: Sequence[Bar],
    *,
    title: str,
    description: str = "",
    reference: Reference | None = None,
    now: str = "",
    before: str = "",
) -> BarChart:
    """Place bars from the highest to the lowest, then those without a value by name.

    `now` and `before` name the periods, for the legend; without `before` no earlier marks are drawn.
    """
    ordered = sorted(bars, key=lambda bar: (bar.value is None, -(bar.value or 0), bar.label))
    scale = Scale.of(ordered, reference)
    x = scale.x(reference.value) if reference else 0.0
    return BarChart(
        title=title,
        description=description or in_words(ordered, reference),
        bars=[place(bar, HEAD + index * ROW, scale, bool(before)) for index, bar in enumerate(ordered)],
        height=HEAD + ROW * len(ordered) + FOOT,
        reference=reference,
        reference_x=x,
        reference_anchor="start" if x < (LABELS + WIDTH) / 2 else "end",
        now=now,
        before=before if any(bar.previous is not None for bar in ordered) else "",
    )


@dataclass(frozen=True)
class Scale:
    """From a value to a place; zero is at the left edge of the bars."""

    top: float

    @classmethod
    def of(cls, bars: Sequence[Bar], reference: Reference | None) -> Scale:
        """Make the scale that holds every bar, earlier mark and the reference."""
        values = [bar.value for bar in bars if bar.value is not None and not bar.off_scale]
        values += [bar.previous for bar in bars if bar.previous is not None]
        values += [reference.value] if reference else []
        return cls(max(values, default=0) or 1)

    def x(self, value: float) -> float:
        """Return where a value is."""
        return round(LABELS + max(value, 0) / self.top * (WIDTH - LABELS - VALUES), 1)


def place(bar: Bar, y: float, scale: Scale, with_previous: bool) -> PlacedBar:
    """Place one bar."""
    drawn = bar.value is not None and not bar.off_scale
    end = scale.x(bar.value) if drawn and bar.value is not None else float(LABELS)
    previous = scale.x(bar.previous) if with_previous and bar.previous is not None else None
    beyond = max(end, previous or 0)
    words = bar.text or ("–" if bar.value is None else f"{bar.value:g}")
    words = f"{words}, not to scale" if bar.off_scale else words
    return PlacedBar(
        y=y,
        label=bar.label,
        text=f"{words} {bar.note}".strip(),
        width=round(end - LABELS, 1),
        text_x=round(beyond + 8, 1),
        previous=previous,
        marked=bar.marked,
    )


def in_words(bars: Sequence[Bar], reference: Reference | None) -> str:
    """Describe the chart to somebody who cannot see it; the table beside it has every number."""
    valued = [bar for bar in bars if bar.value is not None]
    parts = [f"{len(valued)} bars, highest first."]
    if valued:
        parts.append(f"Highest: {said(valued[0])}. Lowest: {said(valued[-1])}.")
    parts += [f"Marked: {said(bar)}." for bar in bars if bar.marked]
    if reference:
        parts.append(f"Line: {reference.label}.")
    if len(valued) < len(bars):
        parts.append(f"{len(bars) - len(valued)} without a value.")
    return " ".join(parts)


def said(bar: Bar) -> str:
    """Return a bar in words."""
    if bar.value is None:
        return f"{bar.label}, {bar.note or 'no value'}"
    return f"{bar.label} {bar.text or f'{bar.value:g}'}"


@dataclass(frozen=True)
class Part:
    """One share of a row: a name and its count."""

    name: str
    count: int


@dataclass(frozen=True)
class Share:
    """A row of parts; `total` is more than their sum when something is left out of them."""

    label: str
    parts: Sequence[Part]
    total: int | None = None


@dataclass(frozen=True)
class Segment:
    """A part in its place; `text` is its count where there is room for it."""

    x: float
    width: float
    text: str
    fill: str
    ink: str


@dataclass(frozen=True)
class PlacedShare:
    """A row in its place."""

    y: float
    label: str
    text: str
    segments: list[Segment]


@dataclass(frozen=True)
class ShareChart:
    """Rows of parts in their place, with a legend of (name, fill, x)."""

    title: str
    description: str
    rows: list[PlacedShare]
    legend: list[tuple[str, str, float]]
    height: int
    width: int = WIDTH


def share_chart(shares: Sequence[Share], *, title: str, description: str = "") -> ShareChart:
    """Place rows in the order given; every part has one colour throughout, in order of first appearance."""
    names = list(dict.fromkeys(part.name for share in shares for part in share.parts))
    if len(names) > len(PALETTE):
        raise ValueError(f"a share chart tells {len(PALETTE)} parts apart, not {len(names)}")
    colours = dict(zip(names, PALETTE, strict=False))
    rows = [place_share(share, SHARE_HEAD + i * SHARE_ROW, colours) for i, share in enumerate(shares)]
    return ShareChart(
        title=title,
        description=description or " ".join(f"{row.label}: {row.text}." for row in rows),
        rows=rows,
        legend=legend(names, colours),
        height=SHARE_HEAD + SHARE_ROW * len(rows) + FOOT,
    )


def place_share(share: Share, y: float, colours: dict[str, tuple[str, str]]) -> PlacedShare:
    """Place one row: each part as wide as its share of the total."""
    total = share.total if share.total is not None else sum(part.count for part in share.parts)
    segments, x = [], 0.0
    for part in share.parts:
        width = WIDTH * part.count / total if total else 0.0
        fill, ink = colours[part.name]
        if width:
            text = str(part.count) if width > 12 + 9 * len(str(part.count)) else ""
            segments.append(Segment(round(x, 1), round(width, 1), text, fill, ink))
        x += width
    words = ", ".join(f"{part.count} {part.name}" for part in share.parts)
    return PlacedShare(y, share.label, f"{words} of {total}" if total else "none", segments)


def legend(names: Sequence[str], colours: dict[str, tuple[str, str]]) -> list[tuple[str, str, float]]:
    """Place the names beside one another, by the room their letters need."""
    placed, x = [], 0.0
    for name in names:
        placed.append((name, colours[name][0], x))
        x += 44 + 8 * len(name)
    return placed
