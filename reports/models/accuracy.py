"""The factual accuracy check: a draft sent to the force, its comments by paragraph, what was made of each."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.urls import reverse

from accounts.models import Role
from core.attached import AttachedFile
from core.history import History
from core.models import Record, known
from forces.models.people import barred_forces, force_of
from inspections.models import Assignment
from reports.models.reports import Report
from reports.rules import checks as rules


class CheckState(models.TextChoices):
    """Whether comments may still be made and decided."""

    OPEN = "open", "With the force"
    CLOSED = "closed", "Closed"


class AccuracyCheckQuerySet(models.QuerySet["AccuracyCheck"]):
    """The words to ask for checks."""

    def visible_to(self, user: Any) -> AccuracyCheckQuerySet:
        """Return those sent to a contact's own force; inside, those of a person's teams or of forces not barred.

        As evidence they are never published, and administrators have no part in them.
        """
        if user.role == Role.FORCE_CONTACT:
            return self.filter(report__inspection__force=force_of(user))
        if user.role == Role.ADMINISTRATOR:
            return self.none()
        found = self.exclude(report__inspection__force__in=barred_forces(user))
        if user.role == Role.INSPECTOR:
            return found.filter(report__inspection__in=Assignment.objects.filter(user=user).values("inspection"))
        return found

    def open(self) -> AccuracyCheckQuerySet:
        """Return those that are not closed."""
        return self.filter(state=CheckState.OPEN)

    def with_comment_counts(self) -> AccuracyCheckQuerySet:
        """Return checks without their text, each with its inspection and how many comments it has in which state."""
        counts = {f"{state}_count": Count("comments", filter=Q(comments__state=state)) for state in CommentState.values}
        return self.select_related("report__inspection__force").defer("snapshot").annotate(**counts)


class AccuracyCheck(Record):
    """A draft as it was sent to the force, to the letter, until a day. `snapshot` is the document as JSON text."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="checks")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=20, choices=CheckState, default=CheckState.OPEN)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    working_days = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    late_until = models.DateField(null=True, blank=True, help_text="Late comments are let in until this day.")
    leave_reason = models.TextField(blank=True)
    snapshot = models.TextField()
    sha256 = models.CharField(max_length=64)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    history = History(excluded_fields=["snapshot"])

    objects = AccuracyCheckQuerySet.as_manager()

    class Meta:
        ordering = ("report", "number")
        constraints = (
            known("state", CheckState, "accuracy_check_state_known"),
            models.UniqueConstraint(
                fields=["report", "number"],
                name="accuracy_check_once",
                violation_error_message="The draft was sent meanwhile.",
            ),
            models.CheckConstraint(
                condition=Q(late_until__isnull=True) | ~Q(leave_reason=""),
                name="accuracy_check_leave_has_reason",
                violation_error_message="Say why late comments are let in.",
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_by__isnull=True, closed_at__isnull=True)
                | Q(state="closed", closed_by__isnull=False, closed_at__isnull=False),
                name="accuracy_check_closed_by_and_at",
                violation_error_message="Say who closed the check and when.",
            ),
        )

    def __str__(self) -> str:
        return f"Factual accuracy check {self.number} of {self.report.inspection}"

    def get_absolute_url(self) -> str:
        """Return the check's page."""
        return reverse("reports:check", args=[self.report.inspection.reference, self.number])

    @property
    def is_closed(self) -> bool:
        """Say whether nothing is added or decided any more; the force then reads what was decided."""
        return self.state == CheckState.CLOSED

    @property
    def last_day(self) -> date:
        """Return the last day on which comments are taken, late ones by leave too."""
        return rules.last_day(self.due_on, self.late_until)

    def takes_comments(self, on: date) -> bool:
        """Say whether the force may comment on a day."""
        return not self.is_closed and on <= self.last_day


class CommentKind(models.TextChoices):
    """What a force says is wrong."""

    TYPING = "typing", "Typing or number"
    FACT = "fact", "Fact behind a judgment"
    OMITTED = "omitted", "Omitted evidence"


class CommentState(models.TextChoices):
    """What was made of a comment."""

    OPEN = "open", "Open"
    ACCEPTED = "accepted", "Accepted"
    REJECTED = "rejected", "Rejected"


class CommentQuerySet(models.QuerySet["Comment"]):
    """The words to ask for comments."""

    def visible_to(self, user: Any) -> CommentQuerySet:
        """Return comments on drafts a person may read."""
        return self.filter(accuracy_check__in=AccuracyCheck.objects.visible_to(user))


class Comment(Record):
    """What a force says about one paragraph of a draft, and what was made of it."""

    accuracy_check = models.ForeignKey(AccuracyCheck, on_delete=models.PROTECT, related_name="comments")
    number = models.PositiveSmallIntegerField()
    block = models.CharField(max_length=80, help_text="The paragraph of the draft, by its name in the snapshot.")
    kind = models.CharField(max_length=20, choices=CommentKind)
    text = models.TextField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    is_late = models.BooleanField("late, by leave", default=False)
    state = models.CharField(max_length=20, choices=CommentState, default=CommentState.OPEN)
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    history = History()

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ("accuracy_check", "number")
        constraints = (
            known("kind", CommentKind, "comment_kind_known"),
            known("state", CommentState, "comment_state_known"),
            models.UniqueConstraint(
                fields=["accuracy_check", "number"],
                name="comment_number_once",
                violation_error_message="Another comment got this number meanwhile; send it again.",
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(state="open") & ~Q(reason="") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="comment_decided_by_at_and_why",
                violation_error_message="Say why the comment is accepted or rejected, who decided and when.",
            ),
        )

    def __str__(self) -> str:
        return f"Comment {self.number} on {self.accuracy_check.report.inspection}"

    def get_absolute_url(self) -> str:
        """Return the comment's page."""
        check = self.accuracy_check
        return reverse("reports:comment", args=[check.report.inspection.reference, check.number, self.number])


class CommentFileQuerySet(models.QuerySet["CommentFile"]):
    """The words to ask for files sent with comments."""

    def visible_to(self, user: Any) -> CommentFileQuerySet:
        """Return files of the comments a person may read."""
        return self.filter(comment__in=Comment.objects.visible_to(user))


class CommentFile(AttachedFile):
    """A file sent with a comment."""

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="files")
    history = History()

    objects = CommentFileQuerySet.as_manager()

    def get_absolute_url(self) -> str:
        """Return where the file is taken away from."""
        check = self.comment.accuracy_check
        return reverse("reports:comment-file", args=[check.report.inspection.reference, check.number, self.pk])
