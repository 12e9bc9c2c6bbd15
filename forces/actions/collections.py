"""What is done to a collection: begun, changed, published. What it asks for is in `asking`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError

from core import history
from core.actions import action, lock, save
from core.words import plural
from forces.actions import figures
from forces.models import Collection, CollectionItem, CollectionKind, Force, Measure, Period, Return, ReturnState

NAMED = 5  # forces named in one message


@action("forces.manage_reference")
def create(*, by: Any, collection: Collection, items: Sequence[tuple[Measure, Period]]) -> Collection:
    """Begin a collection: what it asks for, and a return for every force inspected; statistics no force owes."""
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
    """Make a closed collection's values public, and freeze every rate it gives as printed under its title."""
    collection = lock(collection, version=version)
    if collection.kind == CollectionKind.STATISTICS:
        raise ValidationError("Published statistics are public as they are loaded.")
    if collection.published_on:
        raise ValidationError("The collection is published already.")
    if on <= collection.closes_on:
        raise ValidationError("A collection is published after it closes.")
    check_returns_are_final(collection)
    collection.published_on = on
    save(collection)
    figures.freeze_collection(by, collection)
    return collection


def check_returns_are_final(collection: Collection) -> None:
    """Refuse to publish figures a force has not signed; a force that sent nothing is shown as not held."""
    final = [ReturnState.LOCKED, ReturnState.NOT_STARTED]
    waiting = collection.returns.exclude(state__in=final).values_list("force__name", flat=True).order_by("force__name")
    if names := list(waiting):
        listed = ", ".join(names[:NAMED]) + (
            f" and {plural(len(names) - NAMED, 'other')}" if len(names) > NAMED else ""
        )
        raise ValidationError(f"Every return that came in is signed and locked first. Not yet: {listed}.")
