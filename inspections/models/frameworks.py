"""What a cycle asks of forces: frameworks, their questions, and the scale they are graded on."""

from __future__ import annotations

from django.db import models
from django.urls import reverse

from core.history import History
from core.models import Record, known
from forces.models import Cycle


class Scale(Record):
    """A grade scale; grades on different scales are never compared."""

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=100)
    history = History()

    def __str__(self) -> str:
        return self.title


class Grade(models.Model):
    """One grade of a scale; rank 1 is the best."""

    scale = models.ForeignKey(Scale, on_delete=models.PROTECT, related_name="grades")
    slug = models.SlugField()
    label = models.CharField(max_length=40)
    descriptor = models.TextField(blank=True, help_text="What a force is like that is given this grade.")
    rank = models.PositiveSmallIntegerField()
    history = History()

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


class Framework(Record):
    """One version of the text that forces are inspected against in a cycle; fixed once an inspection is bound to it."""

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

    def get_absolute_url(self) -> str:
        """Return the framework's page."""
        return reverse("inspections:framework", args=[self.slug])

    @property
    def label(self) -> str:
        """Return its title as lists offer it: from the second of a cycle on, with its version."""
        return f"{self.title}, version {self.version_number}" if self.version_number > 1 else self.title


class Grading(models.TextChoices):
    """What a framework gives on a question."""

    GRADED = "graded", "Graded"
    NARRATIVE = "narrative", "Narrative only"
    UNGRADED = "ungraded", "Ungraded by design"


class Question(models.Model):
    """A question of a framework. The same slug in two frameworks is the same question."""

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="questions")
    pillar = models.CharField(
        max_length=1,
        choices=Pillar,
        blank=True,
        help_text="In a framework of several pillars, the one the question is about.",
    )
    number = models.PositiveSmallIntegerField()
    slug = models.SlugField()
    title = models.CharField(max_length=120)
    grading = models.CharField(max_length=20, choices=Grading, default=Grading.GRADED)
    source = models.CharField(max_length=300, blank=True)
    history = History()

    class Meta:
        ordering = ("framework", "number")
        constraints = (
            known("pillar", Pillar, "question_pillar_known", blank=True),
            known("grading", Grading, "question_grading_known"),
            models.UniqueConstraint(
                fields=["framework", "slug"],
                name="question_once",
                violation_error_message="The framework has this question.",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def is_graded(self) -> bool:
        """Say whether the framework ever gives it a grade."""
        return self.grading == Grading.GRADED


class MappingKind(models.TextChoices):
    """How a question descends from one of an earlier framework."""

    SAME = "same", "The same question"
    SPLIT = "split", "One part of a question that was split"
    MERGED = "merged", "Questions merged into one"
    PARTIAL = "partial", "Partly the same"


class QuestionMapping(models.Model):
    """How a question descends from one of an earlier framework, where its slug does not say so already.

    Only the same question carries an earlier grade over; of the others a reader is led from one to the other.
    """

    earlier = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="became")
    later = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="came_from")
    kind = models.CharField(max_length=20, choices=MappingKind)
    note = models.CharField(max_length=300, blank=True)
    history = History()

    class Meta:
        ordering = ("later", "earlier")
        constraints = (
            known("kind", MappingKind, "question_mapping_kind_known"),
            models.UniqueConstraint(
                fields=["earlier", "later"],
                name="question_mapping_once",
                violation_error_message="These two questions are mapped already.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.earlier} → {self.later}: {self.get_kind_display()}"


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
