"""What every file that people send in shares: its own name, its hash, its moves, and a preview that is out of date."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from pathlib import PurePath
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.core.files.base import File

S = TypeVar("S", bound=Any)
LONGEST_NAME = 255


class PreviewStale(ValidationError):
    """What the file would do is no longer what was shown; nothing was applied. `changed` says of what."""

    def __init__(self, changed: str = "What is held") -> None:
        super().__init__(
            f"{changed} changed after this preview was made, so nothing was applied. "
            "The preview has been made again: look at it and confirm it then."
        )


def own_name(file: File[bytes]) -> str:
    """Return what a file is called where it comes from, without its folders."""
    return PurePath(file.name or "a file").name[-LONGEST_NAME:]


def digest(file: File[bytes]) -> str:
    """Return the SHA-256 of a file in hexadecimal digits."""
    found = hashlib.sha256()
    for chunk in file.chunks():
        found.update(chunk)
    return found.hexdigest()


def moved(file: S, to: Any, moves: Mapping[str, Collection[str]]) -> S:
    """Move a file to a state along its table of moves, unsaved; refuse any other move in words."""
    if to not in moves[file.state]:
        now = file.get_state_display().lower()
        raise ValidationError(f"This file is {now}; it cannot be {to.label.lower()}.")
    file.state = to
    return file
