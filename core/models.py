"""What every record of the product has in common."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone


class Record(models.Model):
    """A record people edit: its version lets a stale form be told from a fresh one."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True


def known(field: str, choices: type[models.TextChoices], name: str, *, blank: bool = False) -> models.CheckConstraint:
    """Return the constraint that holds a choice field to its choices."""
    values: list[Any] = list(choices.values)
    if blank:
        values.append("")
    return models.CheckConstraint(
        condition=models.Q(**{f"{field}__in": values}),
        name=name,
        violation_error_message=f"{field.replace('_', ' ').capitalize()} is not one of the known ones.",
    )


class JobState(models.TextChoices):
    """How far a job is."""

    QUEUED = "queued", "Waiting for its turn"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"


class JobQuerySet(models.QuerySet["Job"]):
    """The words to ask for jobs."""

    def visible_to(self, user: Any) -> JobQuerySet:
        """Return a person's own jobs."""
        return self.filter(owner=user)

    def unfinished(self) -> JobQuerySet:
        """Return jobs that wait or run."""
        return self.filter(state__in=[JobState.QUEUED, JobState.RUNNING])

    def abandoned(self, since: datetime) -> JobQuerySet:
        """Return jobs nothing has been heard of since a moment: their worker died, or lost them."""
        return self.unfinished().filter(heartbeat_at__lt=since)


class Job(models.Model):
    """Work done in the background for somebody: what it is, how far it is, when it was last heard of."""

    kind = models.CharField(max_length=40)
    subject = models.PositiveBigIntegerField(help_text="The key of the record the job works on.")
    title = models.CharField(max_length=200)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="jobs")
    state = models.CharField(max_length=20, choices=JobState, default=JobState.QUEUED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    heartbeat_at = models.DateTimeField(db_index=True)
    result_address = models.CharField(max_length=200)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        default_permissions = ()
        constraints = (known("state", JobState, "job_state_known"),)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the page that follows the job."""
        return reverse("core:job", args=[self.pk])

    @property
    def is_finished(self) -> bool:
        """Say whether nothing more will happen."""
        return self.state in {JobState.DONE, JobState.FAILED, JobState.CANCELLED}


class NoticeQuerySet(models.QuerySet["Notice"]):
    """The words to ask for notices."""

    def visible_to(self, user: Any) -> NoticeQuerySet:
        """Return a person's own notices."""
        return self.filter(owner=user)

    def unread(self) -> NoticeQuerySet:
        """Return those not looked at yet."""
        return self.filter(read_at__isnull=True)


class Notice(models.Model):
    """Something a person is told once, in the product and by their digest; `key` keeps it from being told again."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    text = models.CharField(max_length=300)
    address = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ("-made_at", "-pk")
        default_permissions = ()
        indexes = (models.Index(fields=["owner", "read_at"]),)
        constraints = (
            models.UniqueConstraint(
                fields=["owner", "key"], name="notice_once", violation_error_message="The person was told already."
            ),
        )

    def __str__(self) -> str:
        return self.text


class DailyRun(models.Model):
    """That a piece of daily work was begun on a day, so that only one worker does it, and when it had gone well."""

    name = models.CharField(max_length=40)
    on = models.DateField()
    begun_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=["name", "on"], name="daily_run_once", violation_error_message="It was begun today already."
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} on {self.on}"
