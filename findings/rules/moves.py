"""What moves a finding. Pure: statuses and verdicts in, answers out."""

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
    DRAFT: frozenset({OPEN, NO_LONGER_RELEVANT}),
    OPEN: frozenset({IN_PROGRESS, BLOCKED, AWAITING, SUPERSEDED, NO_LONGER_RELEVANT}),
    IN_PROGRESS: frozenset({BLOCKED, AWAITING, SUPERSEDED, NO_LONGER_RELEVANT}),
    BLOCKED: frozenset({IN_PROGRESS, AWAITING, SUPERSEDED, NO_LONGER_RELEVANT}),
    AWAITING: frozenset({IN_PROGRESS, BLOCKED, ACHIEVED, SUPERSEDED, NO_LONGER_RELEVANT}),
    ACHIEVED: frozenset({OPEN}),
    SUPERSEDED: frozenset({OPEN}),
    NO_LONGER_RELEVANT: frozenset({OPEN}),
}

# what a follow-up found → where it moves a live finding; nothing said means it stays
MOVED_BY_VERDICT = {
    "some-progress": IN_PROGRESS,
    "good-progress": IN_PROGRESS,
    "achieved": AWAITING,
    "no-longer-a-concern": AWAITING,
}
SETTLING_VERDICTS = frozenset({"achieved", "no-longer-a-concern"})


def may_move(status: str, to: str) -> bool:
    """Say whether a finding may move from one status to another."""
    return to in MOVES[status]


def after_follow_up(status: str, verdict: str) -> str:
    """Return the status of a live finding after a follow-up's verdict; no progress undoes that it was declared done."""
    to = MOVED_BY_VERDICT.get(verdict, status)
    if status == AWAITING and verdict == "no-progress":
        to = IN_PROGRESS
    return to if to != status and may_move(status, to) else status


def after_verification(status: str, *, settles: bool, is_agreed: bool) -> str:
    """Return the status after a manager agreed, or did not, with what was recorded; `settles`: it says it is done.

    Agreeing with what settles the finding brings it to where it can be closed, also when the register kept it in
    progress; not agreeing sends it back.
    """
    to = status
    if not is_agreed:
        to = IN_PROGRESS
    elif settles:
        to = AWAITING
    return to if may_move(status, to) else status
