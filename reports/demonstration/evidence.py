"""Evidence of the demonstration's open inspection: illustrative, as the inspection is; it says nothing of any force.

One question has no primary evidence, and one rests on a file review and a survey alone: the gaps are there to be seen.
"""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import NAMESPACE_URL, uuid5

from django.utils import timezone

from accounts.models import User
from inspections.actions import evidence
from inspections.actions.evidence import About, Said
from inspections.models import EvidenceItem, Exercise, Inspection
from reports.demonstration.tables import rows

INSPECTION = "BED-2018-P"


def load(*, people: dict[str, User]) -> None:
    """Record each item as the member of the team who is named, unless it is there."""
    inspection = Inspection.objects.get(reference=INSPECTION)
    questions = dict(inspection.framework.questions.values_list("slug", "pk"))  # type: ignore[union-attr]
    for row in rows("evidence"):
        key = uuid5(NAMESPACE_URL, f"{INSPECTION}-EV{row['number']}")
        if EvidenceItem.objects.filter(key=key).exists():
            continue
        on = date.fromisoformat(row["dated_on"])
        evidence.record(
            by=people[row["by"]],
            inspection=inspection,
            key=key,
            said=said(row, on, questions),
            at=timezone.make_aware(datetime.combine(on, time(16, 0))),
        )


def said(row: dict[str, str], on: date, questions: dict[str, int]) -> Said:
    """Return what a row says, with its weight on each question."""
    weights: dict[About, str] = {}
    for slug, weight in (one.split(":") for one in row["weights"].split()):
        weights[questions[slug], None] = weight
    return Said(
        title=row["title"],
        text=row["text"],
        kind=row["kind"],
        source=row["source"],
        dated_on=on,
        marking=row["marking"],
        exercise=Exercise.objects.get(reference=row["exercise"]) if row["exercise"] else None,
        links=weights,
    )
