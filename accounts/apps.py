"""People: who they are, what their role may do, how they sign in, what was looked at."""

from typing import Any

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Users, roles and the access log."""

    name = "accounts"

    def ready(self) -> None:
        """Listen to Django's own word of migrations and sign-ins; it says them nowhere else. Register daily work."""
        from django.contrib.auth import signals
        from django.contrib.auth.models import Group
        from django.db.models.signals import m2m_changed, post_migrate

        from accounts import digests  # noqa: F401
        from accounts.roles import apply_roles

        post_migrate.connect(apply_roles, sender=self, dispatch_uid="apply_roles")
        m2m_changed.connect(permissions_changed, sender=Group.permissions.through, dispatch_uid="permissions_changed")
        signals.user_logged_in.connect(signed_in, dispatch_uid="signed_in")
        signals.user_logged_out.connect(signed_out, dispatch_uid="signed_out")
        signals.user_login_failed.connect(sign_in_failed, dispatch_uid="sign_in_failed")


def permissions_changed(**_: Any) -> None:
    """Ask again what a group's permissions are."""
    from accounts.backends import permissions_of_group

    permissions_of_group.cache_clear()


def signed_in(user: Any, **_: Any) -> None:
    """Log a sign-in."""
    from accounts.actions import access
    from accounts.models import AccessKind

    access.log(by=user, kind=AccessKind.SIGN_IN, what="signed in")


def signed_out(user: Any, **_: Any) -> None:
    """Log a sign-out."""
    from accounts.actions import access
    from accounts.models import AccessKind

    access.log(by=user, kind=AccessKind.SIGN_OUT, what="signed out")


def sign_in_failed(credentials: dict[str, Any], **_: Any) -> None:
    """Log a failed sign-in with the address that was tried, never the password."""
    from accounts.actions import access
    from accounts.models import AccessKind

    tried = credentials.get("email") or credentials.get("username") or "no address"
    access.log(by=None, kind=AccessKind.SIGN_IN_FAILED, what=f"tried as {tried}")
