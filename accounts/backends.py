"""Signs people in by e-mail address and reads their permissions from their role's group."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import Permission

from accounts.models import User


class RoleBackend(AuthenticationBackend):
    """A person's permissions are those of the group named by their role: one query a request, nothing per person."""

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """Return the role's permissions, kept on the user for the request."""
        if not isinstance(user_obj, User) or not user_obj.is_active or obj is not None:
            return set()
        if not hasattr(user_obj, "_role_permissions"):
            held = Permission.objects.filter(group__name=user_obj.role).values_list(
                "content_type__app_label", "codename"
            )
            user_obj._role_permissions = {f"{app}.{name}" for app, name in held}  # type: ignore[attr-defined]
        return user_obj._role_permissions  # type: ignore[attr-defined,no-any-return]

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Say whether the role holds the permission."""
        return perm in self.get_all_permissions(user_obj, obj)

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        """Say whether the role holds any permission of an app: what the admin asks to list it."""
        return any(held.startswith(f"{app_label}.") for held in self.get_all_permissions(user_obj))
