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
from forces.models.forces import Force, Release


class MappingTarget(models.TextChoices):
    """What a table of published statistics holds."""

    VALUES = "values", "Figures on measures"
    POPULATIONS = "populations", "Populations at mid-year"


class Mapping(Record):
    """How to read a table of published statistics: which column is what. Columns are named as in its heading row."""

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=120)
    target = models.CharField(max_length=20, choices=MappingTarget, default=MappingTarget.VALUES)
    force_column = models.CharField(max_length=100)
    period_columns = models.JSONField(default=list, help_text="One or two columns that tell the period: year, quarter.")
    count_column = models.CharField(max_length=100)
    denominator_column = models.CharField(max_length=100, blank=True)
    release_column = models.CharField(max_length=100, blank=True)
    measure = models.ForeignKey("forces.Measure", on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    measure_column = models.CharField(max_length=100, blank=True)
    measures = models.JSONField(
        "measure of each text", default=dict, blank=True, help_text="Text of the column → slug."
    )
    only = models.JSONField("rows taken", default=dict, blank=True, help_text="Column → text a row must have to count.")
    do_rows_add_up = models.BooleanField(
        "rows add up", default=False, help_text="Several rows of one force, measure and period are summed."
    )
    history = History()

    class Meta:
        ordering = ("title",)
        constraints = (known("target", MappingTarget, "mapping_target_known"),)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("forces:mapping", args=[self.slug])


class UploadState(models.TextChoices):
    """How far a file is; the moves are in `rules.UPLOAD_MOVES`."""

    RECEIVED = "received", "Waiting to be read"
    READ = "read", "Waiting to be confirmed"
    UNREADABLE = "unreadable", "Refused"
    CONFIRMED = "confirmed", "Confirmed"
    UNDONE = "undone", "Undone"
    WITHDRAWN = "withdrawn", "Withdrawn"


CONFIRMED_ONCE = ["confirmed", "undone"]


def random_name(upload: Any, filename: str) -> str:
    """Return where a file is kept: nothing of its own name, nothing guessable."""
    return f"returns/{secrets.token_hex(20)}"


class UploadQuerySet(models.QuerySet["Upload"]):
    """The words to ask for uploads."""

    def visible_to(self, user: Any) -> UploadQuerySet:
        """Return a contact's own force's; for others all but those that hold a force barred to them.

        A table of published statistics is barred to none of those inside.
        """
        if user.is_force_contact:
            return self.filter(force__in=Force.objects.answered_for_by(user).values("pk"))
        barred = Force.objects.filter(bars__user=user)
        return self.exclude(force__in=barred.values("pk")).exclude(
            Q(force__isnull=True, mapping__isnull=True) & models.Exists(barred)
        )

    def waiting(self) -> UploadQuerySet:
        """Return files that were read and wait for somebody to confirm them."""
        return self.filter(state=UploadState.READ)


class Upload(Record):
    """A file, or figures typed on screen: whose it is, what came of it.

    `force` is empty when the file holds several forces. A table of published statistics is read through a `mapping` and
    belongs to a `release`. What a file says of itself (`made_at`), and what of it was not read, is kept with it.
    """

    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="uploads")
    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="uploads", null=True, blank=True)
    file = models.FileField(upload_to=random_name, max_length=100, blank=True, help_text="Empty when it was too large.")
    original_name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    format = models.CharField(max_length=10, blank=True)
    state = models.CharField(max_length=20, choices=UploadState, default=UploadState.RECEIVED)
    mapping = models.ForeignKey(Mapping, on_delete=models.PROTECT, related_name="uploads", null=True, blank=True)
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="uploads", null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True, help_text="Why figures were typed on screen.")
    made_at = models.DateTimeField(null=True, blank=True, help_text="When the template inside was downloaded.")
    not_read = models.JSONField("what was left out of it, and why", default=list, blank=True)
    refusal = models.JSONField("why it cannot be read", default=list, blank=True)
    tally = models.JSONField("rows by outcome", default=dict, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="uploads")
    uploaded_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    history = History(excluded_fields=["file", "refusal", "sha256", "not_read"])

    objects = UploadQuerySet.as_manager()

    class Meta:
        ordering = ("-uploaded_at", "-pk")
        constraints = (
            known("state", UploadState, "upload_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=CONFIRMED_ONCE, confirmed_by__isnull=False, confirmed_at__isnull=False)
                | (~Q(state__in=CONFIRMED_ONCE) & Q(confirmed_by__isnull=True, confirmed_at__isnull=True)),
                name="upload_confirmed_by_someone",
                violation_error_message="A confirmed file has who confirmed it and when.",
            ),
            models.CheckConstraint(
                condition=Q(state="undone", undone_by__isnull=False, undone_at__isnull=False)
                | (~Q(state="undone") & Q(undone_by__isnull=True, undone_at__isnull=True)),
                name="upload_undone_by_someone",
                violation_error_message="A file that was undone has who undid it and when.",
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
    mid_year = models.PositiveSmallIntegerField(null=True, help_text="Of a population, in place of measure and period.")
    found = models.JSONField("cells as found", default=list)
    before = models.JSONField("fields now held", null=True)
    after = models.JSONField("fields of the row", null=True)
    problems = models.JSONField(default=list)
    remarks = models.JSONField("what was read otherwise than written", default=list)

    class Meta:
        ordering = ("upload", "number")
        indexes = (models.Index(fields=["upload", "outcome", "number"], name="staged_row_preview"),)
        constraints = (
            known("outcome", Outcome, "staged_row_outcome_known"),
            models.CheckConstraint(
                condition=Q(outcome="refused")
                | Q(force__isnull=False, measure__isnull=False, period__isnull=False, after__isnull=False)
                | Q(force__isnull=False, mid_year__isnull=False, after__isnull=False),
                name="staged_row_accepted_is_whole",
                violation_error_message="An accepted row names its force, measure and period, or force and mid-year.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.upload}, row {self.number}"
