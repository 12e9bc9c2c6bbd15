"""A collection asks every force for figures; each force answers with a return."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from core.history import History
from core.models import Record, known
from forces.models.forces import Cycle, Force
from forces.models.measures import Measure, Period


class CollectionQuerySet(models.QuerySet["Collection"]):
    """The words to ask for collections."""

    def visible_to(self, user: Any) -> CollectionQuerySet:
        """Everyone may know what is asked of forces."""
        return self

    def open(self, on: date) -> CollectionQuerySet:
        """Return those that take returns on a day."""
        return self.filter(opens_on__lte=on, closes_on__gte=on, published_on__isnull=True)


class Collection(Record):
    """What forces are asked for: measures and periods, between two dates, on one version of a template."""

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=120)
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="collections")
    opens_on = models.DateField()
    closes_on = models.DateField()
    template_version = models.PositiveSmallIntegerField(default=1)
    guidance = models.TextField(blank=True)
    published_on = models.DateField(null=True, blank=True, help_text="From this day everyone may see its values.")
    is_illustrative = models.BooleanField("illustrative", default=False)
    history = History()

    objects = CollectionQuerySet.as_manager()

    class Meta:
        ordering = ("-opens_on", "title")
        constraints = (
            models.CheckConstraint(
                condition=Q(opens_on__lte=F("closes_on")),
                name="collection_dates_in_order",
                violation_error_message="A collection opens before it closes.",
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the board of forces."""
        return reverse("forces:collection", args=[self.slug])


class CollectionItem(models.Model):
    """One figure a collection asks of each force: a measure for a period."""

    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="items")
    number = models.PositiveSmallIntegerField()
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="+")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("collection", "number")
        constraints = (
            models.UniqueConstraint(
                fields=["collection", "measure", "period"],
                name="collection_item_once",
                violation_error_message="The collection asks for this already.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.measure}, {self.period}"


class ReturnState(models.TextChoices):
    """How far a force's return is; the moves are in `rules.RETURN_MOVES`."""

    NOT_STARTED = "not started", "Not started"
    SUBMITTED = "submitted", "Submitted"
    APPLIED = "applied", "Applied"


class ReturnQuerySet(models.QuerySet["Return"]):
    """The words to ask for returns."""

    def visible_to(self, user: Any) -> ReturnQuerySet:
        """Return a contact's own force's; for others those of forces not barred to them."""
        if user.is_force_contact:
            return self.filter(force__in=Force.objects.answered_for_by(user).values("pk"))
        return self.exclude(force__in=Force.objects.filter(bars__user=user).values("pk"))

    def outstanding(self) -> ReturnQuerySet:
        """Return those of which nothing has come yet."""
        return self.filter(state=ReturnState.NOT_STARTED)


class Return(Record):
    """One force's answer to a collection, however many files it took."""

    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="returns")
    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="returns")
    state = models.CharField(max_length=20, choices=ReturnState, default=ReturnState.NOT_STARTED)
    history = History()

    objects = ReturnQuerySet.as_manager()

    class Meta:
        ordering = ("collection", "force__name")
        constraints = (
            known("state", ReturnState, "return_state_known"),
            models.UniqueConstraint(
                fields=["collection", "force"], name="return_once", violation_error_message="The force has its return."
            ),
        )

    def __str__(self) -> str:
        return f"{self.force}: {self.collection}"
