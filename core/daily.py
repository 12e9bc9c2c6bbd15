"""What is done once a day: by the first worker that comes to it, and again until it went well.

A piece of daily work is a function registered with `@daily("notices")`; it takes the day, as the product has it, and
the moment. It may be done twice, or by two workers at once: after a while without an end it is thought lost.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from core import clock
from core.jobs import housekeeping
from core.models import DailyRun

logger = logging.getLogger(__name__)

PAUSE = timedelta(minutes=15)  # between two attempts, and before one that was never heard of again is taken over

Work = Callable[[date, datetime], Any]
DAILY: dict[str, Work] = {}


def daily(name: str) -> Callable[[Work], Work]:
    """Register a function as work of every day."""

    def register(work: Work) -> Work:
        DAILY[name] = work
        return work

    return register


@housekeeping
def do_daily() -> None:
    """Do what has not been done today; the clock of the demonstration, where no day ends, does not stop this."""
    for name in DAILY:
        attempt(name, timezone.now())


def attempt(name: str, now: datetime) -> bool:
    """Do a piece of work unless it was done today or somebody is at it; say whether it went well here and now."""
    run = claim(name, now)
    if run is None:
        return False
    try:
        DAILY[name](clock.today(), clock.now())
    except Exception:
        logger.exception("daily work %s failed; it is tried again in %s", name, PAUSE)
        return False
    DailyRun.objects.filter(pk=run.pk).update(done_at=timezone.now())
    return True


def claim(name: str, now: datetime) -> DailyRun | None:
    """Take today's run, or take it over from an attempt that failed or was lost; one of several workers gets it."""
    run, is_new = DailyRun.objects.get_or_create(name=name, on=timezone.localdate(now), defaults={"begun_at": now})
    if is_new:
        return run
    left = DailyRun.objects.filter(pk=run.pk, done_at__isnull=True, begun_at__lte=now - PAUSE)
    return run if left.update(begun_at=now) else None
