"""A national recommendation: one text, to every force or to another body; each force answers for its own instance."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.dates import Precision
from core.history import History
from core.models import Record, known
from findings.models.findings import DueKind
from forces.models import Cycle


class Addressee(models.TextChoices):
    """Whom a national recommendation asks."""

    FORCES = "forces", "All forces"
    BODY = "body", "Another body"


class NationalRecommendationQuerySet(models.QuerySet["NationalRecommendation"]):
    """The words to ask for national recommendations."""

    def visible_to(self, user: Any) -> NationalRecommendationQuerySet:
        """Every one is published."""
        return self


class NationalRecommendation(Record):
    """What a published report asks of all forces, each of which has an instance with its own status, or of a body."""

    reference = models.CharField(max_length=20, unique=True)
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="national_recommendations")
    theme = models.SlugField("what it is about", max_length=80)
    addressed_to = models.CharField(max_length=10, choices=Addressee, default=Addressee.FORCES)
    body = models.CharField("the body asked", max_length=150, blank=True)
    title = models.CharField(max_length=150)
    wording = models.TextField()
    published_on = models.DateField()
    published_precision = models.CharField(max_length=10, choices=Precision, default=Precision.DAY)
    due_kind = models.CharField(max_length=10, choices=DueKind, default=DueKind.NONE)
    due_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)
    is_illustrative = models.BooleanField("illustrative", default=False)
    history = History()

    objects = NationalRecommendationQuerySet.as_manager()

    class Meta:
        ordering = ("reference",)
        constraints = (
            known("addressed_to", Addressee, "national_addressed_to_known"),
            known("published_precision", Precision, "national_precision_known"),
            known("due_kind", DueKind, "national_due_kind_known"),
            models.CheckConstraint(
                condition=Q(addressed_to="forces", body="") | (Q(addressed_to="body") & ~Q(body="")),
                name="national_body_named",
                violation_error_message="Name the body that is asked, where it is not the forces.",
            ),
            models.CheckConstraint(
                condition=Q(due_on__isnull=True, due_kind="none") | (Q(due_on__isnull=False) & ~Q(due_kind="none")),
                name="national_due_on_with_kind",
                violation_error_message="A deadline has its date.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    def get_absolute_url(self) -> str:
        """Return the page with the progress of every force."""
        return reverse("findings:national", args=[self.reference])
