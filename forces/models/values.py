"""What each force's figure was, as returned or as a release had it, and what sources say about the figures."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.history import History
from core.models import Record, known
from forces import rules
from forces.models.forces import Force, Release
from forces.models.measures import Measure, Period
from forces.models.people import barred_forces


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
