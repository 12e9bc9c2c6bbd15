"""`manage.py demo`: loads the demonstration and prints its sign-ins."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from reports.demonstration import load, people


class Command(BaseCommand):
    """Loads the demonstration; run again it changes nothing."""

    help = "Load the demonstration and print its sign-ins. Refused in production."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --reset."""
        parser.add_argument("--reset", action="store_true", help="empty the database first")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, then print."""
        if settings.PRODUCTION:
            raise CommandError("The demonstration is refused in production.")
        if options["reset"]:
            call_command("flush", interactive=False, verbosity=0)
        load.load()
        self.stdout.write("Sign in with one of these:")
        for email, password in people.passwords().items():
            self.stdout.write(f"  {email:<36} {password}")
