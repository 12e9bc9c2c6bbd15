"""What is put down about a file: answers, a draft of them, which of two marks counts, a victim at risk, kept words."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.history import History
from core.models import Record, known
from inspections.models.criteria import AnswerValue, Criterion, Rating
from inspections.models.evidence import EvidenceItem
from inspections.models.review_files import ReviewFile


class Answer(models.Model):
    """What the reviewer found on one criterion of one marked file; it is written once, when the file is marked."""

    file = models.ForeignKey(ReviewFile, on_delete=models.PROTECT, related_name="answers")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    value = models.CharField(max_length=20, choices=AnswerValue)
    note = models.TextField(blank=True)
    history = History()

    class Meta:
        constraints = (
            known("value", AnswerValue, "answer_value_known"),
            models.CheckConstraint(
                condition=~Q(value="no") | ~Q(note=""),
                name="answer_no_has_note",
                violation_error_message="An answer of no has a note.",
            ),
            models.UniqueConstraint(
                fields=["file", "criterion"], name="answer_once", violation_error_message="Answered already."
            ),
        )

    def __str__(self) -> str:
        return f"{self.criterion}: {self.get_value_display()}"


class Draft(models.Model):
    """What a reviewer has put down on a file not marked yet; it keeps no history and goes when the file is marked.

    `content` holds {"answers": {criterion's key: [value, note]}, "rating": key or null, "rating_reason": text,
    "tab": the mark of the page it was saved from}.
    """

    file = models.OneToOneField(ReviewFile, on_delete=models.PROTECT, related_name="draft", primary_key=True)
    content = models.JSONField(default=dict)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Draft of {self.file}"


class Resolution(models.Model):
    """Which rating counts where two marks disagree, and why: the lead's word. Neither mark changes."""

    file = models.OneToOneField(ReviewFile, on_delete=models.PROTECT, related_name="resolution")
    rating = models.ForeignKey(Rating, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    history = History()

    def __str__(self) -> str:
        return f"{self.file}: {self.rating}"


class Referral(Record):
    """A victim at risk now, told to the force from a file; it has no effect on the rating."""

    file = models.ForeignKey(ReviewFile, on_delete=models.PROTECT, related_name="referrals")
    what = models.TextField("what is the risk")
    to_whom = models.CharField("told to: a post in the force", max_length=200)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    acknowledged_on = models.DateField(null=True, blank=True)
    acknowledgement = models.TextField("what the force answered", blank=True)
    outcome = models.TextField(blank=True)
    history = History()

    class Meta:
        ordering = ("made_at", "pk")

    def __str__(self) -> str:
        return f"Urgent referral from {self.file}"

    def get_absolute_url(self) -> str:
        """Return the referral's page, under the file or the second mark it was made from."""
        name = "inspections:second-mark-referral" if self.file.is_second else "inspections:file-referral"
        return reverse(name, args=[self.file.exercise.reference, self.file.number, self.pk])


class KeptIdentifier(models.Model):
    """A writer was warned of a likely identifier and kept it, on a file or in evidence; the words are not repeated."""

    file = models.ForeignKey(
        ReviewFile, on_delete=models.PROTECT, related_name="kept_identifiers", null=True, blank=True
    )
    item = models.ForeignKey(
        EvidenceItem, on_delete=models.PROTECT, related_name="kept_identifiers", null=True, blank=True
    )
    where = models.CharField("field of the form", max_length=60)
    kind = models.CharField(max_length=40)
    number = models.PositiveSmallIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(file__isnull=True) ^ Q(item__isnull=True),
                name="kept_identifier_of_file_or_item",
                violation_error_message="A kept identifier stands on a file or in an item of evidence.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.file or self.item}, {self.where}: {self.kind} kept"
