"""A file sent in as a return: kept, read into rows, looked over, then applied or withdrawn."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.history import History
from core.models import Job, Record, known
from forces.models.collections import Collection
from forces.models.forces import Force


class UploadState(models.TextChoices):
    """How far a file is; the moves are in `rules.UPLOAD_MOVES`."""

    RECEIVED = "received", "Waiting to be read"
    READ = "read", "Waiting to be confirmed"
    UNREADABLE = "unreadable", "Refused"
    CONFIRMED = "confirmed", "Confirmed"
    WITHDRAWN = "withdrawn", "Withdrawn"


def random_name(upload: Any, filename: str) -> str:
    """Return where a file is kept: nothing of its own name, nothing guessable."""
    return f"returns/{secrets.token_hex(20)}"


class UploadQuerySet(models.QuerySet["Upload"]):
    """The words to ask for uploads."""

    def visible_to(self, user: Any) -> UploadQuerySet:
        """Return a contact's own force's; for others all but those that hold a force barred to them."""
        if user.is_force_contact:
            return self.filter(force__in=Force.objects.answered_for_by(user).values("pk"))
        barred = Force.objects.filter(bars__user=user)
        return self.exclude(force__in=barred.values("pk")).exclude(Q(force__isnull=True) & models.Exists(barred))

    def waiting(self) -> UploadQuerySet:
        """Return files that were read and wait for somebody to confirm them."""
        return self.filter(state=UploadState.READ)


class Upload(Record):
    """A file: whose it is, what came of it. `force` is empty when the file holds several forces."""

    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="uploads")
    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="uploads", null=True, blank=True)
    file = models.FileField(upload_to=random_name, max_length=100, blank=True, help_text="Empty when it was too large.")
    original_name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    format = models.CharField(max_length=10, blank=True)
    state = models.CharField(max_length=20, choices=UploadState, default=UploadState.RECEIVED)
    refusal = models.JSONField("why it cannot be read", default=list, blank=True)
    tally = models.JSONField("rows by outcome", default=dict, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="uploads")
    uploaded_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    history = History(excluded_fields=["file", "refusal", "sha256"])

    objects = UploadQuerySet.as_manager()

    class Meta:
        ordering = ("-uploaded_at", "-pk")
        constraints = (
            known("state", UploadState, "upload_state_known"),
            models.CheckConstraint(
                condition=Q(state="confirmed", confirmed_by__isnull=False, confirmed_at__isnull=False)
                | (~Q(state="confirmed") & Q(confirmed_by__isnull=True, confirmed_at__isnull=True)),
                name="upload_confirmed_by_someone",
                violation_error_message="A confirmed file has who confirmed it and when.",
            ),
        )

    def __str__(self) -> str:
        return self.original_name

    def get_absolute_url(self) -> str:
        """Return the preview."""
        return reverse("forces:upload-detail", args=[self.pk])


class Outcome(models.TextChoices):
    """What a row would do, or did."""

    REFUSED = "refused", "Refused"
    CHANGED = "changed", "Changed"
    ADDED = "added", "Added"
    UNCHANGED = "unchanged", "Unchanged"


class StagedRow(models.Model):
    """One row of a file, read and checked: where it was, what it says, what stands in its way, what it changes."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="rows")
    sheet = models.CharField(max_length=100, blank=True)
    number = models.PositiveIntegerField(help_text="As the spreadsheet counts its rows.")
    outcome = models.CharField(max_length=20, choices=Outcome)
    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="+", null=True)
    measure = models.ForeignKey("forces.Measure", on_delete=models.PROTECT, related_name="+", null=True)
    period = models.ForeignKey("forces.Period", on_delete=models.PROTECT, related_name="+", null=True)
    found = models.JSONField("cells as found", default=list)
    before = models.JSONField("fields now held", null=True)
    after = models.JSONField("fields of the row", null=True)
    problems = models.JSONField(default=list)

    class Meta:
        ordering = ("upload", "number")
        indexes = (models.Index(fields=["upload", "outcome", "number"], name="staged_row_preview"),)
        constraints = (
            known("outcome", Outcome, "staged_row_outcome_known"),
            models.CheckConstraint(
                condition=Q(outcome="refused")
                | Q(force__isnull=False, measure__isnull=False, period__isnull=False, after__isnull=False),
                name="staged_row_accepted_is_whole",
                violation_error_message="An accepted row names its force, measure and period.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.upload}, row {self.number}"
