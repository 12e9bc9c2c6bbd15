"""Frameworks, inspections, judgments and crime file reviews."""

from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    """Frameworks, inspections, judgments and crime file reviews."""

    name = "inspections"
