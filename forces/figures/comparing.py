"""A frozen figure set against the same figure as it would be printed today."""

from __future__ import annotations

from dataclasses import dataclass

from forces import figures
from forces.models import Force, FrozenFigure, FrozenLine, Period, Status, Value

NAMES = {
    "numerator": "count",
    "denominator": "divided by",
    "printed": "printed",
    "status": "status",
    "is_in_rate": "in the rate",
}


@dataclass(frozen=True)
class Difference:
    """One thing that is not as it was printed."""

    whose: str
    what: str
    then: str
    now: str


def differences(frozen: FrozenFigure, lines: list[FrozenLine]) -> list[Difference]:
    """Return what would be printed otherwise today, from what is published today; six queries."""
    before = figures.period_before(frozen.period, Period.objects.all())
    values, forces = Value.objects.published(), Force.objects.in_scope()
    today = figures.figure(frozen.measure, frozen.period, before, values, forces)
    now = {line.force.pk: as_frozen(line) for line in today.lines}
    is_whole = today.rate is not None
    whole = {
        "numerator": today.national.numerator if is_whole else None,
        "denominator": today.national.denominator if is_whole else None,
        "printed": today.shown if is_whole else (today.published.printed if today.published else ""),
    }
    found = compared("England and Wales", {name: getattr(frozen, name) for name in whole}, whole)
    for line in lines:
        then = {name: getattr(line, name) for name in NAMES}
        found += compared(line.force.name, then, now.get(line.force_id, dict.fromkeys(NAMES)))
    return found


def as_frozen(line: figures.Line) -> dict[str, object]:
    """Return a line as it would be frozen today."""
    is_held = line.value is not None
    return {
        "numerator": line.entry.numerator if is_held else None,
        "denominator": line.entry.denominator if is_held else None,
        "printed": line.shown[:60],
        "status": line.entry.status if is_held else "",
        "is_in_rate": is_held and line.entry.in_rate,
    }


def compared(whose: str, then: dict[str, object], now: dict[str, object]) -> list[Difference]:
    """Return the fields that differ, in words."""
    return [
        Difference(whose, NAMES[name], in_words(name, then[name]), in_words(name, now[name]))
        for name in then
        if then[name] != now[name]
    ]


def in_words(name: str, value: object) -> str:
    """Return a field as the page says it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name == "status":
        return str(Status(value).label) if value else "not held"
    if isinstance(value, int):
        return f"{value:,}"
    return str(value) if value else "–"
