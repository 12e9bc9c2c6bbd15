"""Rounds of updates: how far every force is, in a constant number of queries."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import (
    DateField,
    Exists,
    F,
    Func,
    IntegerField,
    Max,
    OuterRef,
    Prefetch,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce

from findings.models import Event, Finding, Reminder, UpdateRound
from findings.models.findings import FindingQuerySet
from findings.models.force_side import given_in
from forces.models import Force, ForceContact


def current(on: date) -> Any:
    """Return the round that opened last, if any has."""
    return UpdateRound.objects.with_end().opened(on).first()


def with_tally(user: Any) -> QuerySet[UpdateRound]:
    """Return every round with how many findings were `updated` in it and how many reminders `sent`.

    Forces barred to the person are left out of both.
    """
    forces = Force.objects.in_scope().open_to(user)
    found = UpdateRound.objects.with_end().annotate(until=Coalesce("ended_on", Value(date.max)))
    window = {"recorded_on__gte": OuterRef("opens_on"), "recorded_on__lt": OuterRef("until")}
    given = Event.objects.updates().filter(finding__force__in=forces, **window)
    sent = Reminder.objects.filter(round=OuterRef("pk"), force__in=forces)
    return found.annotate(updated=counted(given, "finding"), sent=counted(sent, "pk"))


def with_progress(user: Any) -> Any:
    """Return every round with how many findings were `asked` about and `given`, barred forces left out.

    Asked are the findings that are open today.
    """
    findings = Finding.objects.to_update().filter(force__in=Force.objects.in_scope().open_to(user))
    own = Event.objects.updates().filter(finding=OuterRef("pk"), recorded_on__gte=OuterRef(OuterRef("opens_on")))
    before = own.filter(recorded_on__lt=OuterRef(OuterRef("until")))
    found = UpdateRound.objects.with_end().annotate(until=Coalesce("ended_on", Value(date.max)))
    given = findings.filter(Exists(before))
    return found.annotate(asked=counted(findings, "pk"), given=counted(given, "pk"))


def counted(rows: QuerySet[Any], field: str) -> Any:
    """Return how many different values a field has among rows, as a column."""
    count = Func(F(field), template="COUNT(DISTINCT %(expressions)s)", output_field=IntegerField())
    return Subquery(rows.order_by().annotate(n=count).values("n"), output_field=IntegerField())


def findings_of(held: Any) -> FindingQuerySet:
    """Return the findings a round asks about, each saying whether an update was given in it: `is_given`.

    `held` is a round fetched `with_end`. They are those that are open today.
    """
    updates = given_in(held.opens_on, held.ended_on, finding=OuterRef("pk"))
    return Finding.objects.to_update().annotate(is_given=Exists(updates))


def forces_in(held: Any, user: Any) -> QuerySet[Force]:
    """Return the inspected forces that are not barred to a person, each with how far it is.

    `asked` findings, `given` and `missing` updates, `updated_on` and `reminded_on` of the last update and of the
    round's last reminder, `closes_on` of the round, and its contacts.
    """
    of_force = {"force": OuterRef("pk")}
    updates = Event.objects.updates().filter(finding__force=OuterRef("pk")).order_by().values("finding__force")
    reminders = Reminder.objects.filter(round=held, **of_force).order_by().values("force")
    contacts = ForceContact.objects.filter(user__is_active=True).select_related("user").order_by("user__email")
    found = (
        Force.objects.in_scope()
        .open_to(user)
        .annotate(
            asked=counted(findings_of(held).filter(**of_force), "pk"),
            given=counted(findings_of(held).filter(**of_force, is_given=True), "pk"),
        )
    )
    return found.annotate(
        missing=F("asked") - F("given"),
        updated_on=Subquery(updates.annotate(last=Max("recorded_on")).values("last")),
        reminded_on=Subquery(reminders.annotate(last=Max("sent_on")).values("last")),
        closes_on=Value(held.closes_on, output_field=DateField()),
    ).prefetch_related(Prefetch("contacts", queryset=contacts))


def addresses_of(force: Any) -> list[str]:
    """Return the e-mail addresses of those who answer for a force."""
    return [contact.user.email for contact in force.contacts.all()]
