"""`manage.py send_notices`: makes today's notices and sends the e-mails with them, as the worker does once a day."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts import digests
from core import clock
from core.words import plural


class Command(BaseCommand):
    """Makes notices and sends them; run again the same day it sends nothing again."""

    help = "Make today's notices and send the e-mails with them. Nothing is told or sent twice."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and say how many."""
        try:
            sent = digests.send(clock.today(), clock.now())
        except OSError as error:
            raise CommandError(
                f"The mail server could not be reached ({error}). The notices are made; run this again to mail them."
            ) from error
        self.stdout.write(
            f"{plural(sent.given, 'notice')} given, {sent.withdrawn:,} taken back; {plural(sent.mailed, 'e-mail')} sent"
            + (f", {plural(sent.refused, 'address', 'addresses')} refused." if sent.refused else ".")
        )
