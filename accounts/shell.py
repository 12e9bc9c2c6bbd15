"""Whom a command of the shell is put down to."""

from __future__ import annotations

from django.core.management.base import CommandError

from accounts.models import Role, User
from accounts.roles import roles_with


def person(email: str, permission: str) -> User:
    """Return the person named, or the only administrator; refuse whoever lacks the permission."""
    people = User.objects.filter(is_active=True)
    people = people.filter(email__iexact=email) if email else people.filter(role=Role.ADMINISTRATOR)
    found = [user for user in people[:2] if user.has_perm(permission)]
    if len(found) != 1:
        who = " or ".join(sorted(roles_with(permission))).lower()
        raise CommandError(f"Say with --by E-MAIL which {who} this is put down to.")
    return found[0]
