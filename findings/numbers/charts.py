"""The charts of the numbers page; a table with the same numbers stands beside each."""

from __future__ import annotations

from core.charts import Bar, BarChart, Part, Share, ShareChart, bar_chart, share_chart
from findings.numbers.words import Words
from findings.rules.figures import Breakdown, Numbers

LONGEST = 26  # letters of a name that have room beside a bar; the table has them all


def charts(found: Numbers, words: Words) -> dict[str, BarChart | ShareChart]:
    """Return the charts by the dimension they are about."""
    return {
        "status": shares(found.by_status, "Open findings by status", words),
        "age": shares(found.by_age, "Open findings by age", words, "aged "),
        "force": bars(found.by_force, "Open findings by force", words),
        "theme": bars(found.by_theme, "Open findings by theme", words),
    }


def shares(found: Breakdown, title: str, words: Words, before: str = "") -> ShareChart:
    """Draw open findings as one row of parts; each name begins with what is said `before` it."""
    parts = [Part(before + words(found.dimension, line.value).lower(), line.figures[0].count) for line in found.lines]
    return share_chart([Share("All open findings", parts)], title=title)


def bars(found: Breakdown, title: str, words: Words) -> BarChart:
    """Draw open findings as bars, the most first."""
    lines = [(shortened(words(found.dimension, line.value)), line.figures[0].count) for line in found.lines]
    return bar_chart([Bar(name, count, str(count)) for name, count in lines], title=title)


def shortened(name: str) -> str:
    """Return a name as far as there is room for it."""
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1].rstrip()}…"
