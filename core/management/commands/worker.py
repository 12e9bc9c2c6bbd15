"""`manage.py worker`: runs queued jobs, and picks up those whose worker died."""

from __future__ import annotations

import logging
import threading
from typing import Any

from django.db import DatabaseError, connection
from django_tasks_db.management.commands import db_worker

from core import jobs

logger = logging.getLogger(__name__)
EVERY_SECONDS = 30.0


class Command(db_worker.Command):
    """django-tasks' database worker, with our sweep and the apps' housekeeping beside it."""

    help = "Run queued jobs, and queue again those whose worker died."

    def handle(self, *args: Any, **options: Any) -> None:
        """Sweep once at the start and then every half minute, until the worker stops."""
        stopped = threading.Event()
        sweeper = threading.Thread(target=keep_sweeping, args=(stopped,), daemon=True)
        sweeper.start()
        try:
            super().handle(*args, **options)
        finally:
            stopped.set()


def keep_sweeping(stopped: threading.Event) -> None:
    """Sweep until told to stop; a database that is away for a moment is tried again."""
    while True:
        try:
            found = jobs.sweep()
            if found:
                logger.info("picked up %s abandoned jobs", found)
            jobs.keep_house()
        except DatabaseError:
            logger.exception("the sweep for abandoned jobs failed; it is tried again")
        finally:
            connection.close()
        if stopped.wait(EVERY_SECONDS):
            return
