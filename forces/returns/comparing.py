"""What a row changes in what is held, and what differs between two editions of a return."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

COMPARED = ("numerator", "denominator", "printed", "status", "reason", "caveat", "base")


def changed_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Return the fields of a value that a row would change, in the order they are shown.

    A field the row does not speak of stays as it is; rows staged before a field was known do not have it.
    """
    return [name for name in COMPARED if name in after and before.get(name) != after[name]]


def outcome_of(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> str:
    """Return what a row does to what is held: added, changed or unchanged."""
    if before is None:
        return "added"
    return "changed" if changed_fields(before, after) else "unchanged"


def digest(figures: Sequence[Mapping[str, Any]]) -> str:
    """Return what tells the figures a person saw from any others."""
    return hashlib.sha256(json.dumps(figures, sort_keys=True).encode()).hexdigest()


SIGNED = {
    "numerator": "numerator",
    "denominator": "denominator",
    "status": "status",
    "reason": "reason",
    "caveat": "note",
    "base": "responses",
    "shown": "printed",
}


class Difference(NamedTuple):
    """What differs between two editions of a return: the figure, which part of it, before and after."""

    title: str
    when: str
    field: str
    before: Any
    after: Any


def differences(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> list[Difference]:
    """Return what changed from one edition's figures to another's, in the order of the later one."""
    earlier = {(one["measure"], one["period"]): one for one in before}
    later = {(one["measure"], one["period"]): one for one in after}
    found = []
    for key in [*later, *(key for key in earlier if key not in later)]:
        old, new = earlier.get(key, {}), later.get(key, {})
        named = new or old
        found += [
            Difference(named["title"], named["when"], words, old.get(name), new.get(name))
            for name, words in SIGNED.items()
            if old.get(name) != new.get(name)
        ]
    return found
