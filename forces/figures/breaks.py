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


def breaks_of(measures: Iterable[Measure], forces: Iterable[Force]) -> Breaks:
    """Return the breaks of measures, in all forces and in those given."""
    held: dict[int, list[SeriesBreak]] = defaultdict(list)
    by_key = {None: None, **{force.pk: force for force in forces}}
    for one in SeriesBreak.objects.filter(measure__in=list(measures)):
        if one.force_id in by_key:
            one.force = by_key[one.force_id]
            held[one.measure_id].append(one)
    return Breaks(dict(held))
