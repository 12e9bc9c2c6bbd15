"""What moves a finding, and what must hold before it closes. Pure: statuses and verdicts in, answers out."""

from __future__ import annotations

DRAFT = "draft"
OPEN = "open"
IN_PROGRESS = "in-progress"
BLOCKED = "blocked"
AWAITING = "awaiting-verification"
ACHIEVED = "closed-achieved"
SUPERSEDED = "closed-superseded"
NO_LONGER_RELEVANT = "closed-no-longer-relevant"

CLOSED = frozenset({ACHIEVED, SUPERSEDED, NO_LONGER_RELEVANT})
LIVE = frozenset({OPEN, IN_PROGRESS, BLOCKED, AWAITING})

# status → the statuses it may move to
MOVES: dict[str, frozenset[str]] = {
    DRAFT: frozenset({OPEN}),
    OPEN: frozenset({IN_PROGRESS, AWAITING, SUPERSEDED, NO_LONGER_RELEVANT}),
    IN_PROGRESS: frozenset({AWAITING, SUPERSEDED, NO_LONGER_RELEVANT}),
    BLOCKED: frozenset({IN_PROGRESS, AWAITING, SUPERSEDED, NO_LONGER_RELEVANT}),
    AWAITING: frozenset({IN_PROGRESS, ACHIEVED, SUPERSEDED, NO_LONGER_RELEVANT}),
    ACHIEVED: frozenset(),
    SUPERSEDED: frozenset(),
    NO_LONGER_RELEVANT: frozenset(),
}

# what a follow-up found → where it moves a live finding; nothing said means it stays
MOVED_BY_VERDICT = {
    "some-progress": IN_PROGRESS,
    "good-progress": IN_PROGRESS,
    "achieved": AWAITING,
    "no-longer-a-concern": AWAITING,
}
SETTLING_VERDICTS = frozenset({"achieved", "no-longer-a-concern"})

COC_ASSURANCE = 3


def may_move(status: str, to: str) -> bool:
    """Say whether a finding may move from one status to another."""
    return to in MOVES[status]


def after_follow_up(status: str, verdict: str) -> str:
    """Return the status of a live finding after a follow-up's verdict."""
    to = MOVED_BY_VERDICT.get(verdict, status)
    return to if to != status and may_move(status, to) else status


def after_verification(status: str, verdict: str, *, is_agreed: bool) -> str:
    """Return the status after a manager agreed with a follow-up's verdict, or did not.

    Agreeing with a verdict that settles the finding brings it to where it can be closed, also when the register kept
    it in progress; not agreeing sends it back.
    """
    to = status
    if not is_agreed:
        to = IN_PROGRESS
    elif verdict in SETTLING_VERDICTS:
        to = AWAITING
    return to if may_move(status, to) else status


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
        blockers.append("No follow-up that found it achieved, or no longer a concern, has been verified.")
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
