"""A published report that was sent in to be read, and what it seems to say, confirmed or refused one by one."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.urls import reverse

from core.history import History
from core.models import Record, known
from findings.models import Finding
from inspections.models import Exercise, Inspection, Judgment

PERMISSION = "reports.read_reports_in"


def random_name(file: Any, filename: str) -> str:
    """Return where a file is kept: nothing of its own name, nothing guessable."""
    return f"reports/{secrets.token_hex(20)}"


class ReportFileState(models.TextChoices):
    """Whether a file could be read; it says so when it is received and never changes."""

    READ = "read", "Read"
    UNREADABLE = "unreadable", "Refused"


class ReportFileQuerySet(models.QuerySet["ReportFile"]):
    """The words to ask for files."""

    def visible_to(self, user: Any) -> ReportFileQuerySet:
        """Return what a person may see: a report is published, so a bar hides none; it forbids to confirm."""
        return self if user.has_perm(PERMISSION) else self.none()

    def with_counts(self) -> ReportFileQuerySet:
        """Add how many proposals each has, and how many still wait."""
        waiting = Count("proposals", filter=Q(proposals__state=ProposalState.WAITING))
        return self.annotate(proposed=Count("proposals"), waiting=waiting)


class ReportFile(Record):
    """A published report as it was sent in, with the text that was read; the same file is held once.

    `told` is what it says of itself, as read: force, cycle, day of publication. `inspection` is set once a person has
    confirmed which inspection it reports. `problems` say why a file could not be read.
    """

    file = models.FileField(upload_to=random_name, max_length=100)
    name = models.CharField("its own name", max_length=255)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    format = models.CharField(max_length=10, blank=True)
    state = models.CharField(max_length=20, choices=ReportFileState, default=ReportFileState.READ)
    text = models.TextField("the text as read", blank=True)
    told = models.JSONField("what it says of itself", default=dict, blank=True)
    problems = models.JSONField("why it could not be read", default=list, blank=True)
    inspection = models.ForeignKey(
        Inspection, on_delete=models.PROTECT, related_name="report_files", null=True, blank=True
    )
    source = models.CharField("where it was published", max_length=200, blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    history = History(excluded_fields=["text", "file", "told", "problems"])

    objects = ReportFileQuerySet.as_manager()

    class Meta:
        ordering = ("-sent_at", "-pk")
        constraints = (
            known("state", ReportFileState, "report_file_state_known"),
            models.UniqueConstraint(
                fields=["sha256"], name="report_file_once", violation_error_message="This file was sent in already."
            ),
            models.CheckConstraint(
                condition=Q(inspection__isnull=True) | (Q(state="read") & ~Q(source="")),
                name="report_file_inspection_with_source",
                violation_error_message="Say where the report was published.",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the page that lists what was read."""
        return reverse("reports:report-file", args=[self.pk])


class ProposalKind(models.TextChoices):
    """What a report seems to say."""

    JUDGMENT = "judgment", "Judgment"
    FINDING = "finding", "Finding"
    FILE_REVIEW = "file-review", "File review"


class ProposalState(models.TextChoices):
    """What a person decided about it; the moves are in `rules.PROPOSAL_MOVES`."""

    WAITING = "waiting", "Waiting"
    CONFIRMED = "confirmed", "Confirmed"
    REFUSED = "refused", "Refused"


class Outcome(models.TextChoices):
    """What confirming did."""

    MADE = "made", "Recorded"
    HELD = "held", "Held already"
    KEPT = "kept", "Kept with the report"


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """The words to ask for proposals."""

    def visible_to(self, user: Any) -> ProposalQuerySet:
        """Return those of the files a person may see."""
        return self if user.has_perm(PERMISSION) else self.none()

    def waiting(self) -> ProposalQuerySet:
        """Return those nobody has decided about."""
        return self.filter(state=ProposalState.WAITING)


class Proposal(Record):
    """One thing a report seems to say: what was read and on which lines, and what was confirmed instead.

    `read` never changes; `settled` is what a person confirmed. Nothing is recorded of one that is not confirmed.
    """

    report = models.ForeignKey(ReportFile, on_delete=models.PROTECT, related_name="proposals")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=ProposalKind)
    state = models.CharField(max_length=20, choices=ProposalState, default=ProposalState.WAITING)
    is_damaged = models.BooleanField("to be completed by hand", default=False)
    why = models.CharField("what to look at", max_length=300, blank=True)
    lines = models.JSONField("the lines it stands on", default=list)
    read = models.JSONField("what was read")
    settled = models.JSONField("what was confirmed", default=dict, blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, related_name="answers", null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    judgment = models.ForeignKey(Judgment, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    exercise = models.ForeignKey(Exercise, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    reason = models.TextField("why it was refused", blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    history = History(excluded_fields=["read"])

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ("report", "number")
        constraints = (
            known("kind", ProposalKind, "proposal_kind_known"),
            known("state", ProposalState, "proposal_state_known"),
            known("outcome", Outcome, "proposal_outcome_known", blank=True),
            models.UniqueConstraint(
                fields=["report", "number"], name="proposal_once", violation_error_message="The number is taken."
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(state="waiting") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="proposal_decided_by_somebody",
                violation_error_message="What is decided says who decided it, and when.",
            ),
            models.CheckConstraint(
                condition=(Q(state="confirmed") & ~Q(outcome="")) | (~Q(state="confirmed") & Q(outcome="")),
                name="proposal_outcome_when_confirmed",
                violation_error_message="What is confirmed says what came of it.",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(reason=""),
                name="proposal_refused_with_reason",
                violation_error_message="Say why it is refused.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.report.name}, {self.get_kind_display().lower()} {self.number}"

    def get_absolute_url(self) -> str:
        """Return its page, beside the passage."""
        return reverse("reports:proposal", args=[self.report_id, self.number])

    @property
    def now(self) -> dict[str, Any]:
        """Return what it says now: as confirmed, else as read."""
        return {**self.read, **self.settled}
