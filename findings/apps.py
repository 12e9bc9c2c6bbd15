"""Findings and what became of them across years."""

from django.apps import AppConfig


class FindingsConfig(AppConfig):
    """Findings and what became of them across years."""

    name = "findings"
