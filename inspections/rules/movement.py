"""Whether a grade is better or worse than the one before it."""

from __future__ import annotations

from datetime import date

from inspections.rules.grades import Books, Effective, Key, as_given, effective, given, in_order

BETTER, WORSE, SAME, NO_COMPARISON = "better", "worse", "same", "no comparison"


def movement(books: Books, force: int, key: Key, question: str, on: date, now: Effective) -> str:
    """Say whether what stands is better or worse than what the inspection of the question before gave.

    Only within one scale, and only where this framework's own inspection graded it: a grade carried over has not moved.
    """
    if now.rank is None or now.carried_over:
        return NO_COMPARISON
    then = previous(books, force, key, question, on)
    if then is None or then.rank is None or then.scale != now.scale:
        return NO_COMPARISON
    return SAME if then.rank == now.rank else BETTER if now.rank < then.rank else WORSE


def previous(books: Books, force: int, key: Key, question: str, on: date) -> Effective | None:
    """Return what stood on a question before its latest report: an earlier one's, or an earlier framework's."""
    out = [one for one in books.inspections.get((force, key), ()) if one.is_out(on)]
    _, *earlier = given(in_order(out), question)
    if earlier:
        return as_given(earlier[0], books.asked[key], on)
    before = books.before(key, question)
    return effective(books, force, *before, on) if before else None
