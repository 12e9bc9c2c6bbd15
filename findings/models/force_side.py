"""What the force and its local policing body send: files with an update, rounds of updates, the body's response."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.urls import reverse

from core.attached import AttachedFile
from core.history import History
from core.models import Record, known
from findings.models.events import Event, EventQuerySet
from findings.models.findings import Finding, Status
from findings.rules import body_responses, due
from forces.models import Force
from inspections.models import Inspection


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """The words to ask for files of evidence."""

    def visible_to(self, user: Any) -> AttachmentQuerySet:
        """Return those of events a person may read."""
        return self.filter(event__in=Event.objects.visible_to(user))


class Attachment(AttachedFile):
    """A file of evidence sent with an update."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="attachments")
    history = History()

    objects = AttachmentQuerySet.as_manager()

    def get_absolute_url(self) -> str:
        """Return where it is downloaded from."""
        return reverse("findings:attachment", args=[self.event.finding.reference, self.pk])


class UpdateRoundQuerySet(models.QuerySet["UpdateRound"]):
    """The words to ask for rounds."""

    def with_end(self) -> UpdateRoundQuerySet:
        """Add the day the next round opens: `ended_on`; an update of that day counts there and no longer here."""
        after = UpdateRound.objects.filter(opens_on__gt=OuterRef("opens_on")).order_by("opens_on")
        return self.annotate(ended_on=Subquery(after.values("opens_on")[:1]))

    def opened(self, on: date) -> UpdateRoundQuerySet:
        """Return those that have opened by a day, the latest first."""
        return self.filter(opens_on__lte=on).order_by("-opens_on")


class UpdateRound(Record):
    """A quarter's asking of every force how its open findings stand. What was given is worked out from the updates."""

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=100)
    opens_on = models.DateField()
    closes_on = models.DateField()
    history = History()

    objects = UpdateRoundQuerySet.as_manager()

    class Meta:
        ordering = ("-opens_on",)
        constraints = (
            models.CheckConstraint(
                condition=Q(opens_on__lte=F("closes_on")),
                name="update_round_in_order",
                violation_error_message="A round closes on the day it opens, or later.",
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the page that says who has answered."""
        return reverse("findings:round", args=[self.slug])


def given_in(opens_on: Any, ended_on: Any, **of: Any) -> EventQuerySet:
    """Return the updates of a round: recorded from the day it opened until the next one did, if one has."""
    found = Event.objects.updates().filter(recorded_on__gte=opens_on, **of)
    return found.filter(recorded_on__lt=ended_on) if ended_on else found


class Reminder(models.Model):
    """That a force was reminded of a round."""

    round = models.ForeignKey(UpdateRound, on_delete=models.PROTECT, related_name="reminders")
    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="+")
    sent_on = models.DateField()
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    addresses = models.TextField()

    class Meta:
        ordering = ("sent_on", "pk")

    def __str__(self) -> str:
        return f"{self.force} reminded of {self.round}"


def inspections_responded_to() -> models.QuerySet[Inspection]:
    """Return the inspections a local policing body answers: published on a known day, with findings that are out."""
    out = Finding.objects.filter(inspection=OuterRef("pk")).exclude(published_status=Status.DRAFT)
    return Inspection.objects.published().filter(Exists(out), published_on__isnull=False)


def in_state(inspections: models.QuerySet[Inspection], state: str, on: date) -> models.QuerySet[Inspection]:
    """Return the reports whose response is in a state on a day; all for no state."""
    is_out = Q(body_response__published_on__isnull=False)
    is_in = Q(body_response__received_on__isnull=False)
    has_passed = Q(published_on__lt=on - timedelta(days=due.RESPONSE_DAYS))
    conditions = {
        body_responses.PUBLISHED: is_out,
        body_responses.RECEIVED: is_in & ~is_out,
        body_responses.OVERDUE: ~is_in & ~is_out & has_passed,
        body_responses.AWAITED: ~is_in & ~is_out & ~has_passed,
    }
    return inspections.filter(conditions[state]) if state else inspections


class BodyResponse(Record):
    """The local policing body's published response to a report: due 56 days from publication, that day included."""

    inspection = models.OneToOneField(Inspection, on_delete=models.PROTECT, related_name="body_response")
    body = models.CharField("local policing body", max_length=150)
    received_on = models.DateField(null=True, blank=True)
    published_on = models.DateField(null=True, blank=True)
    address = models.URLField("where it is published", max_length=300, blank=True)
    note = models.TextField(blank=True)
    history = History()

    def __str__(self) -> str:
        return f"Response of {self.body} to {self.inspection}"

    def get_absolute_url(self) -> str:
        """Return the response's page."""
        return reverse("findings:response", args=[self.inspection.reference])

    @property
    def due_on(self) -> date | None:
        """Return the last day on which the response is in time, where the report's day is held."""
        return due.response_due(self.inspection.published_on) if self.inspection.published_on else None

    @property
    def days_late(self) -> int:
        """Return by how many days it came out late."""
        return body_responses.days_late(published_on=self.published_on, due_on=self.due_on) if self.due_on else 0


class BodyAnswer(models.TextChoices):
    """What the body says of one recommendation."""

    ACTION = "action", "Action"
    NO_ACTION = "no-action", "No action, with the reason"


class BodyResponseItem(models.Model):
    """What a response says of one finding: what is done about it, or why nothing is."""

    response = models.ForeignKey(BodyResponse, on_delete=models.PROTECT, related_name="items")
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="body_responses")
    answer = models.CharField(max_length=20, choices=BodyAnswer)
    text = models.TextField()
    history = History()

    class Meta:
        ordering = ("finding__reference",)
        constraints = (
            known("answer", BodyAnswer, "body_response_answer_known"),
            models.UniqueConstraint(
                fields=["response", "finding"],
                name="body_response_once",
                violation_error_message="The response answers this finding already.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.finding.reference}: {self.get_answer_display().lower()}"
