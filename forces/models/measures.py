"""What is measured, over which period, and what each force's figure was."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from core.history import History
from core.models import Record, known
from forces import rules
from forces.models.forces import Force, Release
from forces.models.people import barred_forces


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


class Status(models.TextChoices):
    """On what footing a force's figure stands; which of them count is in `rules.STANDINGS`."""

    SUPPLIED = "supplied", "supplied"
    NOT_SUPPLIED = "not-supplied", "not supplied"
    NOT_COMPARABLE = "not-comparable", "not comparable"
    PARTIAL_EXCLUDED = "partial-excluded", "partial, left out"
    PARTIAL_INCLUDED = "partial-included", "partial, included"
    ESTIMATED = "estimated", "estimated"
    COMBINED = "combined", "combined with another force"
    CONTRADICTION = "contradiction", "contradiction in source"
    OUT_OF_SCOPE = "out-of-scope", "out of scope"


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


class ValueQuerySet(models.QuerySet["Value"]):
    """The words to ask for values."""

    def published(self) -> ValueQuerySet:
        """Return values anybody may see."""
        return self.filter(PUBLIC)

    def visible_to(self, user: Any) -> ValueQuerySet:
        """Return what is published; of the rest a contact sees their force's, others what is not barred to them."""
        if user.is_force_contact:
            own = Force.objects.answered_for_by(user).values("pk")
            return self.filter(PUBLIC | Q(force__in=own))
        barred = barred_forces(user)
        return self.filter(PUBLIC | ~Q(force__in=barred)) if barred else self


PUBLIC = Q(collection__isnull=True) | Q(collection__published_on__isnull=False)


class Value(Record):
    """A force's figure on one measure for one period: counts, or only the printed text, and a status."""

    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="values")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="values")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="values")
    numerator = models.BigIntegerField(null=True, blank=True)
    denominator = models.BigIntegerField(null=True, blank=True, help_text="Empty where the population held is used.")
    printed = models.CharField("as published", max_length=60, blank=True)
    status = models.CharField(max_length=20, choices=Status)
    reason = models.CharField(max_length=300, blank=True)
    caveat = models.CharField("note", max_length=300, blank=True)
    base = models.PositiveIntegerField("responses", null=True, blank=True, help_text="Of a survey: how many answered.")
    source = models.CharField(max_length=300)
    release = models.ForeignKey(
        Release,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        help_text="The release of statistics it is as published in; empty for what a force returned.",
    )
    collection = models.ForeignKey(
        "forces.Collection", on_delete=models.PROTECT, related_name="values", null=True, blank=True
    )
    upload = models.ForeignKey("forces.Upload", on_delete=models.PROTECT, related_name="values", null=True, blank=True)
    history = History()

    objects = ValueQuerySet.as_manager()

    class Meta:
        ordering = ("measure", "-period__ends_on", "force__name")
        indexes = (models.Index(fields=["upload", "force"], name="value_by_upload_and_force"),)
        constraints = (
            models.UniqueConstraint(
                fields=["force", "measure", "period"],
                name="value_once",
                violation_error_message="The force has a value on this measure for this period.",
            ),
            known("status", Status, "value_status_known"),
            models.CheckConstraint(
                condition=(Q(numerator__isnull=True) | Q(numerator__gte=0))
                & (Q(denominator__isnull=True) | Q(denominator__gte=0)),
                name="value_counts_not_negative",
                violation_error_message="A count is zero or more.",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=sorted(rules.NEED_REASON)) | ~Q(reason=""),
                name="value_has_reason",
                violation_error_message="This status needs a reason.",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=sorted(rules.HOLD_NO_NUMBER))
                | Q(numerator__isnull=True, denominator__isnull=True, printed=""),
                name="value_not_supplied_is_empty",
                violation_error_message="A value that was not supplied holds no number.",
            ),
            models.CheckConstraint(
                condition=Q(printed="") | Q(numerator__isnull=True, denominator__isnull=True),
                name="value_counted_or_printed",
                violation_error_message="A value holds counts or the printed figure, never both.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.force}, {self.measure}, {self.period}"

    def get_absolute_url(self) -> str:
        """Return the measure's page for the period, with the force marked."""
        return f"{self.measure.get_absolute_url()}?period={self.period.slug}&force={self.force.slug}"

    @property
    def working_address(self) -> str:
        """Return the page of how the figure came about."""
        return reverse("forces:value", args=[self.measure.slug, self.period.slug, self.force.slug])


class Vintage(models.Model):
    """A value as one release of the statistics had it; the value itself is as the newest release has it."""

    value = models.ForeignKey(Value, on_delete=models.CASCADE, related_name="vintages")
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="vintages")
    numerator = models.BigIntegerField(null=True, blank=True)
    denominator = models.BigIntegerField(null=True, blank=True)
    printed = models.CharField("as published", max_length=60, blank=True)
    status = models.CharField(max_length=20, choices=Status)
    reason = models.CharField(max_length=300, blank=True)
    caveat = models.CharField("note", max_length=300, blank=True)
    upload = models.ForeignKey("forces.Upload", on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    history = History()

    class Meta:
        ordering = ("value", "release__released_on")
        constraints = (
            known("status", Status, "vintage_status_known"),
            models.UniqueConstraint(
                fields=["value", "release"],
                name="vintage_once",
                violation_error_message="The release has a figure for this already.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.value}, {self.release}"


class PublishedFigure(models.Model):
    """A figure for England and Wales as a source printed it; never computed and never summed."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="published_figures")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="published_figures")
    printed = models.CharField("as published", max_length=60)
    caveat = models.CharField("note", max_length=300, blank=True)
    source = models.CharField(max_length=300)
    history = History()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["measure", "period"],
                name="published_figure_once",
                violation_error_message="There is a published figure for this measure and period.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.measure}, {self.period}: {self.printed}"


class NoteKind(models.TextChoices):
    """What a note is about."""

    SOURCE = "source", "Source"
    METHOD = "method", "Method"
    COMPARABILITY = "comparability", "Comparability"
    CAVEAT = "caveat", "Caveat"
    POLICY = "policy", "Policy"


class DataNote(models.Model):
    """A sentence of the annex about the data: on a measure, a period, a force, or on everything."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="notes", null=True, blank=True)
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="notes", null=True, blank=True)
    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="data_notes", null=True, blank=True)
    kind = models.CharField(max_length=20, choices=NoteKind)
    text = models.TextField()
    source = models.CharField(max_length=300)
    history = History()

    class Meta:
        ordering = ("pk",)
        constraints = (known("kind", NoteKind, "data_note_kind_known"),)

    def __str__(self) -> str:
        return self.text
