"""The follow-up list of an inspection: which earlier findings are on it, its last word on each, and what it still owes.

On it are the open findings of the force that were out before it, and whatever the inspection has followed up. Before a
PEEL inspection come earlier cycles, and it owes a word on each of their findings before its report is out. Before any
other kind comes also what is out of its own cycle, and it owes nothing: what it looks at is for its team to choose.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, FilteredRelation, OuterRef, Q

from findings.models import Event, EventKind, Finding, Verdict
from findings.models.findings import CLOSED, FindingQuerySet, Status
from findings.rounds import counted
from findings.rules.follow_up import NEITHER, attention
from inspections.models import Inspection, InspectionKind

NOT_OPEN = [Status.DRAFT, *CLOSED]


@dataclass(frozen=True)
class LastWord:
    """What an inspection's last follow-up on a finding says; both are empty where it has said nothing yet."""

    verdict: str
    narrative: str
    is_followed_up: bool
    is_due: bool

    @property
    def state(self) -> str:
        """Return whether the finding is assessed, left with a reason, or neither."""
        return attention(self.verdict, self.narrative)

    @property
    def is_owed(self) -> bool:
        """Say whether the inspection must still assess the finding, or leave it with a reason."""
        return self.is_due and self.state == NEITHER


def last_words(inspection: Inspection, findings: FindingQuerySet, status: str = "status") -> dict[int, LastWord]:
    """Return those of findings that are on the list, the oldest first, by their status as a reader may know it."""
    year, is_choosing = inspection.cycle.first_year, chooses(inspection)
    out = Q(cycle__first_year__lt=year)
    if is_choosing:
        out |= Q(cycle=inspection.cycle_id) & ~Q(inspection=inspection)
    is_open = ~Q(**{f"{status}__in": NOT_OPEN})
    here = FilteredRelation("events", condition=Q(events__inspection=inspection, events__kind=EventKind.FOLLOW_UP))
    listed = findings.filter(force=inspection.force_id).annotate(here=here)
    listed = listed.filter(out & is_open | Q(here__isnull=False))
    rows = listed.order_by("cycle__first_year", "question__number", "reference", "here__pk").values_list(
        "pk", status, "cycle__first_year", "here", "here__verdict", "here__narrative"
    )
    return {
        pk: LastWord(
            verdict or "",
            narrative or "",
            is_followed_up=event is not None,
            is_due=not (is_choosing or inspection.is_published) and at not in NOT_OPEN and cycle < year,
        )
        for pk, at, cycle, event, verdict, narrative in rows  # of several follow-ups on one finding the last stays
    }


def chooses(inspection: Inspection) -> bool:
    """Say whether it is for the team to choose which earlier findings the inspection follows up."""
    return inspection.kind != InspectionKind.PEEL


def unassessed(inspection: Inspection) -> list[Finding]:
    """Return the findings the inspection must still assess or leave with a reason; two queries, whoever asks."""
    owed = [pk for pk, said in last_words(inspection, Finding.objects.all()).items() if said.is_owed]
    return list(Finding.objects.filter(pk__in=owed).order_by("cycle__first_year", "reference"))


def counts() -> dict[str, Any]:
    """Return the same of many inspections at once, as columns.

    `recorded` are the findings assessed or left with a reason; `due` and `beside` together are the list of a PEEL
    inspection: what it owes a word on, or did, and what it followed up without owing one.
    """
    year = OuterRef("cycle__first_year")
    due = Finding.objects.open().filter(force=OuterRef("force"), cycle__first_year__lt=year)
    follow_ups = Event.objects.follow_ups()
    here = follow_ups.filter(inspection=OuterRef("pk"))
    on_it = {"finding": OuterRef("finding"), "inspection": OuterRef("inspection")}
    # every finding followed up has one last word; few of these say nothing, so those are looked for
    silent = here.filter(~Exists(follow_ups.filter(pk__gt=OuterRef("pk"), **on_it)))
    silent = silent.filter(verdict=Verdict.NOT_ASSESSED, narrative="")
    beside = here.filter(Q(finding__status__in=NOT_OPEN) | Q(finding__cycle__first_year__gte=year))
    return {
        "recorded": counted(here, "finding") - counted(silent, "finding"),
        "due": counted(due, "pk"),
        "beside": counted(beside, "finding"),
    }
