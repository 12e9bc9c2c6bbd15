"""`manage.py purge_references`: deletes the forces' references of every exercise whose day has come; run it daily."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from core import clock
from core.words import moment, plural
from inspections.actions import draws


class Command(BaseCommand):
    """Deletes references by their date and prints a certificate for each exercise; answers and results stay."""

    help = "Delete the crime references of exercises whose purge date has come, and certify it."

    def handle(self, *args: Any, **options: Any) -> None:
        """Purge, print."""
        made = draws.purge(on=clock.today(), at=clock.now())
        for certificate in made:
            count = plural(certificate.references, "reference")
            self.stdout.write(f"{certificate.exercise}: {count} deleted, {moment(certificate.purged_at)}.")
        if not made:
            self.stdout.write("No references are due.")
