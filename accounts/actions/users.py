"""Giving people access and taking it away."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session

from accounts.actions import access
from accounts.models import AccessKind, User
from core.actions import action
from core.actions import save as save_record


@action("accounts.manage_users")
def save(*, by: Any, user: User) -> User:
    """Save a person's name, role and whether they may sign in; the change is in the access log.

    Whoever may not sign in any more is signed out everywhere, and stays so when they are let in again.
    """
    before = User.objects.filter(pk=user.pk).values_list("role", "is_active").first()
    save_record(user)
    if before is None:
        access.log(by=by, kind=AccessKind.PERMISSION_CHANGE, what=f"{user.email} made, role {user.role}")
    elif before != (user.role, user.is_active):
        active = "may sign in" if user.is_active else "may not sign in"
        access.log(by=by, kind=AccessKind.PERMISSION_CHANGE, what=f"{user.email} is now {user.role}, {active}")
    if not user.is_active:
        end_sessions(user)
    return user


@action("accounts.use_product")
def choose_digest(*, by: Any, digest: str) -> User:
    """Say how often one's own notices come by e-mail."""
    person = User.objects.select_for_update().get(pk=by.pk)
    person.digest = digest
    return save_record(person)


def end_sessions(user: User) -> int:
    """Delete every session of a person; return how many there were. Reads all sessions: they do not say whose."""
    theirs = [one.pk for one in Session.objects.iterator() if one.get_decoded().get(SESSION_KEY) == str(user.pk)]
    return Session.objects.filter(pk__in=theirs).delete()[0]
