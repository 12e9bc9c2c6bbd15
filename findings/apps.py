"""Findings and what became of them across years."""

from django.apps import AppConfig


class FindingsConfig(AppConfig):
    """Findings and what became of them across years."""

    name = "findings"

    def ready(self) -> None:
        """Register what people are told about findings."""
        from findings import notices  # noqa: F401
