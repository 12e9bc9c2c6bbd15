"""What becomes of proposals. Pure: tables and texts."""

from __future__ import annotations

# what was decided about a proposal → what may be decided next: what was refused by mistake can still be confirmed
PROPOSAL_MOVES: dict[str, frozenset[str]] = {
    "waiting": frozenset({"confirmed", "refused"}),
    "refused": frozenset({"confirmed"}),
    "confirmed": frozenset(),
}
CONTEXT = 4  # lines shown around a passage


def passage(text: str, lines: list[int], *, around: int = CONTEXT) -> list[tuple[int, str, bool]]:
    """Return the lines of a text around those a proposal stands on: number, words, whether it stands on it.

    Empty lines are left out.
    """
    rows = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    first, last = max(min(lines) - around, 1), min(max(lines) + around, len(rows))
    own = set(lines)
    return [
        (number, words, number in own)
        for number in range(first, last + 1)
        if (words := " ".join(rows[number - 1].split()))
    ]
