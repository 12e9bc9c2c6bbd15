"""What people are told about inspections: judgments that wait for a panel they sit on, or that one referred back."""

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
from inspections.models import AssignmentRole, Inspection, Judgment, JudgmentStatus
from inspections.rules.judging import PROPOSED_IN


def by_moderators(person: Any) -> Q | None:
    """What waits for panels stays readable for managers who are not barred from the force."""
    return by_readers(person) if person.role == Role.MANAGER else None


def by_leads(person: Any) -> Q | None:
    """What a panel referred back stays readable for those who may read what the judgment rests on."""
    return by_readers(person) if person.role in {Role.INSPECTOR, Role.MANAGER} else None


def by_readers(person: Any) -> Q:
    """Return the condition that a notice is about an inspection whose judgments' workings a person may read."""
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


@notices("referred-back", "Referred back by a panel", readable=by_leads)
def referred_back(person: Any, on: date) -> Iterator[Told]:
    """Tell a lead of the judgments that panels referred back, an inspection at a time; anew when one is added."""
    if person.role not in {Role.INSPECTOR, Role.MANAGER}:
        return
    led = person.assignments.filter(role=AssignmentRole.LEAD).values("inspection")
    theirs = Judgment.objects.with_workings_visible_to(person).filter(status=JudgmentStatus.REFERRED_BACK)
    theirs = theirs.filter(inspection__in=led, inspection__stage__in=PROPOSED_IN).order_by("inspection__reference")
    counted = theirs.values_list("inspection__reference", "inspection__force__name")
    for reference, force, count, last in counted.annotate(Count("pk", distinct=True), Max("moderations")):
        words = f"{reference} ({force}): {plural(count, 'judgment')} referred back by a panel, to be proposed anew"
        yield Told(f"referred-back:{reference}:{last}", words, reverse("inspections:detail", args=[reference]))
