"""What is done to a collection: begun, published."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from core import history
from core.actions import action, lock, save
from forces.actions import figures
from forces.models import Collection, CollectionItem, Force, Measure, Period, Return


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
    """Make a closed collection's values public, and freeze every rate it gives as printed under its title."""
    collection = lock(collection, version=version)
    if collection.published_on:
        raise ValidationError("The collection is published already.")
    if on <= collection.closes_on:
        raise ValidationError("A collection is published after it closes.")
    collection.published_on = on
    save(collection)
    figures.freeze_collection(by, collection)
    return collection
