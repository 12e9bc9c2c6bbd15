"""What stood on a question from day to day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from inspections.rules.grades import NOT_ASKED, Books, Effective, Key, effective


def over_time(
    books: Books, force: int, names: Sequence[tuple[Key, str]], days: Iterable[date]
) -> list[tuple[date, Effective]]:
    """Return what stood on a question from day to day where it changed, under the latest framework in use by then.

    `names` is what each framework of its pillar calls it, the earliest first, nothing where it does not judge it;
    `days` are those on which anything came out or was corrected, in order.
    """
    found: list[tuple[date, Effective]] = []
    for day in days:
        in_use = [(key, name) for key, name in names if is_in_use(books, force, key, day)]
        if not in_use or (not found and not in_use[-1][1]):
            continue
        key, name = in_use[-1]
        stands = replace(effective(books, force, key, name, day), carried_over=False) if name else Effective(NOT_ASKED)
        if not found or found[-1][1] != stands:
            found.append((day, stands))
    return found


def is_in_use(books: Books, force: int, key: Key, on: date) -> bool:
    """Say whether a report against a framework was out by a day, of this force or of another."""
    out = any(one.is_out(on) for one in books.inspections.get((force, key), ()))
    return out or books.has_begun(key, on)
