"""What stands between an inspection's findings and their publication, and what publishing will do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from core.words import plural
from findings.models import Finding, FindingKind, Status
from findings.models.findings import CLOSED
from inspections.models import Inspection


@dataclass(frozen=True)
class Blocker:
    """One thing that stands in the way, in words, and where it is mended."""

    text: str
    href: str


def drafts_of(inspection: Inspection) -> Any:
    """Return the findings that publishing the inspection puts out."""
    return Finding.objects.filter(inspection=inspection, status=Status.DRAFT)


def without_recommendation(findings: Any) -> Any:
    """Return the causes of concern among findings under which no recommendation stands."""
    standing = Finding.objects.filter(parent=OuterRef("pk")).exclude(
        published_status=Status.DRAFT, status=Status.CLOSED_NO_LONGER_RELEVANT
    )
    concerns = findings.filter(kind=FindingKind.CAUSE_OF_CONCERN, recommendation_not_held=False)
    return concerns.exclude(Exists(standing))


def without_parent(findings: Any) -> Any:
    """Return the recommendations among findings whose cause of concern was withdrawn: they would stand alone."""
    return findings.filter(kind=FindingKind.RECOMMENDATION, national=None, parent__status__in=CLOSED)


def blockers(inspection: Inspection, unassessed: list[Finding]) -> list[Blocker]:
    """Return what must be done before the inspection's findings can be published; `unassessed`: of earlier cycles."""
    drafts = drafts_of(inspection)
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
