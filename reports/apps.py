"""What is read across everything; the demonstration."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """What is read across everything; the demonstration."""

    name = "reports"
