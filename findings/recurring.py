"""What comes back: threads of findings that have lived several cycles, and themes raised again and again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import F, Max
from django.urls import reverse

from findings.models import Event, Finding, Lineage, Status
from findings.models.findings import CLOSED, FindingQuerySet
from findings.rules.recurrence import Life, Raised, Theme, cycle_of, life, themes
from findings.rules.threads import threads
from findings.selection import REGIONS
from forces.models import Cycle, Force
from inspections.models import Inspection

FEWEST = 2
CLOSED_NOW = {str(status) for status in CLOSED}


class Row(NamedTuple):
    """What is read of a published finding: thousands are, so never a whole one."""

    pk: int
    reference: str
    title: str
    force: int
    cycle: int
    theme: str
    shown_status: str


class Issue(NamedTuple):
    """A thread of one force that has lived several cycles; `pk` is its place where nothing else tells two apart."""

    pk: int
    force: str
    theme: str
    title: str
    references: tuple[str, ...]
    first: str
    last: str
    first_year: int
    last_year: int
    lived: int
    is_open: bool

    @property
    def href(self) -> str:
        """Return the address of the latest finding, which shows the thread."""
        return reverse("findings:detail", args=[self.references[-1]])

    @property
    def size(self) -> int:
        """Return how many findings are in it."""
        return len(self.references)


@dataclass(frozen=True, slots=True)
class Again:
    """A theme as the page shows it, counted in a force, a region or (both empty) everywhere; `pk` is its place."""

    pk: int
    theme: str
    findings: int
    forces: int
    cycles: tuple[str, ...]
    in_two: int
    in_three: int
    force: str
    region: str

    @property
    def count(self) -> int:
        """Return in how many cycles it was raised."""
        return len(self.cycles)


def published(user: Any, *, force: str, region: str) -> FindingQuerySet:
    """Return the findings that are out; a draft is not raised yet."""
    found = Finding.objects.visible_to(user).exclude(published_status=Status.DRAFT)
    if force:
        found = found.filter(force__slug=force)
    return found.filter(force__region=REGIONS[region]) if region else found


def issues(user: Any, *, force: str, region: str, theme: str, at_least: int) -> list[Issue]:
    """Return the threads that have lived so many cycles, by force and first finding; seven queries, however many.

    A thread is followed within a force. One whose findings are about several themes is about each of them.
    """
    rows = read(published(user, force=force, region=region))
    cycles = slugs_of_cycles()
    within = Lineage.objects.filter(earlier__force=F("later__force")).values_list("earlier", "later")
    reported = last_reported()
    closed = closing_cycles(user, (row.pk for row in rows.values() if row.shown_status in CLOSED_NOW), cycles)
    names = dict(Force.objects.values_list("pk", "name"))
    years = list(cycles)
    found = []
    for keys in threads(list(rows), list(within)):
        thread = [rows[key] for key in keys]
        if len(thread) > 1:
            thread.sort(key=lambda row: (row.cycle, row.reference))
        lived = life_of(thread, closed, reported.get(thread[0].force, 0), years)
        if lived.cycles >= at_least and (not theme or any(row.theme == theme for row in thread)):
            found.append((names[thread[0].force], thread, lived))
    found.sort(key=lambda one: (one[0], one[1][0].reference))
    return [issue(place, *one, cycles) for place, one in enumerate(found)]


def read(findings: FindingQuerySet) -> dict[int, Row]:
    """Return what is counted of findings, by key."""
    fields = ("pk", "reference", "title", "force", "cycle__first_year", "theme", "shown_status")
    return {row[0]: Row._make(row) for row in findings.order_by("pk").values_list(*fields)}


def slugs_of_cycles() -> dict[int, str]:
    """Return the slug of every cycle by its first year, in order."""
    return dict(Cycle.objects.order_by("first_year").values_list("first_year", "slug"))


def last_reported() -> dict[int, int]:
    """Return the latest cycle with a published inspection, by force."""
    found = Inspection.objects.published().order_by().values("force").annotate(last=Max("cycle__first_year"))
    return dict(found.values_list("force", "last"))


def closing_cycles(user: Any, closed: Iterable[int], cycles: dict[int, str]) -> dict[int, int]:
    """Return the cycle that closed each closed finding: of the inspection that did, else by when it took effect."""
    wanted, years, found = set(closed), list(cycles), {}
    told = Event.objects.visible_to(user).filter(status_after__in=CLOSED).order_by("recorded_on", "pk")
    for finding, cycle, year in told.values_list("finding", "inspection__cycle__first_year", "effective_on__year"):
        if finding in wanted and (known := cycle or cycle_of(year, years)):
            found[finding] = known
    return found


def life_of(thread: list[Row], closed: dict[int, int], reported: int, cycles: list[int]) -> Life:
    """Return how long a thread has lived."""
    raised = [Raised(row.cycle, row.shown_status not in CLOSED_NOW, closed.get(row.pk)) for row in thread]
    return life(raised, reported=reported, cycles=cycles)


def issue(place: int, force: str, thread: list[Row], lived: Life, cycles: dict[int, str]) -> Issue:
    """Return a thread as the page shows it, under its latest finding's title and theme."""
    return Issue(
        place,
        force,
        thread[-1].theme,
        thread[-1].title,
        tuple(row.reference for row in thread),
        cycles[lived.first],
        cycles[lived.last],
        lived.first,
        lived.last,
        lived.cycles,
        lived.is_open,
    )


def again(user: Any, *, force: str, region: str, theme: str, at_least: int) -> list[Again]:
    """Return the themes that were raised in so many cycles; two queries, however many."""
    found = published(user, force=force, region=region)
    if theme:
        found = found.filter(theme=theme)
    cycles = slugs_of_cycles()
    counted: list[Theme] = themes(found.order_by().values_list("theme", "force", "cycle__first_year"))
    return [
        Again(
            pk=place,
            theme=one.theme,
            findings=one.findings,
            forces=one.forces,
            cycles=tuple(cycles[cycle] for cycle in one.cycles),
            in_two=one.in_two,
            in_three=one.in_three,
            force=force,
            region=region,
        )
        for place, one in enumerate(counted)
        if len(one.cycles) >= at_least
    ]
