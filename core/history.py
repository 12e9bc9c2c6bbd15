"""Who changed what, when and why: django-simple-history, told who is acting by the action and not by the request."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple, TypeVar

from django.db import connection, models, transaction
from simple_history.manager import HistoryManager
from simple_history.models import HistoricalRecords

from core import clock, dates, words


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


class Manager(HistoryManager):
    """The library's manager, whose class is made once: it makes one at every look at a record's history."""

    @classmethod
    @cache
    def from_queryset(cls, queryset_class: type[Any], class_name: str | None = None) -> type[Any]:
        """Return the class of managers with a queryset's words."""
        made: type[Any] = super().from_queryset(queryset_class, class_name)
        return made


class History(HistoricalRecords):
    """History rows that take person and reason from the action, and their moment from the clock."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("history_manager", Manager)
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
    with transaction.atomic(savepoint=False):
        made = list(model._default_manager.bulk_create(objects, batch_size=1000))
        _copy_to_history(model, {row.pk: "+" for row in made})
    return made


def bulk_update(model: type[M], objects: Sequence[M], fields: Sequence[str]) -> int:
    """Update many rows and write their history."""
    with transaction.atomic(savepoint=False):
        changed = model._default_manager.bulk_update(objects, fields, batch_size=500)
        _copy_to_history(model, {row.pk: "~" for row in objects})
    return changed


def bulk_delete(rows: models.QuerySet[Any]) -> int:
    """Remove many rows, each with a row of history that says so; nothing may point to them."""
    with transaction.atomic(savepoint=False):
        keys = list(rows.values_list("pk", flat=True))
        _copy_to_history(rows.model, dict.fromkeys(keys, "-"))
        for start in range(0, len(keys), 5000):  # a statement takes so many parameters and no more
            rows.model._default_manager.filter(pk__in=keys[start : start + 5000])._raw_delete(rows.db)
    return len(keys)


def bulk_write(
    model: type[M], created: Sequence[M], changed: Sequence[M], *, unique: Sequence[str], fields: Sequence[str]
) -> None:
    """Create rows and write `fields` of others, known by their `unique` fields, and copy all to their history.

    For thousands of rows: one upsert is ten times faster than `bulk_update`, and copying inside the database than
    making a history row in Python for each.
    """
    for row in changed:
        row.pk = None  # the upsert finds it by its unique fields, and gives the key back
    with transaction.atomic(savepoint=False):
        model._default_manager.bulk_create(
            [*created, *changed], batch_size=1000, update_conflicts=True, unique_fields=unique, update_fields=fields
        )
        _copy_to_history(model, {**{row.pk: "+" for row in created}, **{row.pk: "~" for row in changed}})


def _copy_to_history(model: type[M], kinds: dict[Any, str]) -> None:
    """Write a history row of each record as it is now, put down to who is acting.

    `kinds` says of each key whether the record was created (+), changed (~) or is about to be removed (-).
    """
    actor = _actor.get() or Actor(None, "")
    history = model.history.model  # type: ignore[attr-defined]
    quote = connection.ops.quote_name
    columns = [quote(field.column) for field in history.tracked_fields]
    said = {
        "history_date": clock.now(),
        "history_user": actor.by and actor.by.pk,
        "history_change_reason": actor.reason,
    }
    targets = {name: history._meta.get_field(name) for name in said}
    values = [targets[name].get_db_prep_save(value, connection) for name, value in said.items()]
    into = ", ".join([*columns, *(quote(field.column) for field in targets.values()), quote("history_type")])
    key, source = quote(str(model._meta.pk.column)), quote(model._meta.db_table)
    keys = list(kinds)
    with connection.cursor() as cursor:
        for start in range(0, len(keys), 400):
            some = keys[start : start + 400]
            new = [pk for pk in some if kinds[pk] == "+"]
            other = "'-'" if "-" in kinds.values() else "'~'"
            kind = f"CASE WHEN {key} IN ({_marks(new)}) THEN '+' ELSE {other} END" if new else other
            chosen = f"{', '.join(columns)}, {_marks(values)}, {kind}"
            # every name comes from the model, every value is a parameter
            sql = f"INSERT INTO {quote(history._meta.db_table)} ({into}) SELECT {chosen} FROM {source}"  # noqa: S608
            cursor.execute(f"{sql} WHERE {key} IN ({_marks(some)})", [*values, *new, *some])


def _marks(values: Sequence[Any]) -> str:
    """Return the marks of as many parameters."""
    return ", ".join(["%s"] * len(values))


@dataclass(frozen=True)
class Change:
    """One field of one record, before and after."""

    at: Any
    by: str
    reason: str
    record: str
    field: str
    before: Any
    after: Any


class Link(NamedTuple):
    """Another record that a field points to, still to be named."""

    model: type[models.Model]
    pk: Any


UNSHOWN = frozenset({"id", "version"})


def changes(history: models.QuerySet[Any], *, record: str = "", without: frozenset[str] = frozenset()) -> list[Change]:
    """Return what changed, newest first, as field, before, after, but for some fields.

    One query, and one for each kind of record that changed fields point to.
    """
    rows = list(history.select_related("history_user").order_by("history_date", "history_id"))
    found: list[Change] = []
    for before, after in zip([None, *rows], rows, strict=False):
        found += _between(before, after, record, UNSHOWN | without)
    return named(found[::-1])


def changes_of_many(history: models.QuerySet[Any], name: Callable[[Any], str]) -> list[Change]:
    """Return what changed in several records of one model, each called by its name, newest first."""
    rows: dict[Any, list[Any]] = {}
    for row in history.select_related("history_user").order_by("history_date", "history_id"):
        rows.setdefault(row.id, []).append(row)
    found: list[Change] = []
    for held in rows.values():
        for before, after in zip([None, *held], held, strict=False):
            found += _between(before, after, name(after), UNSHOWN)
    return named(sorted(found, key=lambda change: change.at, reverse=True))


def _between(before: Any, after: Any, record: str, without: frozenset[str]) -> list[Change]:
    """Compare two neighbouring rows of one record's history."""
    by = str(after.history_user) if after.history_user_id else "the system"
    reason = after.history_change_reason or ""
    if before is None:
        return [Change(after.history_date, by, reason, record, "record", "", "created")]
    if after.history_type == "-":
        return [Change(after.history_date, by, reason, record, "record", "", "removed")]
    tracked = [field for field in after.tracked_fields if field.name not in without]
    return [
        Change(after.history_date, by, reason, record, str(field.verbose_name), old, new)
        for field in tracked
        if (old := shown(before, field)) != (new := shown(after, field))
    ]


def shown(row: Any, field: models.Field[Any, Any]) -> str | Link:
    """Return a field's value in words, or the record it points to."""
    value = getattr(row, field.attname)
    if value is None or value == "":
        return "–"
    if field.remote_field:
        return Link(field.remote_field.model, value)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return words.moment(value)
    if isinstance(value, date):
        known = getattr(row, f"{field.name.removesuffix('_on')}_precision", dates.Precision.DAY)
        return dates.in_words(value, known)
    return str(value)


def named(found: list[Change]) -> list[Change]:
    """Name the records that changes point to; one that is gone keeps its number."""
    links = {value for change in found for value in (change.before, change.after) if isinstance(value, Link)}
    names: dict[Any, str] = {}
    for model in {link.model for link in links}:
        records = model._base_manager.in_bulk([link.pk for link in links if link.model is model])
        names |= {Link(model, pk): str(record) for pk, record in records.items()}
    return [
        replace(change, before=in_words(change.before, names), after=in_words(change.after, names)) for change in found
    ]


def in_words(value: str | Link, names: dict[Any, str]) -> str:
    """Return what is shown of a value."""
    return names.get(value, f"number {value.pk}") if isinstance(value, Link) else value
