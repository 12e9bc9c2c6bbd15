"""What is done to a collection: begun, changed, published. What it asks for is in `asking`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError

from core import history
from core.actions import action, lock, save
from forces.models import Collection, CollectionItem, CollectionKind, Force, Measure, Period, Return


@action("forces.manage_reference")
def create(*, by: Any, collection: Collection, items: Sequence[tuple[Measure, Period]]) -> Collection:
    """Begin a collection: what it asks for, and a return for every force inspected."""
    if not items:
        raise ValidationError("A collection asks for at least one measure.")
    begin(by=by, collection=collection)
    history.bulk_create(
        CollectionItem,
        [
            CollectionItem(collection=collection, number=number, measure=measure, period=period)
            for number, (measure, period) in enumerate(items, start=1)
        ],
    )
    return collection


@action("forces.manage_reference")
def begin(*, by: Any, collection: Collection, reason: str = "") -> Collection:
    """Begin a collection that asks for nothing yet; of published statistics no force owes a return."""
    if collection.slug in {"", "new"}:
        raise ValidationError({"slug": "Give the collection a name of words, like “spring-2019”."})
    try:
        save(collection)
    except IntegrityError as error:  # a unique slug is no constraint with words of its own
        raise ValidationError({"slug": "A collection has this name already."}) from error
    if collection.kind == CollectionKind.RETURNS:
        history.bulk_create(Return, [Return(collection=collection, force=force) for force in Force.objects.in_scope()])
    return collection


@action("forces.manage_reference")
def change(
    *, by: Any, collection: Collection, version: int | None, fields: Mapping[str, Any], reason: str
) -> Collection:
    """Change a collection's words and dates; its name and its kind stay, and once it is published its dates too."""
    collection = lock(collection, version=version)
    moved = {name for name in ("opens_on", "closes_on") if fields[name] != getattr(collection, name)}
    if moved and collection.published_on:
        raise ValidationError({sorted(moved)[0]: "The collection is published, so its dates stay."})
    for name, value in fields.items():
        setattr(collection, name, value)
    save(collection)
    if "closes_on" in moved:
        drop_overtaken(collection)
    return collection


def drop_overtaken(collection: Collection) -> None:
    """End extensions of forces that the collection's own last day has overtaken: they would shorten their time."""
    overtaken = list(collection.returns.filter(due_on__lte=collection.closes_on).order_by("pk"))
    for held in overtaken:
        held.due_on, held.extension_reason, held.version = None, "", held.version + 1
    if overtaken:
        history.bulk_update(Return, overtaken, ["due_on", "extension_reason", "version"])


@action("forces.confirm_returns")
def publish(*, by: Any, collection: Collection, on: date, version: int | None = None) -> Collection:
    """Make a closed collection's values public."""
    collection = lock(collection, version=version)
    if collection.published_on:
        raise ValidationError("The collection is published already.")
    if on <= collection.closes_on:
        raise ValidationError("A collection is published after it closes.")
    collection.published_on = on
    return save(collection)
