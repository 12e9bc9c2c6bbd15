"""The parts of a whole: what is held of each in each force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from forces.models import Force, Measure, Period, Value


@dataclass(frozen=True)
class Parts:
    """The parts of a measure, and for each force of which any is held, its value of each (none: not held)."""

    measures: Sequence[Measure]
    rows: Sequence[tuple[Force, list[Value | None]]]


def parts_of(measure: Measure, period: Period, user: Any, marked: str = "") -> Parts | None:
    """Return the parts of a measure for a period: of the marked force, else of all; none for one without parts."""
    measures = list(Measure.objects.visible_to(user).filter(part_of=measure))
    if not measures:
        return None
    values = Value.objects.visible_to(user).filter(measure__in=measures, period=period)
    if marked:
        values = values.filter(force__slug=marked)
    held: dict[Force, dict[int, Value]] = {}
    for value in values.select_related("force", "measure", "period").order_by("force__name"):
        held.setdefault(value.force, {})[value.measure_id] = value
    rows = [(force, [by_measure.get(part.pk) for part in measures]) for force, by_measure in held.items()]
    return Parts(measures, rows)
