"""Who changed what, when and why: django-simple-history, told who is acting by the action and not by the request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from django.db import models, transaction
from simple_history.models import HistoricalRecords
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from core import clock


class Actor(NamedTuple):
    """Who is acting, and why."""

    by: Any
    reason: str


M = TypeVar("M", bound=models.Model)
_actor: ContextVar[Actor | None] = ContextVar("actor", default=None)


@contextmanager
def acting(by: Any, reason: str = "") -> Iterator[None]:
    """Put every history row written inside down to this person and reason."""
    token = _actor.set(Actor(by, reason))
    try:
        yield
    finally:
        _actor.reset(token)


def because(reason: str) -> None:
    """Give the reason of the action now running, once it is known."""
    actor = _actor.get()
    if actor:
        _actor.set(actor._replace(reason=reason))


class History(HistoricalRecords):
    """History rows that take person and reason from the action, and their moment from the clock."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("history_change_reason_field", models.TextField(default="", blank=True))
        super().__init__(**options)

    def create_historical_record(self, instance: models.Model, history_type: str, using: str | None = None) -> None:
        """Date the row by the clock, which the demonstration fixes."""
        instance._history_date = clock.now()  # type: ignore[attr-defined]
        super().create_historical_record(instance, history_type, using)

    def get_history_user(self, instance: models.Model) -> Any:
        """Return the person acting."""
        actor = _actor.get()
        return actor.by if actor else None

    def get_change_reason_for_object(self, instance: models.Model, history_type: str, using: str | None) -> str:
        """Return the reason given for the action."""
        actor = _actor.get()
        return actor.reason if actor else ""


def bulk_create(model: type[M], objects: Sequence[M]) -> list[M]:
    """Create many rows and their history in two statements a batch."""
    actor = _actor.get() or Actor(None, "")
    return bulk_create_with_history(
        objects,
        model,
        batch_size=1000,
        default_user=actor.by,
        default_change_reason=actor.reason,
        default_date=clock.now(),
    )


def bulk_update(model: type[M], objects: Sequence[M], fields: Sequence[str]) -> int:
    """Update many rows and write their history."""
    actor = _actor.get() or Actor(None, "")
    return bulk_update_with_history(
        objects,
        model,
        fields,
        batch_size=500,
        default_user=actor.by,
        default_change_reason=actor.reason,
        default_date=clock.now(),
    )


def bulk_overwrite(model: type[M], objects: Sequence[M], fields: Sequence[str]) -> None:
    """Write fields of many rows and their history: by an upsert on the key, ten times faster than `bulk_update`."""
    actor = _actor.get() or Actor(None, "")
    if not objects:
        return
    with transaction.atomic(savepoint=False):
        model._default_manager.bulk_create(
            objects, batch_size=1000, update_conflicts=True, unique_fields=["pk"], update_fields=fields
        )
        model.history.bulk_history_create(  # type: ignore[attr-defined]
            objects,
            batch_size=1000,
            update=True,
            default_user=actor.by,
            default_change_reason=actor.reason,
            default_date=clock.now(),
        )


@dataclass(frozen=True)
class Change:
    """One field of one record, before and after."""

    at: Any
    by: str
    reason: str
    record: str
    field: str
    before: str
    after: str


UNSHOWN = {"id", "version"}


def changes(history: models.QuerySet[Any], *, record: str = "") -> list[Change]:
    """Return what changed, newest first, as field, before, after; in two queries however long the history is."""
    rows = list(history.select_related("history_user").order_by("history_date", "history_id"))
    found: list[Change] = []
    for before, after in zip([None, *rows], rows, strict=False):
        found += _between(before, after, record)
    return found[::-1]


def _between(before: Any, after: Any, record: str) -> list[Change]:
    """Compare two neighbouring rows of one record's history."""
    by = str(after.history_user) if after.history_user_id else "the system"
    reason = after.history_change_reason or ""
    if before is None:
        return [Change(after.history_date, by, reason, record, "record", "", "created")]
    tracked = [field for field in after.tracked_fields if field.name not in UNSHOWN]
    return [
        Change(after.history_date, by, reason, record, str(field.verbose_name), old, new)
        for field in tracked
        if (old := shown(before, field)) != (new := shown(after, field))
    ]


def shown(row: Any, field: models.Field[Any, Any]) -> str:
    """Return a field's value in words; a link to another record is shown as its key."""
    value = getattr(row, field.attname)
    if value is None or value == "":
        return "–"
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
