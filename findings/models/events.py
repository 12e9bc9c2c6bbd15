"""What happened to a finding: an append-only list."""

from __future__ import annotations

from datetime import date
from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import Role
from core.dates import Precision
from core.models import known
from findings.models.findings import Finding, Status
from forces.models.people import barred_forces, force_of
from inspections.models import Inspection, Stage
from inspections.models.inspections import with_shown_contents


class EventKind(models.TextChoices):
    """What sort of thing happened."""

    RAISED = "raised", "Raised"
    FOLLOW_UP = "follow-up", "Follow-up"
    VERIFICATION = "verification", "Verification"
    STATUS = "status", "Status"
    CLOSURE = "closure", "Closure"
    PUBLISHED = "published", "Published"
    REOPENED = "reopened", "Reopened"
    EXTENSION = "extension", "Due date moved"
    UPDATE = "update", "The force’s update"
    DECLARATION = "declaration", "The force says it is done"
    RESPONSE = "response", "The force’s response"
    NOTE = "note", "Note"


# what passes between the force and us about its own finding, and what is said among ourselves
WITH_THE_FORCE = [EventKind.UPDATE, EventKind.DECLARATION, EventKind.RESPONSE, EventKind.EXTENSION]
AMONG_OURSELVES = [EventKind.NOTE]
# what counts as the force's update in a round: that it is done is one too
UPDATES = [EventKind.UPDATE, EventKind.DECLARATION]


class ForceRag(models.TextChoices):
    """How the force itself sees its progress."""

    GREEN = "green", "Green: done"
    AMBER = "amber", "Amber: on the way"
    RED = "red", "Red: late, or will not be done"
    WHITE = "white", "White: not ours to do"


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
        """Return what a person may read of what happened.

        Nothing of unpublished inspections whose contents are hidden from them; what passes between a force and us for
        inspectors, managers and auditors who are not barred from it, and for the force itself; notes without the force.
        """
        found = self.exclude(inspection__in=Inspection.objects.with_contents_hidden_from(user))
        if user.role == Role.FORCE_CONTACT:
            others = Q(kind__in=WITH_THE_FORCE) & ~Q(finding__force=force_of(user))
            return found.exclude(kind__in=AMONG_OURSELVES).exclude(others)
        if user.role == Role.ADMINISTRATOR:
            return found.exclude(kind__in=[*WITH_THE_FORCE, *AMONG_OURSELVES])
        if barred := barred_forces(user):
            return found.exclude(kind__in=[*WITH_THE_FORCE, *AMONG_OURSELVES], finding__force__in=barred)
        return found

    def done_before(self, user: Any) -> EventQuerySet:
        """Return all that happened before a person's eyes: nothing of unpublished inspections hidden from them.

        For what it did to status and due date, which are public; its words are for whom `visible_to` says.
        """
        shown = with_shown_contents(user, "inspection__")
        return self if shown is True else self.filter(Q(inspection__isnull=True) | shown)

    def told_by(self, on: date, known_on: date | None = None) -> EventQuerySet:
        """Return what had taken effect by a day and was recorded by `known_on`."""
        told = self.filter(effective_on__lte=on)
        return told if known_on is None else told.filter(recorded_on__lte=known_on)

    def told_after(self, on: date, known_on: date | None = None) -> EventQuerySet:
        """Return all that `told_by` does not."""
        later = Q(effective_on__gt=on)
        return self.filter(later if known_on is None else later | Q(recorded_on__gt=known_on))

    def moving(self) -> EventQuerySet:
        """Return what set a status."""
        return self.exclude(status_after="")

    def looking(self) -> EventQuerySet:
        """Return what shows that somebody looked: a follow-up that assessed the finding, or a status given to it."""
        assessed = Q(kind=EventKind.FOLLOW_UP) & ~Q(verdict=Verdict.NOT_ASSESSED)
        return self.filter(assessed | Q(kind__in=[EventKind.STATUS, EventKind.CLOSURE]))

    def settling(self) -> EventQuerySet:
        """Return what says how sure it is that a finding is done: what was found or declared, agreed to, taken back."""
        kinds = [EventKind.FOLLOW_UP, EventKind.DECLARATION, EventKind.VERIFICATION, EventKind.REOPENED]
        return self.filter(kind__in=kinds)

    def raisings(self) -> EventQuerySet:
        """Return what raised findings."""
        return self.filter(kind=EventKind.RAISED)

    def extensions(self) -> EventQuerySet:
        """Return what moved due dates."""
        return self.filter(kind=EventKind.EXTENSION)

    def responses(self) -> EventQuerySet:
        """Return what forces answered."""
        return self.filter(kind=EventKind.RESPONSE)

    def reopenings(self) -> EventQuerySet:
        """Return what opened closed findings again."""
        return self.filter(kind=EventKind.REOPENED)

    def that_are_out(self) -> EventQuerySet:
        """Return all but what unpublished inspections did: words aside, anybody may know what came of them."""
        return self.filter(Q(inspection__isnull=True) | Q(inspection__stage=Stage.PUBLISHED))

    def as_published(self) -> EventQuerySet:
        """Return what anybody may read: nothing of unpublished inspections, of the force's own words, of our notes."""
        return self.that_are_out().exclude(kind__in=[*WITH_THE_FORCE, *AMONG_OURSELVES])

    def told_in_report_of(self, inspection: Inspection) -> EventQuerySet:
        """Return what an inspection did itself and what anybody could read when its report came out, or can until then.

        So a report never tells what other unpublished work did, and a later edition tells what the first one told.
        """
        own, out = self.filter(inspection=inspection), self.as_published()
        day = inspection.published_on or inspection.out_by
        if day is None:
            return own | out
        later = Q(inspection__published_on__gt=day) | Q(inspection__out_by__gt=day)
        return (own | out.exclude(later)).filter(recorded_on__lte=day)

    def follow_ups(self) -> EventQuerySet:
        """Return what follow-ups found."""
        return self.filter(kind=EventKind.FOLLOW_UP)

    def updates(self) -> EventQuerySet:
        """Return what forces told of their progress."""
        return self.filter(kind__in=UPDATES)

    def update(self, **_: Any) -> NoReturn:
        """Refuse: events are append-only."""
        raise TypeError("Events are append-only.")

    def delete(self) -> NoReturn:
        """Refuse: events are append-only."""
        raise TypeError("Events are append-only.")


