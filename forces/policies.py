"""Who may do what with which force's return."""

from __future__ import annotations

from typing import Any

from forces.models import Force


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
