"""What a collection asks for and how it checks it: figures chosen, checks set."""

from __future__ import annotations

from collections.abc import Collection as Many
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from core import history
from core.actions import action, lock, save
from core.words import plural
from forces.models import (
    Collection,
    CollectionCheck,
    CollectionItem,
    Measure,
    Outcome,
    Period,
    Query,
    StagedRow,
    Upload,
    UploadState,
    Value,
)

EDIT = "forces.manage_reference"
NAMED = 3  # figures named in one message
Pair = tuple[Any, Any]


@dataclass(frozen=True)
class Setting:
    """How a collection uses a check: whether at all, and its own limit where it has one."""

    is_on: bool = True
    limit: Decimal | None = None

    @property
    def is_usual(self) -> bool:
        """Say whether the check is used as it is without being set."""
        return self.is_on and self.limit is None


@action(EDIT)
def choose(
    *, by: Any, collection: Collection, version: int | None, pairs: Many[Pair], on: date, reason: str
) -> Collection:
    """Ask for these figures, pairs of the keys of a measure and a period, and no others.

    Once the collection has opened and asks for something, a change needs a reason and makes a new version of the
    template, so that one that was downloaded before is known.
    """
    collection = lock(collection, version=version)
    if collection.published_on:
        raise ValidationError("The collection is published: what it asked for stays.")
    if not pairs:
        raise ValidationError({"ask": "Tick at least one figure."})
    held = {(item.measure_id, item.period_id): item for item in collection.items.all()}
    new, gone = set(pairs) - set(held), set(held) - set(pairs)
    if not new and not gone:
        return collection
    if held and collection.opens_on <= on:
        if not reason:
            raise ValidationError({"reason": "Say why: the collection has opened, so forces may have its template."})
        collection.template_version += 1
    refuse_answered(collection, gone)
    save(collection)  # first, so that the history of its parts is not older than its new version
    history.bulk_delete(CollectionItem.objects.filter(pk__in=[held[pair].pk for pair in gone]))
    made = [CollectionItem(collection=collection, number=0, measure_id=m, period_id=p) for m, p in sorted(new)]
    history.bulk_create(CollectionItem, made)
    put_in_order(collection)
    return collection


def refuse_answered(collection: Collection, gone: set[Pair]) -> None:
    """Refuse to stop asking for figures that forces have sent, or are asked about."""
    if not gone:
        return
    if Upload.objects.filter(collection=collection, state=UploadState.RECEIVED).exists():
        raise ValidationError({"ask": "A file is being read, so nothing can be left out now. Try again in a minute."})
    rows = StagedRow.objects.filter(upload__collection=collection).exclude(outcome=Outcome.REFUSED)
    waiting = rows.filter(upload__state__in=[UploadState.READ, UploadState.CONFIRMED])
    sources: tuple[Any, ...] = (
        waiting,
        Value.objects.filter(collection=collection),
        Query.objects.unsettled().filter(held__collection=collection),
    )
    answered: set[Pair] = set()
    for source in sources:
        answered |= set(source.order_by().values_list("measure", "period").distinct())
    if stuck := answered & gone:
        raise ValidationError({"ask": f"{named(stuck)} cannot be left out: forces have sent figures for it."})


def named(pairs: set[Pair]) -> str:
    """Return figures in words, the first few by name."""
    measures = Measure.objects.in_bulk({measure for measure, _ in pairs})
    found = Period.objects.in_bulk({period for _, period in pairs})
    words = sorted(f"{measures[measure]}, {found[period]}" for measure, period in pairs)
    more = [f"{plural(len(words) - NAMED, 'other')}"] if len(words) > NAMED else []
    return "; ".join([*words[:NAMED], *more])


def put_in_order(collection: Collection) -> None:
    """Number the figures as a template has them: by sheet, then measure, the newest period first."""
    items = list(collection.items.select_related("measure", "period").order_by("-period__ends_on", "pk"))
    items.sort(key=lambda item: (item.measure.group.lower(), item.measure.title.lower(), item.measure_id))
    for number, item in enumerate(items, start=1):
        item.number = number
    CollectionItem.objects.bulk_update(items, ["number"], batch_size=500)


@action(EDIT)
def set_checks(
    *, by: Any, collection: Collection, version: int | None, settings: Mapping[str, Setting], on: date, reason: str
) -> Collection:
    """Say how the collection uses each check; one that is used as usual needs no row."""
    collection = lock(collection, version=version)
    if collection.published_on:
        raise ValidationError("The collection is published: its checks stay.")
    held = {row.check_name: row for row in collection.checks.filter(check_name__in=settings)}
    now = {name: Setting(row.is_on, row.limit) for name, row in held.items()}
    changed = {name: one for name, one in settings.items() if one != now.get(name, Setting())}
    if not changed:
        return collection
    if collection.opens_on <= on and not reason:
        raise ValidationError({"reason": "Say why: the collection has opened, so forces may have been queried."})
    save(collection)
    write(collection, held, changed)
    return collection


def write(collection: Collection, held: Mapping[str, CollectionCheck], changed: Mapping[str, Setting]) -> None:
    """Make, change and remove the rows of checks."""
    usual = [held[name].pk for name, one in changed.items() if one.is_usual and name in held]
    history.bulk_delete(CollectionCheck.objects.filter(pk__in=usual))
    new: list[CollectionCheck] = []
    old: list[CollectionCheck] = []
    for name, one in changed.items():
        if one.is_usual:
            continue
        row = held.get(name) or CollectionCheck(collection=collection, check_name=name)
        row.is_on, row.limit = one.is_on, one.limit
        (old if name in held else new).append(row)
    history.bulk_create(CollectionCheck, new)
    history.bulk_update(CollectionCheck, old, ["is_on", "limit"])
