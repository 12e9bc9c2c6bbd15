"""How an inspection moves: stage by stage forward, and back where more must be done; a published one stays out."""

from __future__ import annotations

# in order; each leads to the next
STAGES = (
    "planned", "scoped", "fieldwork", "evidence-closed", "drafting", "moderation", "with-force", "approved",
    "published",
)  # fmt: skip
MOVES: dict[str, set[str]] = {
    "planned": {"scoped"},
    "scoped": {"planned", "fieldwork"},
    "fieldwork": {"scoped", "evidence-closed"},
    "evidence-closed": {"fieldwork", "drafting"},
    "drafting": {"evidence-closed", "moderation"},
    "moderation": {"drafting", "with-force"},
    "with-force": {"moderation", "approved"},
    "approved": {"with-force", "published"},
    "published": set(),
}
# Made by what is done there, never by a button of the workspace: sending the draft, approving it, publishing it.
MADE_ELSEWHERE = {"with-force", "approved", "published"}


def may_move(before: str, after: str) -> bool:
    """Say whether an inspection may go from one stage to another."""
    return after in MOVES[before]


def behind(stage: str) -> str:
    """Return the stage before, where an inspection may go back to it, or nothing."""
    return next((before for before in MOVES[stage] if is_back(stage, before)), "")


def is_back(before: str, after: str) -> bool:
    """Say whether a move goes back, which needs a reason."""
    return STAGES.index(after) < STAGES.index(before)


def ahead(stage: str) -> str:
    """Return the next stage, or nothing after the last."""
    place = STAGES.index(stage) + 1
    return STAGES[place] if place < len(STAGES) else ""
