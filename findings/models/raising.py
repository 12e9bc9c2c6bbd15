"""What an inspection raises beside the life of its findings: causes of concern sent out early, and observations."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from core.history import History
from core.models import Record, known
from inspections.models import Inspection, Question


class Acceleration(models.Model):
    """That causes of concern, one or a set, went to the force and to the public before their inspection's report."""

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="accelerations")
    published_on = models.DateField()
    reason = models.TextField()
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    history = History()

    class Meta:
        ordering = ("published_on", "pk")

    def __str__(self) -> str:
        return f"{self.inspection}: accelerated on {self.published_on}"


class ObservationKind(models.TextChoices):
    """What sort of remark it is; none of them is a finding."""

    ADVICE = "advice", "Advice in the text"
    PROMISING = "promising-practice", "Promising practice"
    INNOVATIVE = "innovative-practice", "Innovative practice"


class ObservationQuerySet(models.QuerySet["Observation"]):
    """The words to ask for observations."""

    def visible_to(self, user: Any) -> ObservationQuerySet:
        """Return those of inspections whose contents a person may read."""
        return self.exclude(inspection__in=Inspection.objects.with_contents_hidden_from(user))


class Observation(Record):
    """A remark of a report that is no finding: it has no status, no follow-up, and is in no count of findings."""

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="observations")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    kind = models.CharField(max_length=30, choices=ObservationKind)
    text = models.TextField()
    source = models.CharField(max_length=300, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_on = models.DateField()
    history = History()

    objects = ObservationQuerySet.as_manager()

    class Meta:
        ordering = ("inspection", "pk")
        constraints = (known("kind", ObservationKind, "observation_kind_known"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text[:80]}"

    def get_absolute_url(self) -> str:
        """Return where it stands on the page of its inspection."""
        return f"{self.inspection.get_absolute_url()}#observations"
