"""`manage.py delete_crime_lists`: deletes crime lists held for a day; the worker does the same every half minute."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from inspections.actions import crime_lists


class Command(BaseCommand):
    """Deletes the lists that are older than 24 hours, should no worker have done it."""

    help = "Delete the crime lists that were sent in more than 24 hours ago."

    def handle(self, *args: Any, **options: Any) -> None:
        """Delete, print."""
        self.stdout.write(f"{crime_lists.delete_old(at=timezone.now())} deleted.")
