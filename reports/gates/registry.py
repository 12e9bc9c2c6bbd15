"""The gates of each move, as the modules of this package and of others register them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from findings.publication import Blocker
from reports.gates.facts import Facts

Gate = Callable[[Facts], Iterable[Blocker]]
GATES: dict[tuple[str, str], list[Gate]] = defaultdict(list)


def gate(before: str, after: str) -> Callable[[Gate], Gate]:
    """Register a function as a gate of the move from one stage to another."""

    def register(function: Gate) -> Gate:
        GATES[before, after].append(function)
        return function

    return register


def blockers(facts: Facts, to: str) -> list[Blocker]:
    """Return what is still missing before an inspection may go to a stage."""
    return [blocker for function in GATES.get((facts.inspection.stage, to), ()) for blocker in function(facts)]
