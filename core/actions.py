"""How a write is made: atomic, permitted, put down to a person; rows locked; a stale form refused without loss."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction

from core import history
from core.models import Record

P = ParamSpec("P")
R = TypeVar("R")
M = TypeVar("M", bound=models.Model)
T = TypeVar("T", bound=Record)


class Stale(Exception):
    """Somebody saved the record after this form was opened."""

    def __init__(self, record: Record, seen: int) -> None:
        super().__init__(f"{record} was changed after version {seen}")
        self.record = record
        self.changes: list[history.Change] = []
        if hasattr(record, "history"):
            rows = record.history.filter(version__gte=seen)
            self.changes = [change for change in history.changes(rows) if change.field != "record"]


def action(permission: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function a write: keyword-only with `by` first, in one transaction, permitted to `by`, signed by `by`."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        parameters = list(inspect.signature(function).parameters.values())
        if not parameters or parameters[0].name != "by" or any(p.kind is not p.KEYWORD_ONLY for p in parameters):
            raise TypeError(
                f"{function.__qualname__} is an action: its arguments are keyword-only and `by` comes first"
            )

        @functools.wraps(function)
        def write(*args: P.args, **kwargs: P.kwargs) -> R:
            by: Any = kwargs["by"]
            if not by.has_perm(permission):
                raise PermissionDenied(permission)
            with transaction.atomic(), history.acting(by, str(kwargs.get("reason") or "")):
                return function(*args, **kwargs)

        write.permission = permission  # type: ignore[attr-defined]
        return write

    return decorate


def lock(record: T, *, version: int | None = None, parts_may_come: bool = False) -> T:
    """Return the row locked for this transaction; raise `Stale` when it is no longer the version the form showed.

    Nobody else adds a row that points to it meanwhile, unless `parts_may_come`: so lock a whole whose parts are locked
    by themselves before they add another, or the two wait for each other.
    """
    rows = type(record)._default_manager.select_for_update(of=("self",), no_key=parts_may_come)
    fresh = rows.get(pk=record.pk)
    if version is not None and fresh.version != version:
        raise Stale(fresh, version)
    return fresh


def save(record: M) -> M:
    """Save one row, turning a broken constraint into its own message; counts up the version of a `Record`."""
    if isinstance(record, Record) and record.pk:
        record.version += 1
    try:
        with transaction.atomic():
            record.save()
    except IntegrityError as error:
        raise explained(error, type(record)) from error
    return record


def explained(error: IntegrityError, model: type[models.Model]) -> ValidationError:
    """Return the message of the constraint that the database named; an unknown one is a fault and is raised again."""
    text = str(error)
    for constraint in model._meta.constraints:
        if constraint.name in text or _is_sqlite_unique(text, model, constraint):
            return ValidationError(constraint.get_violation_error_message(), code=constraint.name)
    raise error


def _is_sqlite_unique(text: str, model: type[models.Model], constraint: models.BaseConstraint) -> bool:
    """SQLite names the columns of a broken unique constraint, not the constraint."""
    if not isinstance(constraint, models.UniqueConstraint) or not text.startswith("UNIQUE constraint failed: "):
        return False
    table = model._meta.db_table
    columns = {f"{table}.{model._meta.get_field(name).column}" for name in constraint.fields}  # type: ignore[union-attr]
    return bool(columns) and columns == set(text.removeprefix("UNIQUE constraint failed: ").split(", "))
