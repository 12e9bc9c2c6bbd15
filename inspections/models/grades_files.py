"""Grades loaded from a file of published ones: the file, kept with its outcome."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.history import History
from core.models import Record, known


def random_name(file: Any, filename: str) -> str:
    """Return where a file is kept: nothing of its own name, nothing guessable."""
    return f"grades/{secrets.token_hex(20)}"


class GradesFileState(models.TextChoices):
    """How far a file is; the moves are in `rules.grades_files.MOVES`."""

    READ = "read", "Waiting to be confirmed"
    UNREADABLE = "unreadable", "Refused"
    CONFIRMED = "confirmed", "Confirmed"


class GradesFile(Record):
    """A file of published grades, kept with its outcome: what its rows would change, or did."""

    file = models.FileField(upload_to=random_name, max_length=100)
    name = models.CharField("its own name", max_length=255)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=20, choices=GradesFileState, default=GradesFileState.READ)
    tally = models.JSONField(default=dict, blank=True)
    rows = models.JSONField("what each row does", default=list, blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    history = History(excluded_fields=["rows", "file"])

    class Meta:
        ordering = ("-sent_at", "-pk")
        constraints = (
            known("state", GradesFileState, "grades_file_state_known"),
            models.CheckConstraint(
                condition=Q(state="confirmed", confirmed_by__isnull=False, confirmed_at__isnull=False)
                | (~Q(state="confirmed") & Q(confirmed_by__isnull=True, confirmed_at__isnull=True)),
                name="grades_file_confirmed_by_somebody",
                violation_error_message="A confirmed file says who confirmed it, and when.",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the page that says what the file does."""
        return reverse("inspections:grades-file", args=[self.pk])