class Event(models.Model):
    """One thing that happened to a finding: when it took effect, as exactly as is known, and when it was recorded.

    `recorded_on` is the day it became known: of what was loaded from a source, the day the source came out; who entered
    it, and when, stand beside it. An extension moves the inspectorate's due date from `due_before` to `due_after`; in
    an update `due_after` is the force's own date.
    """

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
    rag = models.CharField("RAG as the force sees it", max_length=10, choices=ForceRag, blank=True)
    due_before = models.DateField(null=True, blank=True)
    due_after = models.DateField(null=True, blank=True)
    body = models.CharField("the body it waits for", max_length=150, blank=True)
    narrative = models.TextField(blank=True)
    source = models.CharField(max_length=300, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ("finding", "effective_on", "recorded_on", "pk")
        indexes = (
            models.Index(fields=["finding", "kind", "effective_on"]),
            models.Index(fields=["finding", "recorded_on"]),
            models.Index(fields=["kind", "recorded_on"]),
        )
        constraints = (
            known("kind", EventKind, "event_kind_known"),
            known("effective_precision", Precision, "event_precision_known"),
            known("status_before", Status, "event_status_before_known", blank=True),
            known("status_after", Status, "event_status_after_known", blank=True),
            known("verdict", Verdict, "event_verdict_known", blank=True),
            known("basis", Basis, "event_basis_known", blank=True),
            known("rag", ForceRag, "event_rag_known", blank=True),
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
            models.CheckConstraint(
                condition=Q(kind="extension", due_after__isnull=False)
                | (~Q(kind="extension") & Q(due_before__isnull=True)),
                name="event_extension_complete",
                violation_error_message="Moving a due date names the new one.",
            ),
            models.CheckConstraint(
                condition=~Q(status_after="blocked") | ~Q(body=""),
                name="event_blocked_names_body",
                violation_error_message="Name the body it waits for.",
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
