"""Who answers for a force, and who must keep away from one."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from core.history import History
from forces.models.forces import Force


class ForceContact(models.Model):
    """The force an outside person answers for: one each."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="force_contact")
    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="contacts")
    history = History()

    def __str__(self) -> str:
        return f"{self.user} for {self.force}"


class Bar(models.Model):
    """A conflict of interest: hides a force's unpublished and case records from a person."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="bars")
    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="bars")
    reason = models.CharField(max_length=300)
    since = models.DateField()
    history = History()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["user", "force"], name="bar_once", violation_error_message="The person is barred already."
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} barred from {self.force}"


def barred_forces(user: Any) -> frozenset[int]:
    """Return the keys of the forces barred to a person, asked once for each time the person is fetched: a request.

    For choosing what is read; an action that writes asks anew.
    """
    if not hasattr(user, "_barred_forces"):
        user._barred_forces = frozenset(Bar.objects.filter(user=user).values_list("force", flat=True))
    return user._barred_forces  # type: ignore[no-any-return]


def force_of(user: Any) -> int | None:
    """Return the key of the force a contact answers for, if one; asked once for each time the person is fetched."""
    if not hasattr(user, "_force_of"):
        user._force_of = ForceContact.objects.filter(user=user).values_list("force", flat=True).first()
    return user._force_of  # type: ignore[no-any-return]
