"""People's access in the admin; every save goes through the action."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from accounts.actions import users
from accounts.models import User


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """Makes people and sets their role; a new person sets their password by "Forgotten your password?"."""

    list_display = ("name", "email", "role", "is_active")
    list_filter = ("role", "is_active")
    search_fields = ("name", "email")
    fields = ("email", "name", "role", "is_active")

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Save through the action."""
        if not change:
            obj.set_unusable_password()
        users.save(by=request.user, user=obj)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let those who manage users look."""
        return request.user.has_perm("accounts.manage_users")

    has_add_permission = has_change_permission = has_view_permission

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Keep everyone: a person who leaves is made inactive."""
        return False
