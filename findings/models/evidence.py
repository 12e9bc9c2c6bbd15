"""What a finding rests on: a crime file, the answer to one question about it, or an item of evidence."""

from __future__ import annotations

from typing import Any

from django.db import models

from core.history import History
from findings.models.findings import Finding
from inspections.models import Criterion, EvidenceItem, ReviewFile


class FileEvidenceQuerySet(models.QuerySet["FileEvidence"]):
    """The words to ask for evidence."""

    def with_answers(self, user: Any) -> list[dict[str, Any]]:
        """Return each with its answer, if the person may read the file's notes; else only what it names."""
        found = list(self.select_related("file__exercise", "criterion"))
        readable = set(
            ReviewFile.objects.visible_to(user).filter(pk__in=[e.file_id for e in found]).values_list("pk", flat=True)
        )
        return [{"evidence": e, "answer": e.answer() if e.file_id in readable else None} for e in found]


class FileEvidence(models.Model):
    """That a finding rests on a file, or on one answer about it. The note itself stays with the file."""

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="file_evidence")
    file = models.ForeignKey(ReviewFile, on_delete=models.PROTECT, related_name="+")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    history = History()

    objects = FileEvidenceQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["finding", "file", "criterion"],
                name="file_evidence_once",
                violation_error_message="The finding rests on this answer already.",
            ),
            models.UniqueConstraint(
                fields=["finding", "file"],
                condition=models.Q(criterion__isnull=True),
                name="file_evidence_whole_once",
                violation_error_message="The finding rests on this file already.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.file}{f': {self.criterion}' if self.criterion else ''}"

    def answer(self) -> Any:
        """Return what was answered and noted, when the file is marked and the question was asked."""
        return self.file.answers.filter(criterion=self.criterion_id).first() if self.criterion_id else None


class ItemEvidenceQuerySet(models.QuerySet["ItemEvidence"]):
    """The words to ask for items."""

    def visible_to(self, user: Any) -> ItemEvidenceQuerySet:
        """Return those whose item a person may read."""
        return self.filter(item__in=EvidenceItem.objects.visible_to(user))


class ItemEvidence(models.Model):
    """That a finding rests on an item of an inspection's evidence."""

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="item_evidence")
    item = models.ForeignKey(EvidenceItem, on_delete=models.PROTECT, related_name="findings")
    history = History()

    objects = ItemEvidenceQuerySet.as_manager()

    class Meta:
        ordering = ("finding", "item__number")
        constraints = (
            models.UniqueConstraint(
                fields=["finding", "item"],
                name="item_evidence_once",
                violation_error_message="The finding rests on this item already.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.finding}: {self.item}"
