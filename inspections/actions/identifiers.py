"""That a writer was warned of likely identifiers and kept them: part of the action that saves the words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from accounts.models import User
from core import clock
from inspections.models import EvidenceItem, KeptIdentifier, ReviewFile
from inspections.rules.identifiers import Kept


def keep(by: User, about: ReviewFile | EvidenceItem, kept: Sequence[Kept]) -> None:
    """Note each decision; the words themselves are not repeated."""
    if kept:
        owner: dict[str, Any] = {"file" if isinstance(about, ReviewFile) else "item": about}
        at = clock.now()
        KeptIdentifier.objects.bulk_create(KeptIdentifier(**owner, by=by, at=at, **one._asdict()) for one in kept)
