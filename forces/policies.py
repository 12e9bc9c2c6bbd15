"""Who may do what with which force's return."""

from __future__ import annotations

from typing import Any

from forces.models import Bar, Force, ForceContact, Return


def forces_to_upload_for(user: Any) -> Any:
    """Return the forces a person may send a return for: a contact's own, an administrator's all but barred ones."""
    if not user.has_perm("forces.upload_returns"):
        return Force.objects.none()
    if user.is_force_contact:
        return Force.objects.in_scope().answered_for_by(user)
    return Force.objects.in_scope().open_to(user)


def may_upload_for_all(user: Any) -> bool:
    """Say whether a person may send one file with several forces: an administrator barred from none."""
    if user.is_force_contact or not user.has_perm("forces.upload_returns"):
        return False
    return not Force.objects.in_scope().filter(bars__user=user).exists()


def may_settle(user: Any, held: Return) -> bool:
    """Say whether a person may query a return's figures and settle what was asked: an administrator not barred."""
    if not user.has_perm("forces.settle_queries"):
        return False
    return not Bar.objects.filter(user=user, force=held.force_id).exists()


def may_answer(user: Any, held: Return) -> bool:
    """Say whether a person may answer what is asked about a return: a contact of its force."""
    if not user.has_perm("forces.answer_returns"):
        return False
    return ForceContact.objects.filter(user=user, force=held.force_id).exists()
