"""What an inspection rests on: items of evidence, the questions each speaks to, the files with it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.attached import AttachedFile
from core.history import History
from core.models import Record, known
from inspections.models.exercises import Exercise
from inspections.models.frameworks import Diagnostic, Question
from inspections.models.inspections import Inspection


class EvidenceKind(models.TextChoices):
    """How an item of evidence came about."""

    INTERVIEW = "interview", "Interview"
    FOCUS_GROUP = "focus-group", "Focus group"
    DOCUMENT = "document", "Document"
    DATA = "data", "Data"
    FILE_REVIEW = "file-review", "File review"
    SURVEY = "survey", "Survey"
    OBSERVATION = "observation", "Observation"


class Weight(models.TextChoices):
    """How much an item says about a question."""

    PRIMARY = "primary", "Primary"
    CORROBORATING = "corroborating", "Corroborating"
    INDICATIVE = "indicative", "Indicative"


class Marking(models.TextChoices):
    """The government security classification of what an item says."""

    OFFICIAL = "official", "OFFICIAL"
    SENSITIVE = "official-sensitive", "OFFICIAL-SENSITIVE"

    @classmethod
    def highest(cls, markings: Iterable[str]) -> Marking:
        """Return the marking of a page or file that shows things of these markings."""
        return cls.SENSITIVE if cls.SENSITIVE in set(markings) else cls.OFFICIAL


class EvidenceState(models.TextChoices):
    """Whether an item still counts; nothing is deleted."""

    HELD = "held", "Held"
    WITHDRAWN = "withdrawn", "Withdrawn"


class EvidenceItemQuerySet(models.QuerySet["EvidenceItem"]):
    """The words to ask for evidence."""

    def visible_to(self, user: Any) -> EvidenceItemQuerySet:
        """Return evidence of a person's own teams, or of all forces not barred to them; it is never published."""
        return self.filter(inspection__in=Inspection.objects.with_workings_visible_to(user))

    def held(self) -> EvidenceItemQuerySet:
        """Return what was not withdrawn."""
        return self.filter(state=EvidenceState.HELD)


class EvidenceItem(Record):
    """Something seen, heard, read or counted in an inspection.

    `key` comes from whoever sends it, so that sending it again makes no second one.
    """

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="evidence")
    number = models.PositiveIntegerField(help_text="Counts the inspection's items.")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=20, choices=EvidenceKind)
    title = models.CharField(max_length=150)
    text = models.TextField(blank=True)
    source = models.CharField(max_length=300, blank=True, help_text="Who or what it comes from: a post, never a name.")
    dated_on = models.DateField()
    marking = models.CharField(max_length=20, choices=Marking, default=Marking.OFFICIAL)
    exercise = models.ForeignKey(
        Exercise, on_delete=models.PROTECT, related_name="evidence", null=True, blank=True, help_text="The file review."
    )
    state = models.CharField(max_length=20, choices=EvidenceState, default=EvidenceState.HELD)
    withdrawn_because = models.TextField(blank=True)
    captured_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    captured_at = models.DateTimeField()
    history = History()

    objects = EvidenceItemQuerySet.as_manager()

    class Meta:
        ordering = ("inspection", "number")
        constraints = (
            known("kind", EvidenceKind, "evidence_kind_known"),
            known("marking", Marking, "evidence_marking_known"),
            known("state", EvidenceState, "evidence_state_known"),
            models.UniqueConstraint(
                fields=["inspection", "number"],
                name="evidence_number_once",
                violation_error_message="Another item got this number meanwhile; save again.",
            ),
            models.CheckConstraint(
                condition=(Q(state="held") & Q(withdrawn_because=""))
                | (Q(state="withdrawn") & ~Q(withdrawn_because="")),
                name="evidence_withdrawn_because",
                violation_error_message="Say why the item is withdrawn.",
            ),
            models.CheckConstraint(
                condition=Q(exercise__isnull=True) | Q(kind="file-review"),
                name="evidence_exercise_of_file_review",
                violation_error_message="Only evidence from a file review names one.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    @property
    def reference(self) -> str:
        """Return what people call it: BED-2018-P-EV12."""
        return f"{self.inspection.reference}-EV{self.number}"

    @property
    def is_held(self) -> bool:
        """Say whether it still counts."""
        return self.state == EvidenceState.HELD

    def get_absolute_url(self) -> str:
        """Return the item's page."""
        return reverse("inspections:evidence-item", args=[self.inspection.reference, self.number])


class EvidenceLink(models.Model):
    """That an item speaks to a question, or to one diagnostic of it, and how much it says."""

    item = models.ForeignKey(EvidenceItem, on_delete=models.PROTECT, related_name="links")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    diagnostic = models.ForeignKey(Diagnostic, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    weight = models.CharField(max_length=20, choices=Weight)
    history = History()

    class Meta:
        ordering = ("item", "question__number", "diagnostic__number")
        constraints = (
            known("weight", Weight, "evidence_weight_known"),
            models.UniqueConstraint(
                fields=["item", "question", "diagnostic"],
                name="evidence_link_once",
                violation_error_message="The item is tied to this diagnostic already.",
            ),
            models.UniqueConstraint(
                fields=["item", "question"],
                condition=Q(diagnostic__isnull=True),
                name="evidence_link_question_once",
                violation_error_message="The item is tied to this question already.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.item}: {self.about}, {self.get_weight_display().lower()}"

    @property
    def about(self) -> str:
        """Return what it speaks to: the question, or the part of it."""
        return f"{self.question.title}: {self.diagnostic.title}" if self.diagnostic else self.question.title


class EvidenceFile(AttachedFile):
    """A file attached to an item of evidence."""

    item = models.ForeignKey(EvidenceItem, on_delete=models.PROTECT, related_name="files")
    history = History()

    @property
    def download_name(self) -> str:
        """Return its own name after the item's reference and marking."""
        return f"{self.item.reference} {self.item.get_marking_display()} {super().download_name}"

    def get_absolute_url(self) -> str:
        """Return where it is downloaded from."""
        return reverse("inspections:evidence-file", args=[self.item.inspection.reference, self.item.number, self.pk])
