"""Forces and their data."""

from django.apps import AppConfig


class ForcesConfig(AppConfig):
    """Forces and their data."""

    name = "forces"

    def ready(self) -> None:
        """Register the jobs of this app."""
        from forces.actions import uploads  # noqa: F401
