"""What happened to a finding: an append-only list."""

from __future__ import annotations

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.dates import Precision
from core.models import known
from findings.models.findings import Finding, Status
from inspections.models import Inspection


class EventKind(models.TextChoices):
    """What sort of thing happened."""

    RAISED = "raised", "Raised"
    FOLLOW_UP = "follow-up", "Follow-up"
    VERIFICATION = "verification", "Verification"
    STATUS = "status", "Status"
    CLOSURE = "closure", "Closure"


class Verdict(models.TextChoices):
    """What a follow-up found."""

    NO_PROGRESS = "no-progress", "No progress"
    SOME_PROGRESS = "some-progress", "Some progress"
    GOOD_PROGRESS = "good-progress", "Good progress"
    ACHIEVED = "achieved", "Achieved"
    NO_LONGER_A_CONCERN = "no-longer-a-concern", "No longer a concern"
    NOT_ASSESSED = "not-assessed", "Not assessed"


class Basis(models.TextChoices):
    """How a follow-up knows."""

    DESK = "desk", "At the desk"
    FIELDWORK = "fieldwork", "In fieldwork"


class EventQuerySet(models.QuerySet["Event"]):
    """The words to ask for events. Nothing changes or removes one."""

    def visible_to(self, user: Any) -> EventQuerySet:
        """Return events of no inspection, and of inspections whose contents a person may read."""
        return self.exclude(inspection__in=Inspection.objects.with_contents_hidden_from(user))

    def follow_ups(self) -> EventQuerySet:
        """Return what follow-ups found."""
        return self.filter(kind=EventKind.FOLLOW_UP)

    def update(self, **_: Any) -> NoReturn:
        """Refuse: events are append-only."""
        raise TypeError("Events are append-only.")

    def delete(self) -> NoReturn:
        """Refuse: events are append-only."""
        raise TypeError("Events are append-only.")


class Event(models.Model):
    """One thing that happened to a finding: when it took effect, as exactly as is known, and when it was recorded."""

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=20, choices=EventKind)
    effective_on = models.DateField()
    effective_precision = models.CharField(max_length=10, choices=Precision, default=Precision.DAY)
    recorded_on = models.DateField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="events", null=True, blank=True)
    status_before = models.CharField(max_length=30, choices=Status, blank=True)
    status_after = models.CharField(max_length=30, choices=Status, blank=True)
    verdict = models.CharField(max_length=30, choices=Verdict, blank=True)
    basis = models.CharField(max_length=10, choices=Basis, blank=True)
    about = models.ForeignKey("self", on_delete=models.PROTECT, related_name="verifications", null=True, blank=True)
    is_agreed = models.BooleanField("agreed", null=True, blank=True)
    assurance = models.PositiveSmallIntegerField(null=True, blank=True)
    tested_on = models.DateField(null=True, blank=True)
    narrative = models.TextField(blank=True)
    source = models.CharField(max_length=300, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ("finding", "effective_on", "recorded_on", "pk")
        indexes = (models.Index(fields=["finding", "kind", "effective_on"]),)
        constraints = (
            known("kind", EventKind, "event_kind_known"),
            known("effective_precision", Precision, "event_precision_known"),
            known("status_before", Status, "event_status_before_known", blank=True),
            known("status_after", Status, "event_status_after_known", blank=True),
            known("verdict", Verdict, "event_verdict_known", blank=True),
            known("basis", Basis, "event_basis_known", blank=True),
            models.CheckConstraint(
                condition=Q(effective_on__lte=F("recorded_on")),
                name="event_effective_by_recorded",
                violation_error_message="An event cannot take effect after the day it is recorded.",
            ),
            models.CheckConstraint(
                condition=Q(kind="follow-up") ^ Q(verdict=""),
                name="event_verdict_of_follow_up",
                violation_error_message="A follow-up has a verdict, and nothing else has.",
            ),
            models.CheckConstraint(
                condition=Q(kind="verification", about__isnull=False, is_agreed__isnull=False)
                | (~Q(kind="verification") & Q(about__isnull=True, is_agreed__isnull=True, assurance__isnull=True)),
                name="event_verification_complete",
                violation_error_message="A verification names the follow-up it is about and whether it agrees.",
            ),
            models.CheckConstraint(
                condition=Q(assurance__isnull=True) | Q(assurance__range=(1, 3)),
                name="event_assurance_known",
                violation_error_message="Assurance is 1, 2 or 3.",
            ),
            models.UniqueConstraint(
                fields=["about"],
                name="event_verified_once",
                violation_error_message="Somebody has verified this follow-up already.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.finding.reference}: {self.get_kind_display().lower()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the event; refuse to change one."""
        if self.pk:
            raise TypeError("Events are append-only.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse: events are append-only."""
        raise TypeError("Events are append-only.")
