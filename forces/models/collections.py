"""A collection asks every force for figures; each force answers with a return."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from core.history import History
from core.models import Record, known
from forces.models.forces import Cycle, Force
from forces.models.measures import Measure, Period


class CollectionKind(models.TextChoices):
    """Who is asked."""

    RETURNS = "returns", "Returns of forces"
    STATISTICS = "statistics", "Published statistics"


class CollectionQuerySet(models.QuerySet["Collection"]):
    """The words to ask for collections."""

    def visible_to(self, user: Any) -> CollectionQuerySet:
        """Everyone may know what is asked of forces."""
        return self

    def open(self, on: date) -> CollectionQuerySet:
        """Return those that take returns on a day; published statistics come in whenever they are released."""
        is_open = Q(closes_on__gte=on, published_on__isnull=True) | Q(kind=CollectionKind.STATISTICS)
        return self.filter(is_open, opens_on__lte=on)


class Collection(Record):
    """What forces are asked for: measures and periods, between two dates, on one version of a template.

    Published statistics are a collection too, of which no force owes a return.
    """

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=CollectionKind, default=CollectionKind.RETURNS)
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
            known("kind", CollectionKind, "collection_kind_known"),
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
    history = History(
        excluded_fields=["number"]
    )  # the order follows from sheet and title; what is asked is what counts

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


class CollectionCheck(models.Model):
    """How a collection uses a check that raises queries: its own limit, or not at all; without a row, as usual."""

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="checks")
    check_name = models.SlugField("check", max_length=40)
    limit = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    is_on = models.BooleanField("used", default=True)
    history = History()

    class Meta:
        ordering = ("check_name",)
        constraints = (
            models.UniqueConstraint(
                fields=["collection", "check_name"],
                name="collection_check_once",
                violation_error_message="The collection has this check already.",
            ),
        )

    def __str__(self) -> str:
        return self.check_name


class ReturnState(models.TextChoices):
    """How far a force's return is; the moves are in `rules.RETURN_MOVES`."""

    NOT_STARTED = "not started", "Not started"
    SUBMITTED = "submitted", "Submitted"
    CHECKED = "checked", "Checked"
    QUERIED = "queried", "Queried"
    ANSWERED = "answered", "Answered"
    ACCEPTED = "accepted", "Accepted"
    SIGNED_OFF = "signed off", "Signed off"
    LOCKED = "locked", "Locked"
    REVISED = "revised", "Being revised"


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

    def late(self, on: date) -> ReturnQuerySet:
        """Return those of which nothing has come by their last day, extensions counted."""
        return self.outstanding().filter(Q(due_on__lt=on) | Q(due_on__isnull=True, collection__closes_on__lt=on))


class Return(Record):
    """One force's answer to a collection, however many files it took. Each revision after signing is an edition."""

    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="returns")
    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="returns")
    state = models.CharField(max_length=20, choices=ReturnState, default=ReturnState.NOT_STARTED)
    edition = models.PositiveSmallIntegerField(default=1)
    due_on = models.DateField("extended to", null=True, blank=True, help_text="Empty: the day the collection closes.")
    extension_reason = models.CharField(max_length=300, blank=True)
    history = History()

    objects = ReturnQuerySet.as_manager()

    class Meta:
        ordering = ("collection", "force__name")
        constraints = (
            known("state", ReturnState, "return_state_known"),
            models.UniqueConstraint(
                fields=["collection", "force"], name="return_once", violation_error_message="The force has its return."
            ),
            models.CheckConstraint(
                condition=Q(due_on__isnull=True, extension_reason="")
                | (Q(due_on__isnull=False) & ~Q(extension_reason="")),
                name="return_extended_with_reason",
                violation_error_message="An extension has its reason.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.force}: {self.collection}"

    def get_absolute_url(self) -> str:
        """Return the return's page."""
        return reverse("forces:return", args=[self.collection.slug, self.force.slug])

    @property
    def last_day(self) -> date:
        """Return by when it is due, its extension counted."""
        return self.due_on or self.collection.closes_on


class ReturnReminder(models.Model):
    """That a force was reminded of its return."""

    held = models.ForeignKey(Return, verbose_name="return", on_delete=models.PROTECT, related_name="reminders")
    sent_on = models.DateField()
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    addresses = models.TextField()

    class Meta:
        ordering = ("sent_on", "pk")

    def __str__(self) -> str:
        return f"{self.held.force} reminded of {self.held.collection}"


class SignOff(models.Model):
    """A force's signature under its final values, which are kept as they were signed."""

    held = models.ForeignKey(Return, verbose_name="return", on_delete=models.PROTECT, related_name="signatures")
    edition = models.PositiveSmallIntegerField()
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    post = models.CharField("post in the force", max_length=100)
    statement = models.TextField()
    signed_at = models.DateTimeField()
    figures = models.JSONField("figures as signed", help_text="One object for each value, by measure and period.")

    class Meta:
        ordering = ("held", "edition")
        constraints = (
            models.UniqueConstraint(
                fields=["held", "edition"],
                name="signed_once_an_edition",
                violation_error_message="This return is signed already.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.held}, edition {self.edition}, signed by {self.name}"
