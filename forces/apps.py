"""Forces and their data."""

from django.apps import AppConfig


class ForcesConfig(AppConfig):
    """Forces and their data."""

    name = "forces"
