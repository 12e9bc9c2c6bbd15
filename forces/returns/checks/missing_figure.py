"""Every figure asked for is held, with a status at least."""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import TypeVar

OF = "return"
NAME = "missing-figure"
TITLE = "Missing figure"
WHAT = "Asks about figures of which nothing is held; only when an administrator says so, as a return may be incomplete."
Figure = TypeVar("Figure")


def check(asked: Iterable[Figure], held: Container[Figure]) -> list[Figure]:
    """Return what was asked and is not held, in the order of asking."""
    return [figure for figure in asked if figure not in held]
