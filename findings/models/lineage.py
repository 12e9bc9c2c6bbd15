"""How findings descend from one another across cycles."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.history import History
from core.models import known
from findings.models.findings import Finding


class LineageKind(models.TextChoices):
    """What the later finding is to the earlier one."""

    ESCALATED = "escalated", "Escalated to"
    DE_ESCALATED = "de-escalated", "De-escalated to"
    SUPERSEDED = "superseded", "Superseded by"
    REPEATED = "repeated", "Repeated by"
    SPLIT = "split", "Split into"
    MERGED = "merged", "Merged into"


class TakenBack(History):
    """A history of what was taken back only: who made a link, when and why stand on the link, which never changes."""

    def create_historical_record(self, instance: models.Model, history_type: str, using: str | None = None) -> None:
        """Keep the link as it was when it goes."""
        if history_type == "-":
            super().create_historical_record(instance, history_type, using)


class Lineage(models.Model):
    """A link from an earlier finding to a later one. A wrong one is taken back: its history keeps it, with why."""

    earlier = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="leads_to")
    later = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="comes_from")
    kind = models.CharField(max_length=20, choices=LineageKind)
    reason = models.TextField(blank=True)
    source = models.CharField(max_length=300, blank=True)
    recorded_on = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    history = TakenBack()

    class Meta:
        ordering = ("earlier__raised_on", "later__raised_on")
        constraints = (
            known("kind", LineageKind, "lineage_kind_known"),
            models.UniqueConstraint(
                fields=["earlier", "later"], name="lineage_once", violation_error_message="They are linked already."
            ),
            models.CheckConstraint(
                condition=~Q(earlier=F("later")),
                name="lineage_between_two",
                violation_error_message="A finding cannot descend from itself.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.earlier.reference} {self.get_kind_display().lower()} {self.later.reference}"
