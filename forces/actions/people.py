"""Saying who answers for a force and who is barred from one; each change is in the access log."""

from __future__ import annotations

from typing import Any, TypeVar

from accounts.actions import access
from accounts.models import AccessKind
from core import history
from core.actions import action
from core.actions import save as save_record
from forces.models import Bar, ForceContact

Rule = TypeVar("Rule", Bar, ForceContact)


@action("accounts.manage_users")
def save(*, by: Any, rule: Rule) -> Rule:
    """Make or change a force's contact, or a bar."""
    history.because(rule.reason if isinstance(rule, Bar) else "")
    save_record(rule)
    access.log(by=by, kind=AccessKind.PERMISSION_CHANGE, what=f"{rule} ({rule.user.email})")
    return rule


@action("accounts.manage_users")
def remove(*, by: Any, rule: Bar | ForceContact) -> None:
    """End a contact's or a bar's time; its history stays."""
    access.log(by=by, kind=AccessKind.PERMISSION_CHANGE, what=f"no longer: {rule} ({rule.user.email})")
    rule.delete()
