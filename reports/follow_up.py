"""The follow-up grid of a force: findings down, cycles across, what each cycle found in each cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from findings.models import Event, EventKind, Finding, Status
from findings.models.findings import CLOSED
from forces.models import Cycle, Force
from inspections.models import Inspection


@dataclass(frozen=True)
class Cell:
    """What one cycle did with one finding."""

    words: str
    event: Event | None = None


@dataclass(frozen=True)
class Grid:
    """Cycles across; for every finding its cells in the same order."""

    cycles: list[Cycle]
    rows: list[tuple[Any, list[Cell]]]


def grid(force: Force, user: Any) -> Grid:
    """Return a force's grid as a person may see it: five queries, however many findings."""
    findings = list(
        Finding.objects.visible_to(user).filter(force=force).select_related("cycle", "question").order_by("reference")
    )
    events = list(Event.objects.visible_to(user).filter(finding__force=force).select_related("inspection"))
    years = {finding.cycle.first_year for finding in findings}
    inspections = Inspection.objects.visible_to(user).filter(force=force).order_by("published_on")
    inspected = {i.cycle.first_year: i.is_published for i in inspections.select_related("cycle")}
    cycles = [c for c in Cycle.objects.all() if years and min(years) <= c.first_year <= max([*years, *inspected])]
    by_finding: dict[int, list[Event]] = {}
    for event in events:
        by_finding.setdefault(event.finding_id, []).append(event)
    return Grid(
        cycles,
        [(f, [cell(f, cycle, by_finding.get(f.pk, []), cycles, inspected) for cycle in cycles]) for f in findings],
    )


def cell(finding: Any, cycle: Cycle, events: list[Event], cycles: list[Cycle], inspected: dict[int, bool]) -> Cell:
    """Return what a cycle did with a finding. `inspected`: years with an inspection, and whether it is published."""
    year = cycle.first_year
    if year < finding.cycle.first_year:
        return Cell("")
    here = [event for event in events if year_of(event, cycles) == year]
    closure = latest(here, {EventKind.CLOSURE})
    follow_up = latest(here, {EventKind.FOLLOW_UP})
    if closure:
        return Cell(str(Status(closure.status_after).label), closure)
    if follow_up:
        return Cell(str(follow_up.get_verdict_display()), follow_up)
    if year == finding.cycle.first_year:
        return Cell("Raised")
    if any(e.status_after in CLOSED and year_of(e, cycles) < year for e in events):
        return Cell("Closed earlier")
    if year not in inspected:
        return Cell("No inspection held")
    return Cell("Not assessed this year" if inspected[year] else "Not assessed yet")


def year_of(event: Event, cycles: list[Cycle]) -> int:
    """Return the first year of the cycle an event belongs to: its inspection's, else the cycle it took effect in."""
    if event.inspection:
        return next((c.first_year for c in cycles if c.pk == event.inspection.cycle_id), event.effective_on.year)
    return max(
        (c.first_year for c in cycles if c.first_year <= event.effective_on.year), default=event.effective_on.year
    )


def latest(events: list[Event], kinds: set[str]) -> Event | None:
    """Return the last of the events of some kinds."""
    found = [event for event in events if event.kind in kinds]
    return max(found, key=lambda e: (e.effective_on, e.recorded_on, e.pk), default=None)
