"""What people are told about inspections: judgments that wait for a panel they sit on, an inspection at a time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, Value
from django.db.models.functions import Replace
from django.urls import reverse

from accounts.models import Role
from core.notices import Told, notices
from core.words import plural
from inspections.models import Inspection, Judgment


def by_moderators(person: Any) -> Q | None:
    """What waits for panels stays readable for managers who are not barred from the force."""
    if person.role != Role.MANAGER:
        return None
    # "/inspections/BED-2018-P/" without its start and its last stroke
    reference = Replace(Replace(OuterRef("address"), Value(reverse("inspections:list"))), Value("/"))
    return Q(Exists(Inspection.objects.with_workings_visible_to(person).filter(reference=reference)))


@notices("moderation", "Waiting for a panel", readable=by_moderators)
def moderation(person: Any, on: date) -> Iterator[Told]:
    """Tell a manager of the judgments that wait for a panel they sit on, but for their own; anew when one is added."""
    if person.role != Role.MANAGER:
        return
    waiting = Judgment.objects.with_workings_visible_to(person).awaiting_moderation().not_own_of(person)
    theirs = waiting.filter(inspection__cycle__in=person.panels.values("cycle")).order_by("inspection__reference")
    counted = theirs.values_list("inspection__reference", "inspection__force__name")
    for reference, force, count, last in counted.annotate(Count("pk"), Max("proposed_at")):
        words = f"{reference} ({force}): {plural(count, 'judgment waits', 'judgments wait')} for a panel you sit on"
        yield Told(
            f"moderation:{reference}:{last:%Y%m%d%H%M%S}", words, reverse("inspections:detail", args=[reference])
        )
