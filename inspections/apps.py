"""Frameworks, inspections, judgments and crime file reviews."""

from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    """Frameworks, inspections, judgments and crime file reviews."""

    name = "inspections"

    def ready(self) -> None:
        """Register the jobs of this app and what people are told about inspections."""
        from inspections import jobs, notices  # noqa: F401
