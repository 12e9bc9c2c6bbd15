"""What a check found and a force is asked about: the query, and what was said on it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.history import History
from core.models import Record, known
from forces.models.collections import Return
from forces.models.measures import Measure, Period
from forces.models.people import barred_forces
from forces.models.uploads import Upload


class QueryState(models.TextChoices):
    """Whose turn it is; the moves are in `rules.QUERY_MOVES`."""

    OPEN = "open", "With the force"
    ANSWERED = "answered", "Answered"
    ACCEPTED = "accepted", "Accepted"
    WITHDRAWN = "withdrawn", "Withdrawn"


class QueryQuerySet(models.QuerySet["Query"]):
    """The words to ask for queries."""

    def visible_to(self, user: Any) -> QueryQuerySet:
        """Return a contact's own force's; for others those of forces not barred to them."""
        if user.is_force_contact:
            return self.filter(held__force__contacts__user=user)
        barred = barred_forces(user)
        return self.exclude(held__force__in=barred) if barred else self

    def unanswered(self) -> QueryQuerySet:
        """Return those that wait for the force."""
        return self.filter(state=QueryState.OPEN)

    def unsettled(self) -> QueryQuerySet:
        """Return those that wait for either side."""
        return self.filter(state__in=[QueryState.OPEN, QueryState.ANSWERED])


class Query(Record):
    """A figure a force is asked about: what a check found in it, or what an administrator wants to know.

    `numerator` and `denominator` are the counts that were queried: an accepted query is not raised again on the same.
    """

    held = models.ForeignKey(Return, verbose_name="return", on_delete=models.PROTECT, related_name="queries")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="+")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="+")
    check_name = models.SlugField("check", max_length=40, blank=True, help_text="Empty when a person raised it.")
    found = models.CharField("what was found", max_length=500)
    comparison = models.JSONField("what it was set against", default=dict, blank=True)
    numerator = models.BigIntegerField(null=True, blank=True)
    denominator = models.BigIntegerField(null=True, blank=True)
    state = models.CharField(max_length=20, choices=QueryState, default=QueryState.OPEN)
    upload = models.ForeignKey(Upload, on_delete=models.PROTECT, related_name="queries", null=True, blank=True)
    raised_at = models.DateTimeField()
    history = History()

    objects = QueryQuerySet.as_manager()

    class Meta:
        ordering = ("held", "measure__title", "pk")
        indexes = (models.Index(fields=["held", "state"], name="query_by_return_and_state"),)
        constraints = (
            known("state", QueryState, "query_state_known"),
            models.UniqueConstraint(
                fields=["held", "measure", "period", "check_name"],
                condition=Q(state__in=["open", "answered"]),
                name="query_once_unsettled",
                violation_error_message="The force is asked about this already.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.measure}, {self.period}: {self.found}"

    def get_absolute_url(self) -> str:
        """Return the thread."""
        return reverse("forces:query", args=[self.held.collection.slug, self.held.force.slug, self.pk])


class MessageKind(models.TextChoices):
    """What was done on a query."""

    ASKED = "asked", "Asked"
    EXPLAINED = "explained", "Explained"
    CORRECTED = "corrected", "Corrected"
    ASKED_AGAIN = "asked-again", "Asked again"
    ACCEPTED = "accepted", "Accepted"
    WITHDRAWN = "withdrawn", "Withdrawn"


class QueryMessage(models.Model):
    """One thing said on a query; never changed and never removed."""

    query = models.ForeignKey(Query, on_delete=models.PROTECT, related_name="messages")
    kind = models.CharField(max_length=20, choices=MessageKind)
    text = models.TextField()
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        ordering = ("query", "pk")
        constraints = (known("kind", MessageKind, "query_message_kind_known"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text}"
