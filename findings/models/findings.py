"""A finding: an area for improvement, a cause of concern or a recommendation. It outlives its inspection."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import connection, models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.urls import reverse

from accounts.models import Role
from core.dates import Precision
from core.history import History
from core.models import Record, known
from findings.models.outcomes import OutcomeWords
from forces.models import Cycle, Force
from forces.models.people import barred_forces
from inspections.models import Diagnostic, Inspection, Question
from inspections.models.inspections import barred, unpublished_around


class FindingKind(models.TextChoices):
    """What sort of finding it is."""

    AREA_FOR_IMPROVEMENT = "area-for-improvement", "Area for improvement"
    CAUSE_OF_CONCERN = "cause-of-concern", "Cause of concern"
    RECOMMENDATION = "recommendation", "Recommendation"


class Status(models.TextChoices):
    """Where a finding is; overdue, stale and RAG are derived and never stored."""

    DRAFT = "draft", "Draft"
    OPEN = "open", "Open"
    IN_PROGRESS = "in-progress", "In progress"
    BLOCKED = "blocked", "Blocked"
    AWAITING_VERIFICATION = "awaiting-verification", "Awaiting verification"
    CLOSED_ACHIEVED = "closed-achieved", "Closed – achieved"
    CLOSED_SUPERSEDED = "closed-superseded", "Closed – superseded"
    CLOSED_NO_LONGER_RELEVANT = "closed-no-longer-relevant", "Closed – no longer relevant"


class ForceResponse(models.TextChoices):
    """What the force answered to a finding; one it does not accept stays open and goes to a manager."""

    ACCEPTED = "accepted", "Accepted"
    NOT_ACCEPTED = "not-accepted", "Not accepted"


CLOSED = [Status.CLOSED_ACHIEVED, Status.CLOSED_SUPERSEDED, Status.CLOSED_NO_LONGER_RELEVANT]


ENGLISH = "english"  # as in migration 0005, whose index serves the search
REFERENCE = re.compile(r"[A-Z]{3}|[A-Za-z]{3}-.*\d.*")  # "BED", "BED-2017-01", "nat-2017-01"
# a draft that was taken back: it was never out
WITHDRAWN = Q(published_status=Status.DRAFT, status__in=CLOSED)
# what unpublished inspections find is not theirs to know
OUTSIDE = {Role.FORCE_CONTACT, Role.ADMINISTRATOR}


class DueKind(models.TextChoices):
    """What sort of deadline the inspectorate set."""

    NONE = "none", "None set"
    IMMEDIATE = "immediate", "Immediately"
    RELATIVE = "relative", "Within a time"
    ABSOLUTE = "absolute", "By a date"


class FindingQuerySet(OutcomeWords):
    """The words to ask for findings; how they stand and what became of them are in the modules it builds on."""

    def seen_by(self, user: Any) -> FindingQuerySet:
        """Return the findings a person may see; drafts that were taken back are in no list."""
        return self.open_to(user).exclude(WITHDRAWN)

    def open_to(self, user: Any) -> FindingQuerySet:
        """Return the findings whose page a person may open."""
        hidden = Inspection.objects.with_contents_hidden_from(user)
        found = self.exclude(acceleration__isnull=True, inspection__in=hidden)
        return found.exclude(published_status=Status.DRAFT) if user.role in OUTSIDE else found

    def visible_to(self, user: Any) -> FindingQuerySet:
        """Return the findings a person may see, each with the status they may see: `shown_status`."""
        return self.readable_by(user).exclude(WITHDRAWN)

    def readable_by(self, user: Any) -> FindingQuerySet:
        """Return the same, and the drafts that were taken back for those who could read them: no list counts these."""
        found = self.open_to(user)
        in_full = is_in_full(user)
        if isinstance(in_full, bool):  # the plain field is quicker to filter and sort by than a choice of two
            return found.annotate(shown_status=F("status" if in_full else "published_status"))
        return found.annotate(shown_status=Case(When(in_full, then=F("status")), default=F("published_status")))

    def saying_if_in_full(self, user: Any) -> FindingQuerySet:
        """Add whether a person may see what unpublished inspections did to each: `is_in_full`."""
        in_full = is_in_full(user)
        if isinstance(in_full, bool):
            return self.annotate(is_in_full=Value(in_full))
        return self.annotate(
            is_in_full=Case(When(in_full, then=True), default=False, output_field=models.BooleanField())
        )

    def as_published(self) -> FindingQuerySet:
        """Return the findings that are out, each with its published status as `shown_status`: what anybody may see."""
        return self.exclude(published_status=Status.DRAFT).annotate(shown_status=F("published_status"))

    def with_words(self, text: str) -> FindingQuerySet:
        """Return those that hold every word, in any form of it where the database knows English, or the reference."""
        words = text.split()
        references = [word for word in words if REFERENCE.fullmatch(word)]
        found = self.filter(*(Q(reference__icontains=word) for word in references))
        others = [word for word in words if word not in references]
        if others and connection.vendor == "postgresql":
            asked = SearchQuery(" ".join(others), config=ENGLISH, search_type="websearch")
            return found.annotate(words=SearchVector("title", "wording", config=ENGLISH)).filter(words=asked)
        return found.filter(*(Q(title__icontains=word) | Q(wording__icontains=word) for word in others))

    def open(self) -> FindingQuerySet:
        """Return published findings that nobody has closed."""
        return self.exclude(status__in=[Status.DRAFT, *CLOSED])

    def to_update(self) -> FindingQuerySet:
        """Return findings that are out and, as published, not closed: what a force gives updates on."""
        return self.exclude(published_status__in=[Status.DRAFT, *CLOSED])

    def overdue(self, on: date) -> FindingQuerySet:
        """Return open findings whose due date has passed."""
        return self.open().filter(due_on__lt=on)

    def awaiting_verification(self) -> FindingQuerySet:
        """Return findings a manager has yet to verify."""
        return self.filter(status=Status.AWAITING_VERIFICATION)


def is_in_full(user: Any) -> Any:
    """Return the condition that a person may see what unpublished inspections did to a finding, or whether always."""
    if user.role in OUTSIDE:
        return False
    if user.role == Role.INSPECTOR:
        own, others = unpublished_around(user)
        if not own:
            return False
        theirs = Q(force__in=set(own.values()))
        touched = Finding.objects.filter(pk=OuterRef("pk"), events__inspection__in=others)
        return theirs & ~Exists(touched) if others else theirs
    return ~barred(user) if barred_forces(user) else True


class Finding(Record):
    """A finding about a force. Its wording never changes once it is out; `published_status` lags until the cause is.

    `due_on` is the inspectorate’s date as it stands now: where it was moved, the first extension tells the original.
    """

    reference = models.CharField(max_length=30, unique=True)
    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="findings")
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="findings")
    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="findings", null=True, blank=True)
    national = models.ForeignKey(
        "NationalRecommendation", on_delete=models.PROTECT, related_name="instances", null=True, blank=True
    )
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="findings", null=True, blank=True)
    diagnostic = models.ForeignKey(Diagnostic, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    theme = models.SlugField(
        "what it is about", max_length=80, blank=True, help_text="The question’s slug, or the source’s own words."
    )
    kind = models.CharField(max_length=30, choices=FindingKind)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, related_name="recommendations", null=True, blank=True)
    recommendation_not_held = models.BooleanField("recommendation not held", default=False)
    acceleration = models.ForeignKey(
        "Acceleration", on_delete=models.PROTECT, related_name="findings", null=True, blank=True
    )
    title = models.CharField(max_length=150)
    wording = models.TextField()
    status = models.CharField(max_length=30, choices=Status, default=Status.DRAFT)
    published_status = models.CharField(max_length=30, choices=Status, default=Status.DRAFT)
    response = models.CharField("the force’s response", max_length=20, choices=ForceResponse, blank=True)
    raised_on = models.DateField()
    raised_precision = models.CharField(max_length=10, choices=Precision, default=Precision.DAY)
    owner = models.CharField("owner: a post in the force", max_length=100, blank=True)
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="findings_led", null=True, blank=True
    )
    due_kind = models.CharField(max_length=10, choices=DueKind, default=DueKind.NONE)
    due_days = models.PositiveSmallIntegerField("days from publication", null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    comment = models.CharField("one line for committees", max_length=200, blank=True)
    source = models.CharField(max_length=300, blank=True)
    is_illustrative = models.BooleanField("illustrative", default=False)
    history = History()

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ("reference",)
        indexes = (
            models.Index(fields=["force", "reference"]),
            models.Index(fields=["force", "status", "cycle"]),
            models.Index(fields=["published_status", "status"]),
            models.Index(fields=["status", "due_on", "reference"]),
            models.Index(fields=["due_on", "reference"]),
            models.Index(fields=["response", "due_on", "reference"]),
            models.Index(fields=["raised_on", "reference"]),
            models.Index(fields=["force", "theme"]),
            models.Index(fields=["cycle", "reference"]),
        )
        constraints = (
            known("kind", FindingKind, "finding_kind_known"),
            known("status", Status, "finding_status_known"),
            known("published_status", Status, "finding_published_status_known"),
            known("raised_precision", Precision, "finding_raised_precision_known"),
            known("due_kind", DueKind, "finding_due_kind_known"),
            known("response", ForceResponse, "finding_response_known", blank=True),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | Q(kind="recommendation"),
                name="finding_parent_of_recommendation",
                violation_error_message="Only a recommendation stands under a cause of concern.",
            ),
            models.CheckConstraint(
                condition=Q(due_kind="none", due_on__isnull=True, due_days__isnull=True)
                | Q(due_kind="absolute", due_on__isnull=False, due_days__isnull=True)
                | Q(due_kind="immediate", due_days__isnull=True)
                | (Q(due_kind="relative") & (Q(due_days__isnull=False) | Q(due_on__isnull=False))),
                name="finding_due_on_with_kind",
                violation_error_message="An absolute deadline has a date, a relative one its days; others have none.",
            ),
            models.CheckConstraint(
                condition=Q(recommendation_not_held=False) | Q(kind="cause-of-concern"),
                name="finding_recommendation_not_held_of_concern",
                violation_error_message="Only a cause of concern can lack the recommendation it was published with.",
            ),
            models.CheckConstraint(
                condition=Q(inspection__isnull=False) | ~Q(status="draft"),
                name="finding_draft_in_inspection",
                violation_error_message="A draft belongs to the inspection that raises it.",
            ),
            models.UniqueConstraint(
                fields=["national", "force"],
                name="finding_national_once_a_force",
                violation_error_message="The force has this national recommendation already.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    def get_absolute_url(self) -> str:
        """Return the finding's page."""
        return reverse("findings:detail", args=[self.reference])

    @property
    def is_closed(self) -> bool:
        """Say whether the inspectorate has closed it."""
        return self.status in CLOSED

    @property
    def is_live(self) -> bool:
        """Say whether it is out and not closed."""
        return not self.is_closed and self.status != Status.DRAFT
