"""The returns of a collection with those who answer for each force: whom to write to."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Max, OuterRef, Prefetch, QuerySet, Subquery

from forces.models import Collection, ForceContact, Return, ReturnReminder


def outstanding(collection: Collection, user: Any) -> QuerySet[Return]:
    """Return the returns of which nothing has come, of forces not barred to a person, each with `reminded_on`."""
    reminders = ReturnReminder.objects.filter(held=OuterRef("pk")).order_by().values("held")
    contacts = ForceContact.objects.filter(user__is_active=True).select_related("user").order_by("user__email")
    found = Return.objects.visible_to(user).outstanding().filter(collection=collection)
    return (
        found.annotate(reminded_on=Subquery(reminders.annotate(last=Max("sent_on")).values("last")))
        .select_related("force", "collection")
        .prefetch_related(Prefetch("force__contacts", queryset=contacts))
    )


def to_remind(collection: Collection, user: Any, on: date) -> list[Any]:
    """Return those that were not reminded on a day."""
    return [held for held in outstanding(collection, user) if held.reminded_on != on]


def late(returns: list[Any], on: date) -> list[Any]:
    """Return those past their last day, extensions counted."""
    return [held for held in returns if held.last_day < on]


def addresses_of(held: Any) -> list[str]:
    """Return the e-mail addresses of those who answer for a return's force."""
    return [contact.user.email for contact in held.force.contacts.all()]
