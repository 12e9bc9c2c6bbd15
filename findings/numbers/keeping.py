"""Numbers kept between requests until something they are counted from changes; docs/adr/0013 says how that is known."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NamedTuple

from django.core.cache import caches
from django.db import connection

from accounts.models import Role
from findings.models import Event, Finding, Lineage, LineageKind
from findings.numbers.counting import counted
from findings.rules.figures import Numbers
from findings.selection import Reader
from forces.models import Force
from forces.models.people import barred_forces, force_of
from inspections.models import Inspection, Question, Stage
from inspections.models.inspections import unpublished_around

MAX_AGE = 300  # seconds; the stamp tells of every change at once, this is for what nobody thought of
TAIL = 2000  # keys: as many rows may be written between a row's key being given out and its being committed
# every change adds a row to one of these: events are only added, and the history of the rest tells of changes
GROWING = (
    Event,
    Finding,
    Finding.history.model,
    Inspection.history.model,
    Force.history.model,
    Question.history.model,
    Lineage,
    Lineage.history.model,
)
Stamp = tuple[int | None, ...]


class Kept(NamedTuple):
    """What was counted, drawn, and the stamp it holds for."""

    stamp: Stamp
    numbers: Numbers
    drawn: str


def kept(reader: Reader, asked: Mapping[str, str], filters: Mapping[str, Any], draw: Callable[[Numbers], str]) -> Kept:
    """Return the numbers of an address, counted and drawn anew when the stamp is not the one they were kept under.

    The stamp is read before counting: what is counted is then as new as the stamp, or newer, never older.
    """
    key, now = key_of(reader, asked), stamp()
    held: Kept | None = caches["numbers"].get(key)
    if held is None or held.stamp != now:
        found = counted(reader, filters)
        held = Kept(now, found, draw(found))
        caches["numbers"].set(key, held, MAX_AGE)
    return held


def key_of(reader: Reader, asked: Mapping[str, str]) -> str:
    """Return what tells one page of numbers from another: what the person may see, the day, and the address."""
    told = (sees(reader.user), reader.today.isoformat(), sorted(asked.items()))
    return hashlib.sha256(repr(told).encode()).hexdigest()


def sees(user: Any) -> tuple[Any, ...]:
    """Return all of a person that `visible_to` asks for: people who agree in it see the same findings and events."""
    barred = sorted(barred_forces(user)) if user.role not in {Role.ADMINISTRATOR, Role.FORCE_CONTACT} else []
    around = unpublished_around(user) if user.role == Role.INSPECTOR else ({}, [])
    force = force_of(user) if user.role == Role.FORCE_CONTACT else None
    return str(user.role), force, barred, sorted(around[0].items()), sorted(around[1])


def stamp() -> Stamp:
    """Return what changes with everything that the numbers are counted from; one query on the ends of indexes."""
    with connection.cursor() as cursor:
        cursor.execute(statement())
        return tuple(cursor.fetchone())


def ends(model: Any) -> str:
    """Return SQL for a table's last key and how many rows its last keys have: fewer where one is not committed yet."""
    table, key = quoted(model._meta.db_table), quoted(model._meta.pk.column)
    last = f"(SELECT MAX({key}) FROM {table})"  # noqa: S608 - names of our own models
    return f"{last}, (SELECT COUNT(*) FROM {table} WHERE {key} > {last} - {TAIL})"  # noqa: S608


def quoted(name: str) -> str:
    """Return a name as SQL."""
    return connection.ops.quote_name(name)


def whole_tables() -> str:
    """Return SQL for the few that are quick to look at whole: reports that are out, and links that say repeated."""
    inspections, links = quoted(Inspection._meta.db_table), quoted(Lineage._meta.db_table)
    return (
        f"(SELECT COUNT(*) FROM {inspections} WHERE stage = '{Stage.PUBLISHED.value}'), "  # noqa: S608
        f"(SELECT SUM(later_id) FROM {links} WHERE kind = '{LineageKind.REPEATED.value}')"
    )


@cache
def statement() -> str:
    """Return the SQL of the stamp."""
    return f"SELECT {', '.join(map(ends, GROWING))}, {whole_tables()}"
