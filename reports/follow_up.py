"""The follow-up grid of a force: findings down, cycles across, what each cycle found in each cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import BooleanField, Case, When

from core.dates import Precision
from findings.models import Event, EventKind, Finding, Status, Verdict
from findings.models.findings import CLOSED
from forces.models import Cycle, Force
from inspections.models import Inspection

STATUSES, VERDICTS = dict(Status.choices), dict(Verdict.choices)


class Happening(NamedTuple):
    """What the grid reads of an event, in the order in which events came."""

    finding: int
    pk: int
    kind: str
    verdict: str
    has_reason: bool
    status_after: str
    effective_year: int
    inspection_cycle: int | None
    precision: str

    @property
    def is_of_cycle(self) -> bool:
        """Say whether it tells of a cycle, and not of a day between two."""
        return self.inspection_cycle is not None or self.precision == Precision.YEAR


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cycle did with one finding, and the event that says so."""

    words: str
    event: int | None = None


NOTHING, RAISED, CLOSED_EARLIER = Cell(""), Cell("Raised"), Cell("Closed earlier")
LEFT_OUT, NO_VERDICT = "Left, with a reason", "No verdict held"
NOT_HELD, NOT_ASSESSED, NOT_YET = Cell("No inspection held"), Cell("Not assessed this year"), Cell("Not assessed yet")


class Grid:
    """A force's cycles across, and what each did with any of its findings as a person may see it."""

    def __init__(self, force: Force, user: Any) -> None:
        """Ask for the cycles from the first that raised a finding to the latest with an inspection; three queries."""
        self.user = user
        self.findings = Finding.objects.visible_to(user).filter(force=force).order_by("reference")
        raised = set(self.findings.order_by().values_list("cycle__first_year", flat=True).distinct())
        inspections = Inspection.objects.visible_to(user).filter(force=force).select_related("cycle")
        self.inspected = {i.cycle.first_year: i.is_published for i in inspections.order_by("published_on")}
        last = max([*raised, *self.inspected], default=0)
        self.cycles = [c for c in Cycle.objects.all() if raised and min(raised) <= c.first_year <= last]
        self.year_of_cycle = {cycle.pk: cycle.first_year for cycle in self.cycles}

    def rows(self, findings: Iterable[Any]) -> list[tuple[Any, list[Cell]]]:
        """Return findings, each with a cell for every cycle; one query for all their events."""
        found = list(findings)
        events = Event.objects.visible_to(self.user).filter(finding__in=[finding.pk for finding in found])
        said = Case(When(narrative="", then=False), default=True, output_field=BooleanField())
        read = events.order_by("effective_on", "recorded_on", "pk").values_list(
            "finding", "pk", "kind", "verdict", said, "status_after", "effective_on__year", "inspection__cycle",
            "effective_precision",
        )  # fmt: skip
        by_finding: dict[int, dict[int, list[Happening]]] = defaultdict(lambda: defaultdict(list))
        for event in map(Happening._make, read):
            by_finding[event.finding][self.year_of(event)].append(event)
        return [(finding, self.cells(finding, by_finding[finding.pk])) for finding in found]

    def cells(self, finding: Any, happened: dict[int, list[Happening]]) -> list[Cell]:
        """Return what every cycle did with a finding; `happened`: its events by the first year of their cycle."""
        raised = self.year_of_cycle[finding.cycle_id]
        closed = min((y for y, events in happened.items() if any(e.status_after in CLOSED for e in events)), default=0)
        return [
            self.cell(cycle.first_year, raised, closed, happened.get(cycle.first_year, [])) for cycle in self.cycles
        ]

    def cell(self, year: int, raised: int, closed: int, here: list[Happening]) -> Cell:
        """Return what one year's cycle did with a finding raised in one year and first closed in another (0: never)."""
        if year < raised:
            return NOTHING
        if found := told(here, is_raised_here=year == raised):
            return found
        if year == raised:
            return RAISED
        if closed and closed < year:
            return CLOSED_EARLIER
        if year not in self.inspected:
            return NOT_HELD
        return NOT_ASSESSED if self.inspected[year] else NOT_YET

    def year_of(self, event: Happening) -> int:
        """Return the first year of the cycle an event belongs to: its inspection's, else by when it took effect."""
        if event.inspection_cycle in self.year_of_cycle:
            return self.year_of_cycle[event.inspection_cycle]
        year = event.effective_year
        return max((known for known in self.year_of_cycle.values() if known <= year), default=year)


def told(here: list[Happening], *, is_raised_here: bool) -> Cell | None:
    """Return what a cycle said last of a finding: that it ended, a verdict, or, in a later cycle, where it stands."""
    for event in reversed(here):
        if event.kind == EventKind.CLOSURE:
            return Cell(str(STATUSES[event.status_after]), event.pk)
    for event in reversed(here):
        if event.kind == EventKind.FOLLOW_UP and (words := follow_up_in_words(event)):
            return Cell(words, event.pk)
    for event in reversed(here):
        if event.kind == EventKind.STATUS and event.is_of_cycle and not is_raised_here:
            return Cell(str(STATUSES.get(event.status_after, NO_VERDICT)), event.pk)
    return None


def follow_up_in_words(event: Happening) -> str:
    """Return what a follow-up says: its verdict, or that the finding was left; nothing where nobody gave a reason."""
    if event.verdict == Verdict.NOT_ASSESSED:
        return LEFT_OUT if event.has_reason else ""
    return str(VERDICTS[event.verdict])
