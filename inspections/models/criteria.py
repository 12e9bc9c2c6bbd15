"""What a crime file is reviewed against: a versioned template of themes, questions and a rating scale."""

from __future__ import annotations

from functools import cache

from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.history import History
from core.models import Record, known
from inspections.rules.file_reviews import Question


class AnswerValue(models.TextChoices):
    """What may be answered; the number is the key that answers it."""

    YES = "yes", "Yes"
    NO = "no", "No"
    NOT_APPLICABLE = "not-applicable", "Not applicable"
    NOT_EVIDENCED = "not-evidenced", "Not evidenced"


class AnswerSet(models.TextChoices):
    """Which answers a question offers."""

    STANDARD = "standard", "Yes, no, not applicable, not evidenced"
    ALWAYS_APPLIES = "always-applies", "Yes, no, not evidenced: it applies to every file"
    YES_NO = "yes-no", "Yes or no"


OFFERED: dict[str, tuple[AnswerValue, ...]] = {
    AnswerSet.STANDARD: tuple(AnswerValue),
    AnswerSet.ALWAYS_APPLIES: (AnswerValue.YES, AnswerValue.NO, AnswerValue.NOT_EVIDENCED),
    AnswerSet.YES_NO: (AnswerValue.YES, AnswerValue.NO),
}


class CriteriaTemplate(Record):
    """One version of the criteria; results name theirs. One that an exercise uses never changes again."""

    slug = models.SlugField()
    version_number = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(max_length=100)
    is_illustrative = models.BooleanField("illustrative", default=False)
    history = History()

    class Meta:
        ordering = ("slug", "version_number")
        constraints = (
            models.UniqueConstraint(
                fields=["slug", "version_number"],
                name="template_version_once",
                violation_error_message="Version taken.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.title}, version {self.version_number}"

    def get_absolute_url(self) -> str:
        """Return the template's page."""
        return reverse("inspections:criteria", args=[self.slug, self.version_number])

    @property
    def is_frozen(self) -> bool:
        """Say whether an exercise uses it, so that only a new version can differ."""
        return self.exercises.exists()


class Theme(models.Model):
    """A section of the criteria."""

    template = models.ForeignKey(CriteriaTemplate, on_delete=models.PROTECT, related_name="themes")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=80)
    history = History()

    class Meta:
        ordering = ("template", "number")
        constraints = (
            models.UniqueConstraint(
                fields=["template", "number"], name="theme_once", violation_error_message="The number is taken."
            ),
        )

    def __str__(self) -> str:
        return self.title


class CriterionQuerySet(models.QuerySet["Criterion"]):
    """The words to ask for criteria."""

    def of_template(self, template: int | None) -> CriterionQuerySet:
        """Return the questions of a template, by its key, with their themes, in the order they are asked."""
        return self.filter(theme__template=template).select_related("theme").order_by("theme__number", "number")


class Criterion(models.Model):
    """One question asked of every file."""

    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="criteria")
    number = models.PositiveSmallIntegerField()
    slug = models.SlugField()
    text = models.CharField(max_length=200)
    guidance = models.TextField(blank=True)
    is_critical = models.BooleanField("critical", default=False, help_text="Every answer to it needs a note.")
    answer_set = models.CharField(max_length=20, choices=AnswerSet, default=AnswerSet.STANDARD)
    asked_after = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="followed_by", null=True, blank=True,
        help_text="An earlier question of the template; this one is asked only after the answer named here.",
    )  # fmt: skip
    asked_when = models.CharField(max_length=20, choices=AnswerValue, blank=True)
    history = History()

    objects = CriterionQuerySet.as_manager()

    class Meta:
        ordering = ("theme__number", "number")
        verbose_name_plural = "criteria"
        constraints = (
            models.UniqueConstraint(
                fields=["theme", "number"], name="criterion_once", violation_error_message="The number is taken."
            ),
            known("answer_set", AnswerSet, "criterion_answer_set_known"),
            known("asked_when", AnswerValue, "criterion_asked_when_known", blank=True),
            models.CheckConstraint(
                condition=Q(asked_after__isnull=True) ^ ~Q(asked_when=""),
                name="criterion_condition_complete",
                violation_error_message="A condition names an earlier question and the answer to it.",
            ),
        )

    def __str__(self) -> str:
        return self.text

    @property
    def offered(self) -> tuple[AnswerValue, ...]:
        """Return the answers it offers, in the order of their keys."""
        return OFFERED[self.answer_set]

    @property
    def as_question(self) -> Question:
        """Return what the rules need of it."""
        return Question(self.pk, self.offered, self.is_critical, self.asked_after_id, self.asked_when)


class Rating(models.Model):
    """One step of the template's scale for a whole file; number 1 is the best."""

    template = models.ForeignKey(CriteriaTemplate, on_delete=models.PROTECT, related_name="ratings")
    number = models.PositiveSmallIntegerField()
    slug = models.SlugField()
    label = models.CharField(max_length=60)
    counts_as_good = models.BooleanField("counts as a good standard")
    history = History()

    class Meta:
        ordering = ("template", "number")
        constraints = (
            models.UniqueConstraint(
                fields=["template", "number"], name="rating_once", violation_error_message="The number is taken."
            ),
        )

    def __str__(self) -> str:
        return self.label


@cache
def questions_in_use(template: int | None) -> tuple[Criterion, ...]:
    """Return the questions of a template that an exercise uses, asked of the database once a process.

    Such a template never changes again; one that is still being edited is read through `CriterionQuerySet`.
    """
    return tuple(Criterion.objects.of_template(template))


@cache
def ratings_in_use(template: int | None) -> tuple[Rating, ...]:
    """Return the ratings of a template that an exercise uses, best first, asked once a process too."""
    return tuple(Rating.objects.filter(template=template))
