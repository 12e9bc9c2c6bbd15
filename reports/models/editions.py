"""What is out: editions of a report, frozen to the letter, approved by a second manager, and the files made of them."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.urls import reverse

from core.history import History
from core.models import Record, known
from inspections.models import Assignment, AssignmentRole
from reports.models.reports import Report, ReportQuerySet, with_readable_drafts


class EditionState(models.TextChoices):
    """How far an edition is; rules/editions.py has the legal moves. A published one never changes again."""

    PREPARED = "prepared", "Waiting for approval"
    APPROVED = "approved", "Approved"
    PUBLISHED = "published", "Published"
    WITHDRAWN = "withdrawn", "Withdrawn before publication"


class EditionQuerySet(models.QuerySet["Edition"]):
    """The words to ask for editions."""

    def published(self) -> EditionQuerySet:
        """Return those that are out."""
        return self.filter(state=EditionState.PUBLISHED)

    def under_way(self) -> EditionQuerySet:
        """Return those that are prepared or approved and not out."""
        return self.filter(state__in=[EditionState.PREPARED, EditionState.APPROVED])

    def due(self, at: datetime) -> EditionQuerySet:
        """Return the approved ones whose hour has come."""
        return self.filter(state=EditionState.APPROVED, embargo_until__lte=at)

    def visible_to(self, user: Any) -> EditionQuerySet:
        """Return those that are out, and those to come for whoever reads what is written of their inspection."""
        return self.filter(Q(state=EditionState.PUBLISHED) | with_readable_drafts(user, "report__inspection__"))

    def waiting_for(self, user: Any) -> EditionQuerySet:
        """Return those a manager takes further: to be approved by fresh eyes, or approved and not out."""
        leads = Assignment.objects.filter(
            inspection=OuterRef("report__inspection"), role=AssignmentRole.LEAD, user=user
        )
        not_fresh = Q(prepared_by=user) | Exists(leads)
        return self.under_way().visible_to(user).exclude(not_fresh & Q(state=EditionState.PREPARED))


def with_editions(user: Any) -> ReportQuerySet:
    """Return the reports a person may read, each with its latest edition that is out and the one under way.

    `out_number` and `out_on` are of the one that is out; `next_state` and `embargo_until` of the next, for those who
    read what is written of its inspection.
    """
    own = Edition.objects.filter(report=OuterRef("pk"))
    out = own.published().order_by("-number")
    coming = own.under_way().visible_to(user)
    found = Report.objects.annotate(
        out_number=Subquery(out.values("number")[:1]),
        out_on=Subquery(out.values("published_on")[:1]),
        next_state=Subquery(coming.values("state")[:1]),
        embargo_until=Subquery(coming.values("embargo_until")[:1]),
    )
    return found.filter(Q(out_number__isnull=False) | with_readable_drafts(user, "inspection__"))


class Edition(Record):
    """One version of a report, frozen: `snapshot` is the whole document as JSON text and `sha256` is its hash.

    `published_by` is who published it or, before that, who set the hour at which it is. An edition that was withdrawn
    was never out, so its number is given again: edition 2 always corrects a published edition 1.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=20, choices=EditionState, default=EditionState.PREPARED)
    notice = models.TextField(blank=True, help_text="What a later edition corrects, and why.")
    snapshot = models.TextField()
    sha256 = models.CharField(max_length=64)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    embargo_until = models.DateTimeField(null=True, blank=True)
    held_back = models.TextField(blank=True, help_text="Why it was not published when its hour came.")
    published_on = models.DateField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    history = History(excluded_fields=["snapshot"])

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ("report", "number")
        constraints = (
            known("state", EditionState, "edition_state_known"),
            models.UniqueConstraint(
                fields=["report", "number"],
                condition=~Q(state="withdrawn"),
                name="edition_once",
                violation_error_message="Another edition was prepared meanwhile.",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | (Q(approved_by__isnull=False, approved_at__isnull=False) & ~Q(approved_by=F("prepared_by"))),
                name="edition_approved_by_another",
                violation_error_message="Another manager than the one who prepared the edition approves it.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "published"]) | Q(approved_by__isnull=False),
                name="edition_approved_before_published",
                violation_error_message="An edition is approved before it is published.",
            ),
            models.CheckConstraint(
                condition=Q(state="published", published_on__isnull=False, published_at__isnull=False)
                | (~Q(state="published") & Q(published_on__isnull=True, published_at__isnull=True)),
                name="edition_published_on_and_at",
                violation_error_message="Only a published edition has a day of publication.",
            ),
            models.CheckConstraint(
                condition=Q(embargo_until__isnull=True) | Q(published_by__isnull=False),
                name="edition_hour_set_by_somebody",
                violation_error_message="Say who set the hour of publication.",
            ),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(notice=""),
                name="edition_correction_has_notice",
                violation_error_message="Say what the new edition corrects, and why.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.report}, edition {self.number}"

    @property
    def is_published(self) -> bool:
        """Say whether it is out."""
        return self.state == EditionState.PUBLISHED

    def get_absolute_url(self) -> str:
        """Return the edition's page."""
        return reverse("reports:edition", args=[self.report.inspection.reference, self.number])


class FileFormat(models.TextChoices):
    """What files are made of an edition in the background; HTML, CSV and JSON are drawn when asked for."""

    PDF = "pdf", "PDF"
    DOCX = "docx", "Word"


def random_name(held: Any, filename: str) -> str:
    """Return where a file is kept: nothing guessable."""
    return f"editions/{secrets.token_hex(20)}"


class EditionFile(models.Model):
    """A file made from an edition's snapshot, kept so that everybody gets the same one."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="files")
    format = models.CharField(max_length=10, choices=FileFormat)
    file = models.FileField(upload_to=random_name, max_length=100)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("edition", "format")
        constraints = (
            known("format", FileFormat, "edition_file_format_known"),
            models.UniqueConstraint(
                fields=["edition", "format"],
                name="edition_file_once",
                violation_error_message="The file was made meanwhile.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.edition} as {self.get_format_display()}"
