"""What an inspection must follow up before its report is out: earlier findings neither assessed nor left."""

from __future__ import annotations

from findings.models import Event, Finding
from findings.models.findings import FindingQuerySet
from findings.rules.follow_up import NEITHER, attention
from inspections.models import Inspection


def due(inspection: Inspection) -> FindingQuerySet:
    """Return the open findings of the force from earlier cycles, instances of national recommendations among them."""
    earlier = Finding.objects.open().filter(
        force=inspection.force_id, cycle__first_year__lt=inspection.cycle.first_year
    )
    return earlier.order_by("cycle__first_year", "reference")


def last_words(inspection: Inspection, finding: Finding | None = None) -> dict[int, tuple[str, str]]:
    """Return verdict and narrative of the inspection's last follow-up on each finding, or on one; a later corrects."""
    here = Event.objects.follow_ups().filter(inspection=inspection).order_by("pk")
    if finding is not None:
        here = here.filter(finding=finding)
    return {pk: (verdict, said) for pk, verdict, said in here.values_list("finding", "verdict", "narrative")}


def unassessed(inspection: Inspection) -> list[Finding]:
    """Return the findings this inspection has neither assessed nor left with a reason; two queries, whoever asks."""
    said = last_words(inspection)
    return [finding for finding in due(inspection) if attention(*said.get(finding.pk, ("", ""))) == NEITHER]
