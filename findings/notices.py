"""What people are told about findings: due and overdue ones, those to verify, those a force does not accept.

What a person is told, and whether they may read it later, is asked of `visible_to`, a person at a time: what an
unpublished inspection did to a finding then reaches nobody who may not know it. A query for each kind, however many
findings there are.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Replace
from django.urls import reverse

from accounts.models import Role, User
from core import dates
from core.notices import Told, notices
from findings.actions.verifications import SETTLERS, told_last
from findings.models import Event, EventKind, Finding, ForceResponse, Status
from findings.models.findings import FindingQuerySet
from findings.rules.moves import LIVE
from forces.models import Bar
from forces.models.people import barred_forces, force_of

DUE_SOON = timedelta(days=30)
CONCERNED = {Role.INSPECTOR, Role.MANAGER, Role.FORCE_CONTACT}


# --- who may be told, and may read it still ----------------------------------------------------------------
def open_to(person: Any) -> FindingQuerySet:
    """Return the findings a person may be told of: those they see, none of a barred force; a contact's force's only."""
    found = Finding.objects.visible_to(person).exclude(force__in=barred_forces(person))
    return found.filter(force=force_of(person)) if person.role == Role.FORCE_CONTACT else found


def is_open_to(person: Any) -> Exists:
    """Return the condition that the finding whose page a notice leads to is one the person may be told of."""
    # "/findings/BED-2017-01/" without its start and its last stroke
    reference = Replace(Replace(OuterRef("address"), Value(reverse("findings:list"))), Value("/"))
    return Exists(open_to(person).filter(reference=reference))


def by_those_concerned(person: Any) -> Q | None:
    """Due dates are published: they stay readable for leads and contacts, but for barred and other forces'."""
    return Q(is_open_to(person)) if person.role in CONCERNED else None


def by_managers(person: Any) -> Q | None:
    """What passes inside the inspectorate before publication stays readable for managers who are not barred."""
    return Q(is_open_to(person)) if person.role == Role.MANAGER else None


# --- due dates ---------------------------------------------------------------------------------------------
def live(person: Any) -> FindingQuerySet:
    """Return the findings of a person that are out and not closed, as they may know: those they lead or answer for."""
    found = open_to(person).filter(shown_status__in=LIVE, published_status__in=LIVE).select_related("force")
    if person.role == Role.FORCE_CONTACT:
        return found
    return found.filter(lead=person) if person.role in CONCERNED else found.none()


@notices("overdue", "Overdue", readable=by_those_concerned)
def overdue(person: Any, on: date) -> Iterator[Told]:
    """Tell leads and contacts of a due date that has passed."""
    for finding in live(person).filter(due_on__lt=on).order_by("due_on", "reference"):
        words = f"was due on {dates.in_words(finding.due_on)} and is not closed"
        yield told(finding, f"overdue:{finding.reference}:{finding.due_on}", words)


@notices("due", "Due within 30 days", readable=by_those_concerned)
def due(person: Any, on: date) -> Iterator[Told]:
    """Tell leads and contacts of a due date that comes within 30 days."""
    for finding in live(person).filter(due_on__range=(on, on + DUE_SOON)).order_by("due_on", "reference"):
        words = f"is due on {dates.in_words(finding.due_on)}"
        yield told(finding, f"due:{finding.reference}:{finding.due_on}", words)


# --- what waits for managers -------------------------------------------------------------------------------
@notices("verification", "Waiting to be verified", readable=by_managers)
def verification(person: Any, on: date) -> Iterator[Told]:
    """Tell a manager who may verify it of what was recorded or declared as done and nobody has verified."""
    if person.role != Role.MANAGER:
        return
    latest = told_last(Event.objects.filter(finding=OuterRef("pk")))
    waiting = (
        open_to(person)
        .filter(shown_status=Status.AWAITING_VERIFICATION)
        .annotate(
            settler=Subquery(latest.values("pk")[:1]),
            settled_by=Subquery(latest.values("kind")[:1]),
            recorder=Subquery(latest.values("recorded_by")[:1]),
        )
        .filter(settled_by__in=SETTLERS)
        .exclude(recorder=person.pk)
        .exclude(Exists(Event.objects.filter(about=OuterRef("settler"))))
    )
    for finding in falling_to(person, waiting, lead_may=~Q(lead=F("recorder"))):
        yield told(finding, f"verification:{finding.reference}:{finding.settler}", "waits to be verified")


@notices("not-accepted", "Not accepted by the force", readable=by_managers)
def not_accepted(person: Any, on: date) -> Iterator[Told]:
    """Tell a manager of a finding that its force does not accept."""
    if person.role != Role.MANAGER:
        return
    answers = Event.objects.filter(finding=OuterRef("pk"), kind=EventKind.RESPONSE).order_by("-recorded_on", "-pk")
    refused = (
        open_to(person)
        .filter(shown_status__in=LIVE, response=ForceResponse.NOT_ACCEPTED)
        .annotate(answer=Subquery(answers.values("pk")[:1]))
    )
    for finding in falling_to(person, refused, lead_may=Q()):
        yield told(finding, f"not-accepted:{finding.reference}:{finding.answer or ''}", "is not accepted by the force")


def falling_to(person: Any, findings: FindingQuerySet, *, lead_may: Q) -> Any:
    """Return the findings that fall to a manager: those they lead, and those whose lead is no manager who may act."""
    manager = User.objects.filter(pk=OuterRef("lead"), role=Role.MANAGER, is_active=True)
    barred = Bar.objects.filter(user=OuterRef("lead"), force=OuterRef("force"))
    is_leads = lead_may & Exists(manager) & ~Exists(barred)
    return findings.filter(Q(lead=person) | ~is_leads).select_related("force").order_by("reference")


def told(finding: Finding, key: str, words: str) -> Told:
    """Return what is told of a finding, in one line."""
    return Told(key, f"{finding.reference} ({finding.force}) {words}: {finding.title}", finding.get_absolute_url())
