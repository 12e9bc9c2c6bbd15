"""What a force's contacts are told of drafts sent to them, and of what was made of their comments."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import CharField, Count, Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat

from accounts.models import Role
from core.dates import in_words
from core.notices import Told, notices
from inspections.models import Stage
from reports.models import AccuracyCheck, CheckState

TO_CHECK = "draft-to-check"
CLOSED = "check-closed"


def by_contacts(person: Any) -> Q | None:
    """A notice of a draft stays readable for the contacts of its force."""
    if person.role != Role.FORCE_CONTACT:
        return None
    address = Concat(
        Value("/reports/"), "report__inspection__reference", Value("/checks/"), Cast("number", CharField()), Value("/")
    )
    own = AccuracyCheck.objects.visible_to(person).annotate(address=address)
    return Q(Exists(own.filter(address=OuterRef("address"))))


@notices(TO_CHECK, "Drafts to check", readable=by_contacts)
def to_check(person: Any, on: date) -> Iterator[Told]:
    """Tell a contact of a draft that can be commented on; of a later day anew."""
    if person.role != Role.FORCE_CONTACT:
        return
    found = AccuracyCheck.objects.visible_to(person).open().defer("snapshot").select_related("report__inspection")
    for check in found:
        if check.takes_comments(on):
            yield told(check)


@notices(CLOSED, "Drafts that were checked", readable=by_contacts)
def checked(person: Any, on: date) -> Iterator[Told]:
    """Tell a contact of a check that is closed, until the report is out."""
    if person.role != Role.FORCE_CONTACT:
        return
    found = AccuracyCheck.objects.visible_to(person).filter(state=CheckState.CLOSED)
    found = found.exclude(report__inspection__stage=Stage.PUBLISHED).annotate(made=Count("comments"))
    for check in found.defer("snapshot").select_related("report__inspection"):
        yield told_closed(check, check.made)


def told(check: AccuracyCheck) -> Told:
    """Return what is told of a check that is open."""
    reference, day = check.report.inspection.reference, check.last_day
    text = f"A draft of {check.report} can be commented on until {in_words(day)}"
    return Told(f"{TO_CHECK}:{reference}:{check.number}:{day}", text, check.get_absolute_url())


def told_closed(check: AccuracyCheck, comments: int) -> Told:
    """Return what is told of a check that is closed."""
    reference = check.report.inspection.reference
    news = "what was made of your comments can be read" if comments else "no comment was made"
    text = f"The factual accuracy check of {check.report}, draft {check.number}, is closed: {news}"
    return Told(f"{CLOSED}:{reference}:{check.number}", text, check.get_absolute_url())
