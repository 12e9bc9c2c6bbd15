"""Many findings changed at once: what was asked, by whom, and what became of each."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse

from core.history import History
from core.models import known


class BulkChange(models.TextChoices):
    """What can be changed on many findings at once."""

    NOTE = "note", "Add a note to each"
    IN_PROGRESS = "in-progress", "Move to in progress"
    LEAD = "lead", "Set our lead"
    OWNER = "owner", "Set the owner in the force"
    COMMENT = "comment", "Set the line for committees"
    EXTENSION = "extension", "Move the due date"


class BulkUpdateQuerySet(models.QuerySet["BulkUpdate"]):
    """The words to ask for bulk updates."""

    def visible_to(self, user: Any) -> BulkUpdateQuerySet:
        """Return a person's own: what they may see of the findings is theirs alone."""
        return self.filter(by=user)


class BulkUpdate(models.Model):
    """One change of many findings. `changed` holds references; `refused` pairs of reference and reason."""

    change = models.CharField(max_length=20, choices=BulkChange)
    told = models.CharField("what was set", max_length=200, blank=True)
    comment = models.TextField()
    query = models.TextField("the filter of the register", blank=True)
    changed = models.JSONField(default=list)
    refused = models.JSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    history = History(excluded_fields=["changed", "refused"])

    objects = BulkUpdateQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-pk")
        constraints = (known("change", BulkChange, "bulk_update_change_known"),)

    def __str__(self) -> str:
        return f"{self.get_change_display()}, {self.at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        """Return the page that says what became of it."""
        return reverse("findings:bulk-result", args=[self.pk])
