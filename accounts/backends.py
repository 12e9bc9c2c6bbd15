"""Signs people in by e-mail address and reads their permissions from their role's group."""

from __future__ import annotations

from functools import cache
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import Permission

from accounts.models import User


@cache
def permissions_of_group(role: str) -> frozenset[str]:
    """Return what a role's group holds, asked once a process: only a migration changes it (see `AccountsConfig`)."""
    held = Permission.objects.filter(group__name=role).values_list("content_type__app_label", "codename")
    return frozenset(f"{app}.{name}" for app, name in held)


class RoleBackend(AuthenticationBackend):
    """A person's permissions are those of the group named by their role; nothing is held per person."""

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """Return the role's permissions."""
        if not isinstance(user_obj, User) or not user_obj.is_active or obj is not None:
            return set()
        return set(permissions_of_group(user_obj.role))

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Say whether the role holds the permission."""
        return perm in self.get_all_permissions(user_obj, obj)

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        """Say whether the role holds any permission of an app: what the admin asks to list it."""
        return any(held.startswith(f"{app_label}.") for held in self.get_all_permissions(user_obj))
