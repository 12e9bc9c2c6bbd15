"""What must hold before a finding closes. Pure: facts in, blockers in words out."""

from __future__ import annotations

from findings.rules.moves import ACHIEVED, SUPERSEDED

COC_ASSURANCE = 3
TOO_SURE = "Level 3 is for what a follow-up tested in fieldwork: what was read at the desk or declared carries 1 or 2."


def highest_assurance(basis: str) -> int:
    """Return how sure a verification can be of a follow-up by its basis; a declaration has none."""
    return COC_ASSURANCE if basis == "fieldwork" else COC_ASSURANCE - 1


def closing_blockers(
    *,
    is_cause_of_concern: bool,
    to: str,
    verified: bool,
    assurance: int | None,
    closer_recorded: bool,
    closer_verified: bool,
    open_recommendations: int,
    has_successor: bool,
) -> list[str]:
    """Return what stands between a finding and being closed as `to`, in words; nothing means it may close.

    `verified`: a follow-up that settles the finding has been agreed by a manager; `assurance` is that verification's
    level (1 self-declaration, 2 evidence at the desk, 3 tested in fieldwork).
    """
    blockers = []
    if to == ACHIEVED and not verified:
        blockers.append("Nothing that says it is done, a follow-up or the force’s declaration, has been verified.")
    if to == SUPERSEDED and not has_successor:
        blockers.append("Name the finding that takes its place.")
    if closer_recorded:
        blockers.append("You recorded the follow-up it rests on: another manager closes it.")
    if is_cause_of_concern:
        if assurance is None or assurance < COC_ASSURANCE:
            blockers.append("A cause of concern closes only on a follow-up verified at level 3, tested in fieldwork.")
        if closer_verified:
            blockers.append("You verified it: a cause of concern is closed by a second manager.")
        if open_recommendations:
            words = "recommendation is" if open_recommendations == 1 else "recommendations are"
            blockers.append(f"{open_recommendations} {words} still open.")
    return blockers
