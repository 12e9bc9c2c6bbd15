"""What differs between two texts, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

SAME, REMOVED, ADDED = "same", "removed", "added"
PIECES = re.compile(r"\n|[^\S\n]+|[^\s]+")


class Piece(NamedTuple):
    """A run of words that is the same, removed or added."""

    kind: str
    text: str


def differences(before: str, after: str) -> list[Piece]:
    """Return both texts as one, in pieces: lines first, then words inside the lines that changed."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    found: list[Piece] = []
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "replace":
            found += by_words("".join(old[i:j]), "".join(new[k:m]))
        else:
            found += plain(kind, old[i:j], new[k:m])
    return joined(found)


def by_words(before: str, after: str) -> Iterator[Piece]:
    """Return two runs of lines as pieces, word by word."""
    old, new = PIECES.findall(before), PIECES.findall(after)
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield from plain(kind, old[i:j], new[k:m])


def plain(kind: str, old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    """Return one step from the old words to the new ones."""
    if kind == "equal":
        yield Piece(SAME, "".join(old))
        return
    if old:
        yield Piece(REMOVED, "".join(old))
    if new:
        yield Piece(ADDED, "".join(new))


def joined(pieces: Sequence[Piece]) -> list[Piece]:
    """Put neighbours of one kind together."""
    found: list[Piece] = []
    for piece in pieces:
        if found and found[-1].kind == piece.kind:
            found[-1] = Piece(piece.kind, found[-1].text + piece.text)
        else:
            found.append(piece)
    return found


def is_changed(pieces: Sequence[Piece]) -> bool:
    """Say whether anything differs."""
    return any(piece.kind != SAME for piece in pieces)
