"""That a writer was warned of likely identifiers and kept them: part of the action that saves the words."""

from __future__ import annotations

from collections.abc import Sequence

from accounts.models import User
from core import clock
from inspections.models import KeptIdentifier, ReviewFile
from inspections.rules.identifiers import Kept


def keep(by: User, file: ReviewFile, kept: Sequence[Kept]) -> None:
    """Note each decision; the words themselves are not repeated."""
    if kept:
        at = clock.now()
        KeptIdentifier.objects.bulk_create(KeptIdentifier(file=file, by=by, at=at, **one._asdict()) for one in kept)
