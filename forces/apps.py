"""Forces and their data."""

from django.apps import AppConfig


class ForcesConfig(AppConfig):
    """Forces and their data."""

    name = "forces"

    def ready(self) -> None:
        """Register the jobs of this app and what people are told about returns."""
        from forces import notices  # noqa: F401
        from forces.actions import uploads  # noqa: F401
