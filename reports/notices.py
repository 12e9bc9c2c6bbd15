"""What managers are told about reports: an edition that was not published when its hour came."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Replace

from accounts.models import Role, User
from core.models import Notice
from core.notices import Told, give, notices
from forces.models.people import barred_forces
from reports.models import Edition, EditionState

KIND = "edition-held-back"
LONGEST = 300


def held_back(person: Any) -> Any:
    """Return the editions that wait since their hour passed, of forces a person is not barred from."""
    held = Edition.objects.filter(state=EditionState.APPROVED).exclude(held_back="")
    return held.exclude(report__inspection__force__in=barred_forces(person)).select_related("report__inspection")


def by_managers(person: Any) -> Q | None:
    """An edition to come is for managers who are not barred from its force, as long as they are."""
    if person.role != Role.MANAGER:
        return None
    # "/reports/BED-2017-E/publish/" without its start and its end
    bare = Replace(Replace(OuterRef("address"), Value("/reports/")), Value("/publish/"))
    open_to = Edition.objects.exclude(report__inspection__force__in=barred_forces(person))
    return Q(Exists(open_to.filter(report__inspection__reference=bare)))


@notices(KIND, "Reports not published at their hour", readable=by_managers)
def not_published(person: Any, on: date) -> Iterator[Told]:
    """Tell a manager of an edition that something stood in the way of when its hour came."""
    if person.role == Role.MANAGER:
        yield from (told(edition) for edition in held_back(person))


def told(edition: Edition) -> Told:
    """Return what is told of an edition; held back anew, it is told anew."""
    reference = edition.report.inspection.reference
    text = f"{reference}, edition {edition.number}, was not published at its hour: {edition.held_back}"
    return Told(f"{KIND}:{edition.pk}:{edition.version}", text[:LONGEST], f"/reports/{reference}/publish/")


def give_held_back(edition: Edition, at: datetime) -> None:
    """Tell every manager who may know of it at once."""
    note = told(edition)
    managers = User.objects.filter(role=Role.MANAGER, is_active=True)
    free = managers.exclude(bars__force=edition.report.inspection.force_id)
    give(
        Notice(owner=person, kind=KIND, key=note.key, text=note.text, address=note.address, made_at=at)
        for person in free
    )
