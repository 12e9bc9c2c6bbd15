"""What a cycle asks of forces: frameworks, their questions, and the scale they are graded on."""

from __future__ import annotations

from django.db import models

from core.history import History
from core.models import known
from forces.models import Cycle


class Scale(models.Model):
    """A grade scale; grades on different scales are never compared."""

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=100)

    def __str__(self) -> str:
        return self.title


class Grade(models.Model):
    """One grade of a scale; rank 1 is the best."""

    scale = models.ForeignKey(Scale, on_delete=models.PROTECT, related_name="grades")
    slug = models.SlugField()
    label = models.CharField(max_length=40)
    rank = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("scale", "rank")
        constraints = (
            models.UniqueConstraint(
                fields=["scale", "slug"], name="grade_once", violation_error_message="The scale has this grade."
            ),
            models.UniqueConstraint(
                fields=["scale", "rank"], name="grade_rank_once", violation_error_message="The rank is taken."
            ),
        )

    def __str__(self) -> str:
        return self.label


class Pillar(models.TextChoices):
    """What a framework is about, by the letter that references carry."""

    EFFECTIVENESS = "E", "Effectiveness"
    EFFICIENCY = "F", "Efficiency"
    LEGITIMACY = "L", "Legitimacy"
    PEEL = "P", "PEEL"


class Framework(models.Model):
    """One version of the text that forces are inspected against in a cycle."""

    slug = models.SlugField(unique=True)
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="frameworks")
    pillar = models.CharField(max_length=1, choices=Pillar)
    version_number = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(max_length=100)
    scale = models.ForeignKey(Scale, on_delete=models.PROTECT, related_name="frameworks")
    has_overall = models.BooleanField("gives an overall judgment")
    source = models.CharField(max_length=300, blank=True)
    history = History()

    class Meta:
        ordering = ("cycle__first_year", "pillar", "version_number")
        constraints = (
            known("pillar", Pillar, "framework_pillar_known"),
            models.UniqueConstraint(
                fields=["cycle", "pillar", "version_number"],
                name="framework_version_once",
                violation_error_message="The cycle has this version of the framework.",
            ),
        )

    def __str__(self) -> str:
        return self.title


class Question(models.Model):
    """A question of a framework. The same slug in two frameworks is the same question."""

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="questions")
    number = models.PositiveSmallIntegerField()
    slug = models.SlugField()
    title = models.CharField(max_length=120)
    is_graded = models.BooleanField("is graded")
    history = History()

    class Meta:
        ordering = ("framework", "number")
        constraints = (
            models.UniqueConstraint(
                fields=["framework", "slug"],
                name="question_once",
                violation_error_message="The framework has this question.",
            ),
        )

    def __str__(self) -> str:
        return self.title


class Diagnostic(models.Model):
    """A part of a question."""

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="diagnostics")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=150)
    history = History()

    class Meta:
        ordering = ("question", "number")
        constraints = (
            models.UniqueConstraint(
                fields=["question", "number"], name="diagnostic_once", violation_error_message="The number is taken."
            ),
        )

    def __str__(self) -> str:
        return self.title
