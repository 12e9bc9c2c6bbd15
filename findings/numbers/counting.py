"""From findings to numbers: one query, then `rules.numbers`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Case, When

from findings.models import FindingKind, Status
from findings.models.outcomes import level_of
from findings.rules import moves
from findings.rules.figures import Numbers
from findings.rules.numbers import Fact, numbers
from findings.selection import Reader, chosen

FIELDS = (
    "force__slug", "theme", "kind", "shown_status", "raised_on", "shown_due_on", "first_due_on", "closed_on",
    "is_silent", "is_moved", "is_reopened", "is_repeat", "level",
)  # fmt: skip


def facts_of(reader: Reader, filters: Mapping[str, Any]) -> list[Fact]:
    """Return what is counted of each finding that is out; the words are those the register chooses by."""
    told = reader.told()
    found = (
        chosen(reader, filters)
        .out()
        .with_first_due()
        .with_closing(told)
        .saying_if_silent(reader.user, reader.on, reader.known_on)
        .saying_if_moved(told)
        .saying_if_reopened(told)
        .saying_if_repeat()
        .annotate(level=Case(When(shown_status__in=sorted(moves.CLOSED), then=level_of(told))))
    )
    return [Fact(*row) for row in found.order_by().values_list(*FIELDS)]


def counted(reader: Reader, filters: Mapping[str, Any]) -> Numbers:
    """Count what the filters choose, as the person may see it."""
    kinds = [filters["kind"]] if filters.get("kind") else list(FindingKind.values)
    return numbers(facts_of(reader, filters), reader.on, statuses=list(Status.values), kinds=kinds)
