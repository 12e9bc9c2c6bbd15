"""What was worked out, kept until something it was worked out from changes; docs/adr/0013 says how that is known."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cached_property
from typing import Any, TypeVar

from django.core.cache import caches
from django.db import connection

MAX_AGE = 300  # seconds; the stamp tells of every change at once, this is for what nobody thought of
TAIL = 2000  # keys: as many rows may be written between a row's key being given out and its being committed
Stamp = tuple[int | None, ...]
T = TypeVar("T")


class Sources:
    """Tables that something is worked out from, each of which every change adds a row to: events and histories.

    `also` returns SQL of further values to look at, for tables that are quick to look at whole.
    """

    def __init__(self, *growing: Any, also: Callable[[], str] | None = None) -> None:
        self.growing, self.also = growing, also

    def kept(self, key: str, work_out: Callable[[], T]) -> T:
        """Return what is kept under a key, worked out anew when the stamp is not the one it was kept under.

        The stamp is read before working out: what is worked out is then as new as the stamp, or newer, never older.
        """
        name, now = hashlib.sha256(key.encode()).hexdigest(), self.stamp()
        held: tuple[Stamp, T] | None = caches["numbers"].get(name)
        if held is None or held[0] != now:
            held = (now, work_out())
            caches["numbers"].set(name, held, MAX_AGE)
        return held[1]

    def stamp(self) -> Stamp:
        """Return what changes with every change of the tables; one query on the ends of indexes."""
        with connection.cursor() as cursor:
            cursor.execute(self.statement)
            return tuple(cursor.fetchone())

    @cached_property
    def statement(self) -> str:
        """Return the SQL of the stamp."""
        return f"SELECT {', '.join([*map(ends, self.growing), *([self.also()] if self.also else [])])}"


def ends(model: Any) -> str:
    """Return SQL for a table's last key and how many rows its last keys have: fewer where one is not committed yet."""
    table, key = quoted(model._meta.db_table), quoted(model._meta.pk.column)
    last = f"(SELECT MAX({key}) FROM {table})"  # noqa: S608 - names of our own models
    return f"{last}, (SELECT COUNT(*) FROM {table} WHERE {key} > {last} - {TAIL})"  # noqa: S608


def quoted(name: str) -> str:
    """Return a name as SQL."""
    return connection.ops.quote_name(name)
