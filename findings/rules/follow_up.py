"""What an inspection did about one earlier finding. Pure: its last word in, the answer out."""

from __future__ import annotations

NOT_ASSESSED = "not-assessed"

ASSESSED = "assessed"
LEFT = "left"
NEITHER = "neither"


def attention(verdict: str, narrative: str) -> str:
    """Return what an inspection's last follow-up on a finding says of it; "" for both when there is none.

    A finding is *left* when it was explicitly not assessed, with a reason; without one nobody has decided anything.
    """
    if verdict == NOT_ASSESSED:
        return LEFT if narrative.strip() else NEITHER
    return ASSESSED if verdict else NEITHER
