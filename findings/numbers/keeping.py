"""Numbers kept between requests until something they are counted from changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from accounts.models import Role
from core.keeping import Sources, quoted
from findings.models import Event, Finding, Lineage, LineageKind
from findings.numbers.counting import counted
from findings.rules.figures import Numbers
from findings.selection import Reader
from forces.models import Force
from forces.models.people import barred_forces, force_of
from inspections.models import Inspection, Question, Stage
from inspections.models.inspections import unpublished_around


class Kept(NamedTuple):
    """What was counted, and drawn."""

    numbers: Numbers
    drawn: str


def kept(reader: Reader, asked: Mapping[str, str], filters: Mapping[str, Any], draw: Callable[[Numbers], str]) -> Kept:
    """Return the numbers of an address: what the person may see, the day and the address tell one from another."""

    def count() -> Kept:
        found = counted(reader, filters)
        return Kept(found, draw(found))

    told = ("numbers", sees(reader.user), reader.today.isoformat(), sorted(asked.items()))
    return SOURCES.kept(repr(told), count)


def sees(user: Any) -> tuple[Any, ...]:
    """Return all of a person that `visible_to` asks for: people who agree in it see the same findings and events."""
    barred = sorted(barred_forces(user)) if user.role not in {Role.ADMINISTRATOR, Role.FORCE_CONTACT} else []
    around = unpublished_around(user) if user.role == Role.INSPECTOR else ({}, [])
    force = force_of(user) if user.role == Role.FORCE_CONTACT else None
    return str(user.role), force, barred, sorted(around[0].items()), sorted(around[1])


def whole_tables() -> str:
    """Return SQL for the few that are quick to look at whole: reports that are out, and links that say repeated."""
    inspections, links = quoted(Inspection._meta.db_table), quoted(Lineage._meta.db_table)
    return (
        f"(SELECT COUNT(*) FROM {inspections} WHERE stage = '{Stage.PUBLISHED.value}'), "  # noqa: S608
        f"(SELECT SUM(later_id) FROM {links} WHERE kind = '{LineageKind.REPEATED.value}')"
    )


SOURCES = Sources(
    Event,
    Finding,
    Finding.history.model,
    Inspection.history.model,
    Force.history.model,
    Question.history.model,
    Lineage,
    Lineage.history.model,
    also=whole_tables,
)
