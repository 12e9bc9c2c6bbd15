"""What stands between an inspection's findings and their publication, and what publishing will do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from core.words import plural
from findings.models import Event, Finding, FindingKind, Status
from findings.models.findings import FindingQuerySet
from inspections.models import Inspection


@dataclass(frozen=True)
class Blocker:
    """One thing that stands in the way, in words, and where it is mended."""

    text: str
    href: str


def drafts_of(inspection: Inspection) -> FindingQuerySet:
    """Return the findings that publishing the inspection puts out."""
    return Finding.objects.filter(inspection=inspection, status=Status.DRAFT)


def concerned(inspection: Inspection) -> FindingQuerySet:
    """Return those, and the earlier ones on which the inspection recorded something."""
    touched = Event.objects.filter(inspection=inspection).values("finding")
    return Finding.objects.filter(Q(inspection=inspection, status=Status.DRAFT) | Q(pk__in=touched))


def without_recommendation(drafts: Sequence[Finding]) -> list[Finding]:
    """Return the causes of concern among an inspection's drafts under which no recommendation of them stands."""
    above = {finding.parent_id for finding in drafts}
    concerns = [one for one in drafts if one.kind == FindingKind.CAUSE_OF_CONCERN and not one.recommendation_not_held]
    return [one for one in concerns if one.pk not in above]


def without_parent(drafts: Sequence[Finding]) -> list[Finding]:
    """Return the recommendations among drafts whose cause of concern was withdrawn: they would stand alone."""
    return [one for one in drafts if one.parent is not None and one.parent.is_closed]


def blockers(inspection: Inspection, drafts: Sequence[Finding], unassessed: Sequence[Finding]) -> list[Blocker]:
    """Return what must be done before the drafts can be published; `unassessed` are findings of earlier cycles."""
    found = [
        Blocker(f"{finding} is a cause of concern without a recommendation.", finding.get_absolute_url())
        for finding in without_recommendation(drafts)
    ]
    found += [
        Blocker(f"{finding} stands under a cause of concern that was withdrawn.", finding.get_absolute_url())
        for finding in without_parent(drafts)
    ]
    if unassessed:
        words = plural(len(unassessed), "earlier finding is", "earlier findings are")
        named = ", ".join(one.reference for one in unassessed[:5]) + (" and others" if len(unassessed) > 5 else "")
        text = f"{words} neither assessed nor left with a reason: {named}."
        found.append(Blocker(text, f"{inspection.get_absolute_url()}#follow-up"))
    return found
