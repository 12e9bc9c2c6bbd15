"""What is read across everything; the demonstration."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """What is read across everything; the demonstration."""

    name = "reports"

    def ready(self) -> None:
        """Register the jobs of this app, the gates between stages, and what people are told about reports."""
        from reports import check_gates, check_notices, jobs, notices  # noqa: F401
        from reports.gates import concluding, preparing  # noqa: F401
