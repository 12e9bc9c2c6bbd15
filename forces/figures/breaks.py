"""Where a measure's figures cannot be set against earlier ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from forces import rules
from forces.models import Force, Measure, Period, SeriesBreak


@dataclass(frozen=True)
class Breaks:
    """The breaks of some measures, by measure."""

    held: Mapping[int, Sequence[SeriesBreak]] = field(default_factory=dict)

    def of(self, measure: Measure, force: Force | None) -> list[SeriesBreak]:
        """Return the breaks in all forces and in one."""
        return [
            one for one in self.held.get(measure.pk, ()) if one.force_id is None or one.force_id == force_key(force)
        ]

    def between(self, measure: Measure, force: Force | None, before: Period, period: Period) -> bool:
        """Say whether two periods are not to be compared."""
        if measure.pk not in self.held:
            return False
        return rules.is_broken(before.ends_on, period.ends_on, (one.on for one in self.of(measure, force)))


def force_key(force: Force | None) -> int | None:
    """Return a force's key; none for England and Wales."""
    return force.pk if force else None


def breaks_of(measures: Iterable[Measure]) -> Breaks:
    """Return the breaks of measures, each with its force."""
    held: dict[int, list[SeriesBreak]] = defaultdict(list)
    found = list(SeriesBreak.objects.filter(measure__in=list(measures)))
    forces = Force.objects.in_bulk({one.force_id for one in found if one.force_id}) if found else {}
    for one in found:
        one.force = forces.get(one.force_id or 0)
        held[one.measure_id].append(one)
    return Breaks(dict(held))
