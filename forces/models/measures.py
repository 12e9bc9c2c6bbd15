"""What is measured, and over which period."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from core.history import History
from core.models import Record, known
from forces.models.forces import Force


class Denominator(models.TextChoices):
    """What a numerator is divided by."""

    POPULATION = "population", "Population"
    MEASURE = "measure", "Another count"
    SHARE = "share", "The whole it is part of"


class Direction(models.TextChoices):
    """Which way is better, where either is."""

    NEUTRAL = "neutral", "Neither"
    HIGHER_BETTER = "higher-better", "Higher is better"
    LOWER_BETTER = "lower-better", "Lower is better"


class PeriodKind(models.TextChoices):
    """What stretch of time a figure is about."""

    YEAR_TO = "year-to", "Twelve months to a day"
    AS_AT = "as-at", "As at a day"
    QUARTER = "quarter", "Three months"


class MeasureQuerySet(models.QuerySet["Measure"]):
    """The words to ask for measures."""

    def visible_to(self, user: Any) -> MeasureQuerySet:
        """Every measure's definition is public knowledge."""
        return self


class Measure(Record):
    """Something counted in every force and divided by something, so that forces can be set side by side.

    A part of another measure (organised crime groups in the force's own area) is a measure too: `part_of` names the
    whole. A survey has a `method`; `is_indicative` stays with every figure of it.
    """

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=100)
    definition = models.TextField()
    group = models.CharField(
        "sheet", max_length=28, default="Figures", help_text="The sheet of a template it is asked on."
    )
    unit = models.CharField(max_length=40, help_text="As printed after the figure: per 1,000 population.")
    numerator_label = models.CharField("what is counted", max_length=120)
    denominator = models.CharField("divided by", max_length=20, choices=Denominator)
    denominator_label = models.CharField("divided by, in words", max_length=120)
    denominator_measure = models.ForeignKey(
        "self",
        verbose_name="measure divided by",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        help_text="Its count of the same force and period divides this one; empty where forces send the number.",
    )
    numerator_source = models.CharField("source of what is counted", max_length=300, blank=True)
    denominator_source = models.CharField("source of what it is divided by", max_length=300, blank=True)
    part_of = models.ForeignKey("self", on_delete=models.PROTECT, related_name="parts", null=True, blank=True)
    do_parts_sum = models.BooleanField(
        "parts make the whole", default=False, help_text="The counts of its parts must add up to its own."
    )
    per = models.PositiveIntegerField(default=1, help_text="100 for a percentage, 1000 for a rate per 1,000.")
    decimals = models.PositiveSmallIntegerField(default=1, help_text="Decimals shown; rounding is half away from zero.")
    direction = models.CharField(max_length=20, choices=Direction, default=Direction.NEUTRAL)
    period_kind = models.CharField(max_length=20, choices=PeriodKind)
    comparable_group = models.SlugField(
        blank=True, help_text="Measures of different groups must not be set against each other."
    )
    figure_needs_both_periods = models.BooleanField(
        default=False, help_text="The chart leaves a force out when its figure of the period before is left out."
    )
    survey_method = models.CharField(
        "method of the survey",
        max_length=300,
        blank=True,
        help_text="Empty unless the figures are answers to a survey.",
    )
    is_indicative = models.BooleanField("indicative only", default=False)
    source = models.CharField(max_length=300)
    history = History()

    objects = MeasureQuerySet.as_manager()

    class Meta:
        ordering = ("title",)
        constraints = (
            known("denominator", Denominator, "measure_denominator_known"),
            known("direction", Direction, "measure_direction_known"),
            known("period_kind", PeriodKind, "measure_period_kind_known"),
            models.CheckConstraint(
                condition=Q(per__gt=0), name="measure_per_positive", violation_error_message="Per must be 1 or more."
            ),
            models.CheckConstraint(
                condition=Q(denominator_measure__isnull=True) | Q(denominator="measure"),
                name="measure_divided_by_measure",
                violation_error_message="Only a measure divided by another count names the measure it is divided by.",
            ),
            models.CheckConstraint(
                condition=Q(part_of__isnull=True) | Q(do_parts_sum=False),
                name="measure_part_has_no_parts",
                violation_error_message="A part has no parts of its own.",
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the measure's page."""
        return reverse("forces:measure", args=[self.slug])

    @property
    def is_share(self) -> bool:
        """Say whether the numerator is part of the denominator."""
        return self.denominator == Denominator.SHARE

    @property
    def is_per_head(self) -> bool:
        """Say whether the denominator is the population held, not something a force sends."""
        return self.denominator == Denominator.POPULATION

    @property
    def is_denominator_sent(self) -> bool:
        """Say whether a force sends the denominator: it is neither the population nor another measure's count."""
        return not self.is_per_head and self.denominator_measure_id is None

    @property
    def is_survey(self) -> bool:
        """Say whether its figures are answers to a survey: no random sample, so no margin of error is shown."""
        return bool(self.survey_method)


class SeriesBreak(models.Model):
    """A day from which a measure's figures cannot be set against earlier ones, in one force or in all."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="breaks")
    on = models.DateField("from")
    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    reason = models.CharField(max_length=300)
    history = History()

    class Meta:
        ordering = ("on", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["measure", "on", "force"],
                condition=Q(force__isnull=False),
                name="series_break_once_in_a_force",
                violation_error_message="This break is there already.",
            ),
            models.UniqueConstraint(
                fields=["measure", "on"],
                condition=Q(force__isnull=True),
                name="series_break_once_in_all",
                violation_error_message="This break is there already.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.measure}, {self.on}: {self.reason}"


class Period(Record):
    """A stretch of time, or a day, that figures are about."""

    slug = models.SlugField(max_length=30, unique=True)
    kind = models.CharField(max_length=20, choices=PeriodKind)
    starts_on = models.DateField()
    ends_on = models.DateField()
    label = models.CharField(max_length=60)
    population_year = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Rates per head divide by the population of this mid-year."
    )
    source = models.CharField(max_length=300, blank=True)
    history = History()

    class Meta:
        ordering = ("-ends_on", "slug")
        constraints = (
            known("kind", PeriodKind, "period_kind_known"),
            models.CheckConstraint(
                condition=Q(starts_on__lte=F("ends_on")),
                name="period_in_order",
                violation_error_message="A period begins before it ends.",
            ),
        )

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        """Return the list of periods: a period has no page of its own."""
        return reverse("forces:periods")
