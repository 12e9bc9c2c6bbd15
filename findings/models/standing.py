"""Words about where findings stand, now or as at a past day, as one person may know it.

`standing` and `as_at` add to each row what the others choose by: `shown_status`, `shown_due_on`, `shown_response` and
`stands_on`, the day it is about.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from accounts.models import Role
from findings.rules import moves
from findings.rules.standing import NOT_ACCEPTED, raised_between, stale_since
from forces.models.people import barred_forces, force_of

LATEST, EARLIEST = ("-recorded_on", "-pk"), ("recorded_on", "pk")
OUT = sorted(moves.LIVE | moves.CLOSED)


def events() -> Any:
    """Return the manager of events, which are defined after findings."""
    return apps.get_model("findings", "Event").objects


def of_finding(found: QuerySet[Any], order: tuple[str, ...] = ()) -> QuerySet[Any]:
    """Return of these events those of the finding of the outer query."""
    return found.filter(finding=OuterRef("pk")).order_by(*order)


class StandingWords(models.QuerySet[Any]):
    """How findings stand."""

    def seen_by(self, user: Any) -> Self:
        """Return the findings a person may see."""
        raise NotImplementedError

    def visible_to(self, user: Any) -> Self:
        """Return the same, each with its status."""
        raise NotImplementedError

    def standing(self, user: Any, on: date) -> Self:
        """Return the findings a person may see as they stand now, on the day `on`."""
        return self.visible_to(user).annotate(
            shown_due_on=F("due_on"), shown_response=response_for(user), stands_on=Value(on, models.DateField())
        )

    def as_at(self, user: Any, on: date, known_on: date | None = None) -> Self:
        """Return the findings that were out on a day, as they stood then, as far as was recorded by `known_on`.

        Of the events in effect by then the one recorded last says the status: `rules.replay` is the same in Python.
        What events did to status and due date is public where their inspection is, as the status of today is; the words
        of a force are not. Which answer the force gave is known from its last answer on, not of those before.
        """
        told = events().done_before(user).told_by(on, known_on)
        moved = events().extensions()
        answers = events().responses()
        found = self.seen_by(user).filter(raised_on__lte=on)
        if known_on is not None:
            found = found.filter(Exists(of_finding(events().raisings().filter(recorded_on__lte=known_on))))
        return found.annotate(
            shown_status=Subquery(of_finding(told.moving(), LATEST).values("status_after")[:1]),
            shown_due_on=Case(
                When(
                    Exists(of_finding(moved)),
                    then=Coalesce(
                        Subquery(of_finding(moved.told_by(on, known_on), LATEST).values("due_after")[:1]),
                        Subquery(of_finding(moved, EARLIEST).values("due_before")[:1]),
                    ),
                ),
                default=F("due_on"),
            ),
            shown_response=Case(
                When(Exists(of_finding(answers.told_after(on, known_on))), then=Value("")),
                default=response_for(user),
            ),
            stands_on=Value(on, models.DateField()),
        ).out()

    def out(self) -> Self:
        """Return those that are out: no drafts."""
        return self.filter(shown_status__in=OUT)

    def live(self) -> Self:
        """Return those that are out and not closed."""
        return self.filter(shown_status__in=sorted(moves.LIVE))

    def ended(self) -> Self:
        """Return those that are closed."""
        return self.filter(shown_status__in=sorted(moves.CLOSED))

    def past_due(self, on: date) -> Self:
        """Return live ones whose due date has passed."""
        return self.live().filter(shown_due_on__lt=on)

    def aged(self, band: str, on: date) -> Self:
        """Return those of an age band."""
        after, until = raised_between(band, on)
        found = self.filter(raised_on__gt=after) if after else self
        return found.filter(raised_on__lte=until) if until else found

    def with_rag(self, word: str, on: date) -> Self:
        """Return those whose RAG word it is; `rules.standing.rag` says the same of one, and why."""
        is_late = Q(shown_status__in=sorted(moves.LIVE)) & (
            Q(shown_due_on__lt=on, shown_due_on__isnull=False) | Q(shown_response=NOT_ACCEPTED)
        )
        conditions = {
            "green": Q(shown_status=moves.ACHIEVED),
            "red": is_late,
            "white": Q(shown_status__in=[moves.SUPERSEDED, moves.NO_LONGER_RELEVANT])
            | (Q(shown_status=moves.BLOCKED) & ~is_late),
            "amber": Q(shown_status__in=sorted(moves.LIVE - {moves.BLOCKED})) & ~is_late,
        }
        return self.filter(conditions[word])

    def saying_if_silent(self, user: Any, on: date, known_on: date | None = None) -> Self:
        """Add whether nothing the person may read was recorded in the half-year before a day: `is_silent`."""
        until = min(on, known_on or on)
        words = events().visible_to(user).filter(recorded_on__gte=stale_since(on), recorded_on__lte=until)
        return self.annotate(is_silent=~Exists(of_finding(words)))

    def stale(self, user: Any, on: date, known_on: date | None = None) -> Self:
        """Return live ones of which nothing the person may read was recorded for half a year."""
        return self.live().saying_if_silent(user, on, known_on).filter(is_silent=True)


def response_for(user: Any) -> Any:
    """Return a force's answer as far as a person may read it: its own, or those of forces not barred to them."""
    if user.role == Role.ADMINISTRATOR:
        return Value("")
    if user.role == Role.FORCE_CONTACT:
        return Case(When(force=force_of(user), then=F("response")), default=Value(""))
    if barred := barred_forces(user):
        return Case(When(force__in=barred, then=Value("")), default=F("response"))
    return F("response")
