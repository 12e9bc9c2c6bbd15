"""What an inspection concluded about a question, or overall."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q

from core.history import History
from core.models import Record, known
from inspections.models.frameworks import Grade, Question
from inspections.models.inspections import Inspection


class JudgmentState(models.TextChoices):
    """Whether there is a grade, and if not, why not. Not inspected is scope; not held is no row at all."""

    GRADED = "graded", "Graded"
    UNGRADED_BY_DESIGN = "ungraded-by-design", "Ungraded"
    NARRATIVE_ONLY = "narrative-only", "Narrative only"
    NOT_GRADED = "not-graded", "Not graded"
    TO_BE_GRADED = "to-be-graded", "To be graded"


class JudgmentQuerySet(models.QuerySet["Judgment"]):
    """The words to ask for judgments."""

    def visible_to(self, user: Any) -> JudgmentQuerySet:
        """Return judgments of inspections whose contents a person may read."""
        return self.exclude(inspection__in=Inspection.objects.with_contents_hidden_from(user))

    def published_by(self, on: date) -> JudgmentQuerySet:
        """Return judgments that were out on a day."""
        return self.filter(inspection__stage="published", inspection__published_on__lte=on)


class Judgment(Record):
    """The grade an inspection gave a question (none: overall), or the reason there is none."""

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="judgments")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="judgments", null=True, blank=True)
    state = models.CharField(max_length=20, choices=JudgmentState)
    grade = models.ForeignKey(Grade, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    reason = models.TextField(blank=True)
    source = models.CharField(max_length=300, blank=True)
    history = History()

    objects = JudgmentQuerySet.as_manager()

    class Meta:
        ordering = ("inspection", models.F("question__number").asc(nulls_first=True))
        constraints = (
            known("state", JudgmentState, "judgment_state_known"),
            models.CheckConstraint(
                condition=Q(state="graded", grade__isnull=False) | (~Q(state="graded") & Q(grade__isnull=True)),
                name="judgment_grade_when_graded",
                violation_error_message="A graded judgment has a grade and any other has none.",
            ),
            models.CheckConstraint(
                condition=~Q(state="not-graded") | ~Q(reason=""),
                name="judgment_not_graded_has_reason",
                violation_error_message="Say why the question was not graded.",
            ),
            models.UniqueConstraint(
                fields=["inspection", "question"],
                name="judgment_once",
                violation_error_message="The question has a judgment.",
            ),
            models.UniqueConstraint(
                fields=["inspection"],
                condition=Q(question__isnull=True),
                name="judgment_overall_once",
                violation_error_message="The inspection has an overall judgment.",
            ),
        )

    def __str__(self) -> str:
        what = self.question.title if self.question else "Overall"
        return f"{what}: {self.in_words}"

    @property
    def in_words(self) -> str:
        """Return the grade, or the state that is no grade."""
        return self.grade.label if self.grade else str(self.get_state_display())
