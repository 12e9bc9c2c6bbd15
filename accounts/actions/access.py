"""Writing the access log: not a change to a record, so it asks no permission and keeps no history."""

from __future__ import annotations

from typing import Any

from accounts.models import AccessKind, AccessLog
from core import clock, logs


def log(*, by: Any, kind: AccessKind, what: str) -> AccessLog:
    """Note that somebody reached for something; `by` may be anonymous."""
    person = by if by is not None and by.is_authenticated else None
    return AccessLog.objects.create(
        at=clock.now(), kind=kind, by=person, what=what[:300], request_id=logs.request_id.get()
    )
