"""The ground floor."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Clock, lists, history, jobs, charts: no inspection words here."""

    name = "core"
