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
    told = [
        step
        for step in steps
        if step.status_after and step.effective_on <= on and (known_on is None or step.recorded_on <= known_on)
    ]
    return max(told, key=lambda step: (step.recorded_on, step.order)).status_after if told else ""
