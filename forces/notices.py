"""What people are told about returns: queries to answer and returns due to contacts, answers to administrators.

One notice for each return, however many figures are asked about: its key names the newest word said, so that a new
question or answer is told anew and an older notice, still unread, is taken back.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import CharField, Count, Exists, Max, OuterRef, Q, Value
from django.db.models.functions import Coalesce, Concat
from django.urls import reverse

from accounts.models import Role
from core import dates
from core.notices import Told, notices
from core.words import plural
from forces import rules
from forces.models import CollectionKind, QueryState, Return
from forces.models.collections import ReturnQuerySet

DUE_SOON = timedelta(days=14)


# --- where a notice leads, and who may read it still -------------------------------------------------------
def page_of(held: Return) -> str:
    """Return the address of a return's page."""
    return f"{held.collection.get_absolute_url()}{held.force.slug}/"


def queries_of(held: Return, state: str) -> str:
    """Return the address of a return's queries in a state."""
    return f"{reverse('forces:queries', args=[held.collection.slug])}?force={held.force.slug}&state={state}"


def is_open_to(person: Any) -> Exists:
    """Return the condition that the address of a notice leads to a return which the person may see."""
    returns = Return.objects.visible_to(person).annotate(
        its_page=spelled("/{force}/"),
        with_force=spelled(f"/queries/?force={{force}}&state={QueryState.OPEN.value}"),
        answered=spelled(f"/queries/?force={{force}}&state={QueryState.ANSWERED.value}"),
    )
    address = OuterRef("address")
    return Exists(returns.filter(Q(its_page=address) | Q(with_force=address) | Q(answered=address)))


def spelled(rest: str) -> Concat:
    """Return a return's address as the database spells it: its collection's page, and what follows."""
    before, after = rest.split("{force}")
    start = Value(reverse("forces:collections"))
    parts = (start, "collection__slug", Value(before), "force__slug", Value(after))
    return Concat(*parts, output_field=CharField())


def by_contacts(person: Any) -> Q | None:
    """What a force must do is for its contacts, as long as they are."""
    return Q(is_open_to(person)) if is_contact(person) else None


def by_administrators(person: Any) -> Q | None:
    """What a force answered is for administrators who are not barred from it."""
    return Q(is_open_to(person)) if person.role == Role.ADMINISTRATOR else None


# --- queries -----------------------------------------------------------------------------------------------
def with_queries(person: Any, state: str) -> ReturnQuerySet:
    """Return the returns a person sees that have queries in a state: how many, and the newest word on them."""
    found = Return.objects.visible_to(person).exclude(state__in=rules.CLOSED_RETURNS)
    waiting = Q(queries__state=state)
    counted = found.filter(waiting).annotate(
        waiting=Count("queries", distinct=True), newest=Max("queries__messages__pk")
    )
    return counted.select_related("collection", "force").order_by("force__name", "pk")


@notices("queries", "Queries to answer", readable=by_contacts)
def queries(person: Any, on: date) -> Iterator[Told]:
    """Tell a contact of figures their force is asked about."""
    if not is_contact(person):
        return
    held: Any
    for held in with_queries(person, QueryState.OPEN):
        words = plural(held.waiting, "query waits", "queries wait")
        text = f"{held.collection}: {words} for {held.force}’s answer"
        yield Told(f"queries:{held.pk}:{held.newest or ''}", text, queries_of(held, QueryState.OPEN.value))


@notices("answers", "Queries answered", readable=by_administrators)
def answers(person: Any, on: date) -> Iterator[Told]:
    """Tell an administrator of answers that wait to be accepted."""
    if person.role != Role.ADMINISTRATOR:
        return
    held: Any
    for held in with_queries(person, QueryState.ANSWERED):
        text = f"{held.collection}: {held.force} answered {plural(held.waiting, 'query', 'queries')}"
        yield Told(f"answers:{held.pk}:{held.newest or ''}", text, queries_of(held, QueryState.ANSWERED.value))


def is_contact(person: Any) -> bool:
    """Say whether a person is a force's contact."""
    return bool(person.role == Role.FORCE_CONTACT)


# --- returns due -------------------------------------------------------------------------------------------
def outstanding(person: Any, on: date) -> Any:
    """Return the returns of a contact's force of which nothing has come, with their last day, extensions counted."""
    found = Return.objects.visible_to(person).outstanding()
    begun = Q(collection__opens_on__lte=on, collection__published_on__isnull=True)
    found = found.filter(begun, collection__kind=CollectionKind.RETURNS)
    days = found.annotate(due_day=Coalesce("due_on", "collection__closes_on"))
    return days.select_related("collection", "force").order_by("due_day", "pk") if is_contact(person) else days.none()


@notices("return-due", "Returns due within 14 days", readable=by_contacts)
def due(person: Any, on: date) -> Iterator[Told]:
    """Tell a contact of a return that is due within a fortnight and of which nothing has come."""
    for held in outstanding(person, on).filter(due_day__range=(on, on + DUE_SOON)):
        text = f"{held.collection}: {held.force}’s return is due on {dates.in_words(held.due_day)}"
        yield Told(f"return-due:{held.pk}:{held.due_day}", text, page_of(held))


@notices("return-overdue", "Returns overdue", readable=by_contacts)
def overdue(person: Any, on: date) -> Iterator[Told]:
    """Tell a contact of a return that was due and of which nothing has come."""
    for held in outstanding(person, on).filter(due_day__lt=on):
        text = f"{held.collection}: {held.force}’s return was due on {dates.in_words(held.due_day)}"
        yield Told(f"return-overdue:{held.pk}:{held.due_day}", text, page_of(held))
