"""A finding's past, told again from its events. Pure: events in, what stood on a day out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple


class Step(NamedTuple):
    """What the replay reads of an event; `order` is the order in which events were entered."""

    order: int
    effective_on: date
    recorded_on: date
    status_after: str = ""
    due_before: date | None = None
    due_after: date | None = None


def status_as_at(steps: Iterable[Step], on: date, *, known_on: date | None = None) -> str:
    """Return the status on a day, as far as was recorded by `known_on`; "" before any event set one.

    Of the events that had taken effect by the day, the one recorded last says it: so as at today it is the status the
    finding has, and what is learned later about an earlier day is counted from that day on.
    """
    told = [step for step in steps if step.status_after and was_told(step, on, known_on)]
    return max(told, key=in_order).status_after if told else ""


def due_as_at(moves: Iterable[Step], due_on: date | None, on: date, *, known_on: date | None = None) -> date | None:
    """Return the inspectorate's due date as it stood on a day, from its extensions and from what it is today.

    Of those in effect by the day, the one recorded last moved it; before any it is the original.
    """
    extensions = list(moves)
    told = [step for step in extensions if was_told(step, on, known_on)]
    return max(told, key=in_order).due_after if told else first_due(extensions, due_on)


def first_due(moves: Iterable[Step], due_on: date | None) -> date | None:
    """Return the original due date: what the first extension of all moved, or what it is today where none did."""
    first = min(moves, key=in_order, default=None)
    return first.due_before if first else due_on


def was_told(step: Step, on: date, known_on: date | None) -> bool:
    """Say whether an event had taken effect by a day and was recorded by `known_on`."""
    return step.effective_on <= on and (known_on is None or step.recorded_on <= known_on)


def in_order(step: Step) -> tuple[date, int]:
    """Return where an event stands in the order in which things became known."""
    return step.recorded_on, step.order
