"""What a crime file is reviewed against: a versioned template of themes, questions and a rating scale."""

from __future__ import annotations

from django.db import models


class CriteriaTemplate(models.Model):
    """One version of the criteria; results name theirs."""

    slug = models.SlugField()
    version_number = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(max_length=100)
    is_illustrative = models.BooleanField("illustrative", default=False)

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


class Theme(models.Model):
    """A section of the criteria."""

    template = models.ForeignKey(CriteriaTemplate, on_delete=models.PROTECT, related_name="themes")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=80)

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
    is_critical = models.BooleanField("critical", default=False)

    objects = CriterionQuerySet.as_manager()

    class Meta:
        ordering = ("theme__number", "number")
        verbose_name_plural = "criteria"
        constraints = (
            models.UniqueConstraint(
                fields=["theme", "number"], name="criterion_once", violation_error_message="The number is taken."
            ),
        )

    def __str__(self) -> str:
        return self.text


class Rating(models.Model):
    """One step of the template's scale for a whole file; number 1 is the best."""

    template = models.ForeignKey(CriteriaTemplate, on_delete=models.PROTECT, related_name="ratings")
    number = models.PositiveSmallIntegerField()
    slug = models.SlugField()
    label = models.CharField(max_length=60)
    counts_as_good = models.BooleanField("counts as a good standard")

    class Meta:
        ordering = ("template", "number")
        constraints = (
            models.UniqueConstraint(
                fields=["template", "number"], name="rating_once", violation_error_message="The number is taken."
            ),
        )

    def __str__(self) -> str:
        return self.label
