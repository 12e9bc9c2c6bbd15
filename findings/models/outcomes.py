"""Words about what became of findings: due dates moved, closing, reopening, verification, what came back.

`told` are the events to go by: `Event.objects.done_before(user)`, as at a past day with `.told_by(on, known_on)`.
"""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, ExtractDay, ExtractMonth, ExtractYear, NullIf

from findings.models.standing import EARLIEST, LATEST, StandingWords, events, of_finding
from findings.rules import moves
from forces.models import Cycle

Told = QuerySet[Any]


class OutcomeWords(StandingWords):
    """What became of findings."""

    def with_first_due(self) -> Self:
        """Add the original due date: `first_due_on`."""
        moved = events().extensions()
        first = Subquery(of_finding(moved, EARLIEST).values("due_before")[:1])
        return self.annotate(first_due_on=Case(When(Exists(of_finding(moved)), then=first), default=F("due_on")))

    def saying_if_moved(self, told: Told) -> Self:
        """Add whether the due date was moved: `is_moved`."""
        return self.annotate(is_moved=Exists(of_finding(told.extensions())))

    def with_closing(self, told: Told) -> Self:
        """Add the day the last closing of those that are closed took effect: `closed_on`."""
        last = Subquery(closings(told).values("effective_on")[:1])
        return self.annotate(closed_on=Case(When(shown_status__in=sorted(moves.CLOSED), then=last)))

    def closed_within(self, told: Told, months: int) -> Self:
        """Return closed ones whose closing took effect within some whole years, told in months, of publication.

        `rules.numbers.is_closed_within` says the same of one: days are compared as eight figures.
        """
        day = Subquery(closings(told).annotate(day=written("effective_on")).values("day")[:1])
        return self.ended().annotate(taken=day - written("raised_on")).filter(taken__lte=months // 12 * 10_000)

    def closed_late(self, told: Told) -> Self:
        """Return closed ones whose closing took effect after the original due date."""
        return self.ended().with_first_due().with_closing(told).filter(closed_on__gt=F("first_due_on"))

    def saying_if_reopened(self, told: Told) -> Self:
        """Add whether it was ever opened again: `is_reopened`."""
        return self.annotate(is_reopened=Exists(of_finding(told.reopenings())))

    def ever_closed(self, told: Told) -> Self:
        """Return those that are closed, or were and have been opened again."""
        return self.saying_if_reopened(told).filter(Q(is_reopened=True) | Q(shown_status__in=sorted(moves.CLOSED)))

    def with_level(self, told: Told) -> Self:
        """Add how sure the verification is that the last word on it is, 0 where no level was recorded: `level`.

        Nothing where the last word is a follow-up or declaration, or a disagreement: nobody has agreed with it.
        """
        return self.annotate(level=level_of(told))

    def saying_if_repeat(self) -> Self:
        """Add whether it repeats an earlier one: `is_repeat`."""
        link = self.model._meta.get_field("comes_from").related_model
        repeats = link.objects.filter(later=OuterRef("pk"), kind="repeated")
        return self.annotate(is_repeat=Exists(repeats))

    def still_open_in(self, told: Told, cycle: str) -> Self:
        """Return those that a follow-up or a status event of a cycle looked at, and left open; the last one says it.

        An event is of its inspection's cycle; one of no inspection, as registers and loaded files tell them, is of the
        cycle that began in the year it took effect. Those nobody looked at are not among them.
        """
        earlier = told.moving().filter(
            Q(recorded_on__lt=OuterRef("recorded_on")) | Q(recorded_on=OuterRef("recorded_on"), pk__lte=OuterRef("pk")),
            finding=OuterRef("finding"),
        )
        first_year = Subquery(Cycle.objects.filter(slug=cycle).values("first_year"))
        of_cycle = Q(inspection__cycle__slug=cycle) | Q(inspection__isnull=True, year=first_year)
        looked = told.looking().annotate(year=ExtractYear("effective_on")).filter(of_cycle)
        left = looked.annotate(
            left=Coalesce(
                NullIf(F("status_after"), Value("")), Subquery(earlier.order_by(*LATEST).values("status_after")[:1])
            )
        )
        return self.annotate(left_in_cycle=Subquery(of_finding(left, LATEST).values("left")[:1])).filter(
            left_in_cycle__in=sorted(moves.LIVE)
        )


def level_of(told: Told) -> Subquery:
    """Return the level of the last word on the finding of the outer query, where it is a manager's agreement."""
    agreed = Case(When(is_agreed=True, then=Coalesce(F("assurance"), 0)), output_field=models.IntegerField())
    return Subquery(of_finding(told.settling(), LATEST).annotate(level=agreed).values("level")[:1])


def closings(told: Told) -> Told:
    """Return what closed the finding of the outer query, the last first."""
    return of_finding(told.filter(status_after__in=sorted(moves.CLOSED)), LATEST)


def written(name: str) -> Any:
    """Return a day as eight figures, so that a year is always 10,000."""
    return ExtractYear(name) * 10_000 + ExtractMonth(name) * 100 + ExtractDay(name)
