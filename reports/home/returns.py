"""What waits on returns of data: queries on either side, and returns due."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from core import dates
from core.words import plural
from forces.models import Collection, CollectionKind, Force, Query, QueryState, ReturnState
from forces.notices import outstanding
from reports.home.items import SHOWN, Item, Section


def queries_answered(user: Any) -> Section:
    """Return the queries that wait for an administrator, those of one return together."""
    waiting = Query.objects.visible_to(user).filter(state=QueryState.ANSWERED)
    counted = waiting.order_by("held__force__name", "held").values(
        "held__collection__slug", "held__collection__title", "held__force__slug", "held__force__name"
    )
    found = list(counted.annotate(waiting=Count("pk"))[: SHOWN + 1])
    return Section(
        "Queries answered, waiting for you",
        "No answer of a force waits to be accepted.",
        [
            Item(
                f"{row['held__force__name']}: {plural(row['waiting'], 'answer')}",
                queries_page(row["held__collection__slug"], row["held__force__slug"], QueryState.ANSWERED.value),
                row["held__collection__title"],
            )
            for row in found[:SHOWN]
        ],
        Item("All collections", reverse("forces:collections")) if len(found) > SHOWN else None,
    )


def with_unanswered(collections: Any, user: Any) -> dict[int, int]:
    """Return how many queries of each collection wait for forces."""
    found = Query.objects.visible_to(user).unanswered().filter(held__collection__in=[c.pk for c in collections])
    return dict(found.order_by().values_list("held__collection").annotate(Count("pk")))


def received(collection: Any, unanswered: int) -> Item:
    """Return how much of a collection has come, and what forces are still asked."""
    words = f"returns received {collection.received} of {collection.forces}"
    if unanswered:
        words += f", {plural(unanswered, 'query', 'queries')} unanswered"
    closes = f"{words}, closes {dates.in_words(collection.closes_on)}"
    return Item(collection.title, collection.get_absolute_url(), closes, collection.received, collection.forces)


def returns_due(user: Any, force: Force, on: date) -> Section:
    """Return the returns of a force of which nothing has come, whose last day is said, extensions counted."""
    return Section(
        f"Returns due from {force}",
        "No return is due.",
        [
            Item(
                held.collection.title,
                held.collection.get_absolute_url(),
                f"{'was due' if held.due_day < on else 'due'} {dates.in_words(held.due_day)}",
            )
            for held in outstanding(user, on)
        ],
    )


def queries_to_answer(user: Any, force: Force) -> Section:
    """Return the figures a force is asked about."""
    open_ones = Query.objects.visible_to(user).unanswered().filter(held__force=force)
    found = open_ones.select_related("held__collection", "held__force", "measure", "period").order_by("raised_at", "pk")
    shown = list(found[: SHOWN + 1])
    more = shown[-1].held.collection.slug if len(shown) > SHOWN else ""
    return Section(
        "Queries to answer",
        "No figure of your force is asked about.",
        [
            Item(f"{query.measure}, {query.period}", query.get_absolute_url(), query.held.collection.title)
            for query in shown[:SHOWN]
        ],
        Item("All queries", queries_page(more, force.slug, QueryState.OPEN.value)) if more else None,
    )


def queries_page(collection: str, force: str, state: str) -> str:
    """Return the address of a force's queries in a state."""
    return f"{reverse('forces:queries', args=[collection])}?force={force}&state={state}"


def open_collections(user: Any, on: date) -> list[Any]:
    """Return the collections that take returns, with how many forces are asked and have sent something."""
    came = ~Q(returns__state=ReturnState.NOT_STARTED)
    found = Collection.objects.visible_to(user).open(on).filter(kind=CollectionKind.RETURNS)
    return list(found.annotate(forces=Count("returns"), received=Count("returns", filter=came)))
