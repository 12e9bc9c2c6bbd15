"""What is done to a collection: begun, published."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from core import history
from core.actions import action, lock, save
from core.words import plural
from forces.models import Collection, CollectionItem, Force, Measure, Period, Return, ReturnState

NAMED = 5  # forces named in one message


@action("forces.manage_reference")
def create(*, by: Any, collection: Collection, items: Sequence[tuple[Measure, Period]]) -> Collection:
    """Begin a collection: what it asks for, and a return for every force inspected."""
    if not items:
        raise ValidationError("A collection asks for at least one measure.")
    save(collection)
    CollectionItem.objects.bulk_create(
        CollectionItem(collection=collection, number=number, measure=measure, period=period)
        for number, (measure, period) in enumerate(items, start=1)
    )
    history.bulk_create(Return, [Return(collection=collection, force=force) for force in Force.objects.in_scope()])
    return collection


@action("forces.confirm_returns")
def publish(*, by: Any, collection: Collection, on: date, version: int | None = None) -> Collection:
    """Make a closed collection's values public."""
    collection = lock(collection, version=version)
    if collection.published_on:
        raise ValidationError("The collection is published already.")
    if on <= collection.closes_on:
        raise ValidationError("A collection is published after it closes.")
    check_returns_are_final(collection)
    collection.published_on = on
    return save(collection)


def check_returns_are_final(collection: Collection) -> None:
    """Refuse to publish figures a force has not signed; a force that sent nothing is shown as not held."""
    final = [ReturnState.LOCKED, ReturnState.NOT_STARTED]
    waiting = collection.returns.exclude(state__in=final).values_list("force__name", flat=True).order_by("force__name")
    if names := list(waiting):
        listed = ", ".join(names[:NAMED]) + (
            f" and {plural(len(names) - NAMED, 'other')}" if len(names) > NAMED else ""
        )
        raise ValidationError(f"Every return that came in is signed and locked first. Not yet: {listed}.")
