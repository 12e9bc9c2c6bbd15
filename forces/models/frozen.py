"""Figures as they were printed: the set of forces, both sums and every line, which never change again."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse

from core.models import known
from forces.models.collections import Collection
from forces.models.forces import Force
from forces.models.measures import Measure, Period
from forces.models.values import Status


class FrozenFigureQuerySet(models.QuerySet["FrozenFigure"]):
    """The words to ask for frozen figures."""

    def visible_to(self, user: Any) -> FrozenFigureQuerySet:
        """Only published values are frozen, so everyone may see them."""
        return self


class FrozenFigure(models.Model):
    """A measure for a period as printed: the England and Wales rate with both sums over the forces included."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="frozen_figures")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="frozen_figures")
    number = models.PositiveSmallIntegerField(help_text="1 for the first time it was frozen.")
    purpose = models.CharField(max_length=200, help_text="What it was printed in.")
    collection = models.ForeignKey(
        Collection, on_delete=models.PROTECT, related_name="frozen_figures", null=True, blank=True
    )
    numerator = models.BigIntegerField(null=True)
    denominator = models.BigIntegerField(null=True)
    printed = models.CharField(
        max_length=60, help_text="The England and Wales rate as printed; empty for none.", blank=True
    )
    unit = models.CharField(max_length=40)
    per = models.PositiveIntegerField()
    decimals = models.PositiveSmallIntegerField()
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    frozen_at = models.DateTimeField()

    objects = FrozenFigureQuerySet.as_manager()

    class Meta:
        ordering = ("measure__title", "-period__ends_on", "-number")
        constraints = (
            models.UniqueConstraint(
                fields=["measure", "period", "number"],
                name="frozen_figure_once",
                violation_error_message="This figure was frozen meanwhile.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.measure}, {self.period}, as printed in {self.purpose}"

    def get_absolute_url(self) -> str:
        """Return its working."""
        return reverse("forces:frozen-figure", args=[self.pk])


class FrozenLine(models.Model):
    """One force in a frozen figure."""

    figure = models.ForeignKey(FrozenFigure, on_delete=models.CASCADE, related_name="lines")
    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="+")
    numerator = models.BigIntegerField(null=True)
    denominator = models.BigIntegerField(null=True)
    printed = models.CharField(max_length=60, help_text="As shown: a rate, a dash, or why there is none.")
    status = models.CharField(max_length=20, choices=Status, blank=True, help_text="Empty: nothing is held.")
    note = models.CharField(max_length=700, blank=True)
    is_in_rate = models.BooleanField()
    is_in_figure = models.BooleanField()

    class Meta:
        ordering = ("figure", "force__name")
        constraints = (
            known("status", Status, "frozen_line_status_known", blank=True),
            models.UniqueConstraint(
                fields=["figure", "force"], name="frozen_line_once", violation_error_message="The force is in it."
            ),
        )

    def __str__(self) -> str:
        return f"{self.force}: {self.printed}"
