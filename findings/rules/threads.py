"""How findings descend from one another: which link makes sense, and what hangs together. Pure."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple, TypeVar

Key = TypeVar("Key", bound=Hashable)

ESCALATED = "escalated"
DE_ESCALATED = "de-escalated"
REPEATED = "repeated"
SPLIT = "split"
MERGED = "merged"

CONCERN = "cause-of-concern"
AREA = "area-for-improvement"


class End(NamedTuple):
    """What the rules read of the finding at one end of a link; it was raised on some day from one to another."""

    reference: str
    kind: str
    force: int
    national: int | None
    raised_from: date
    raised_by: date


class Refusal(NamedTuple):
    """What is wrong with a link, and what it is about: the other finding, or the relation between the two."""

    about: str
    text: str


def refusals(kind: str, earlier: End, later: End) -> list[Refusal]:
    """Return what is wrong with a link between two findings, whatever else they are linked to."""
    found = []
    if earlier.reference == later.reference:
        found.append(Refusal("other", "A finding cannot descend from itself: give another finding's reference."))
    if earlier.force != later.force and (earlier.national is None or earlier.national != later.national):
        found.append(
            Refusal("other", "Choose a finding of the same force, or of the same national recommendation elsewhere.")
        )
    if later.raised_by < earlier.raised_from:
        found.append(
            Refusal(
                "relation",
                f"{later.reference} was raised before {earlier.reference}: a thread leads on to what was raised later.",
            )
        )
    if wrong := wrong_kinds(kind, earlier.kind, later.kind):
        found.append(Refusal("relation", wrong))
    return found


def wrong_kinds(kind: str, earlier: str, later: str) -> str:
    """Say what is wrong with a kind of link between two kinds of finding, if anything is."""
    if kind == ESCALATED and not (earlier != CONCERN and later == CONCERN):
        return "Escalated means that an area for improvement or a recommendation became a cause of concern."
    if kind == DE_ESCALATED and not (earlier == CONCERN and later == AREA):
        return "De-escalated means that a cause of concern became an area for improvement."
    if kind == REPEATED and (earlier == CONCERN) != (later == CONCERN):
        return "One of the two is a cause of concern: say that it was escalated or de-escalated, not repeated."
    return ""


def said_again(earlier: str, later: str) -> str:
    """Return the kind of link to a finding that says an earlier one again, by the kinds of the two."""
    if earlier != CONCERN and later == CONCERN:
        return ESCALATED
    return DE_ESCALATED if earlier == CONCERN and later == AREA else REPEATED


def crossing(kind: str, *, parted_from: str, gone_into: str) -> str:
    """Say why a link would part and join at once, if it would.

    `parted_from`: what the later finding was split from already; `gone_into`: what the earlier was merged into already.
    """
    if kind == SPLIT and parted_from:
        return f"It is a part of {parted_from} already. What comes from several findings is merged from them."
    if kind == MERGED and gone_into:
        return f"It went into {gone_into} already. What goes into several findings is split into them."
    return ""


def nearest(start: Key, links: Iterable[tuple[Key, Key]], *, at_most: int) -> list[Key]:
    """Return what hangs together with a start, itself first and then by the number of links; no more than `at_most`."""
    return walk(start, neighbours(links), at_most)


def walk(start: Key, beside: Mapping[Key, Sequence[Key]], at_most: int) -> list[Key]:
    """Return a start and what is reached from it, the nearest first."""
    found, waiting = {start: None}, deque([start])
    while waiting:
        for key in beside.get(waiting.popleft(), ()):
            if key not in found and len(found) < at_most:
                found[key] = None
                waiting.append(key)
    return list(found)


def threads(keys: Sequence[Key], links: Iterable[tuple[Key, Key]]) -> list[list[Key]]:
    """Return all keys as threads that hang together, in the order of their first keys; links to others are ignored."""
    known = set(keys)
    beside = neighbours(link for link in links if link[0] in known and link[1] in known)
    found: list[list[Key]] = []
    seen: set[Key] = set()
    for key in keys:
        if key not in beside:
            found.append([key])
        elif key not in seen:
            found.append(walk(key, beside, len(keys)))
            seen.update(found[-1])
    return found


def neighbours(links: Iterable[tuple[Key, Key]]) -> dict[Key, list[Key]]:
    """Return what each key is linked to, whichever way."""
    beside: dict[Key, list[Key]] = defaultdict(list)
    for earlier, later in links:
        beside[earlier].append(later)
        beside[later].append(earlier)
    return dict(beside)
