"""The project as an application: what must hold once everything is loaded."""

from django.apps import AppConfig


class PeelConfig(AppConfig):
    """Applies the roles table after every migration."""

    name = "peel"

    def ready(self) -> None:
        """Connect the framework's own post-migrate hook; permissions exist only after it."""
        from django.db.models.signals import post_migrate

        from accounts.roles import apply_roles

        post_migrate.connect(apply_roles, sender=self, dispatch_uid="apply_roles")
