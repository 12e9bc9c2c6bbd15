"""A force in numbers: its newest figure of every measure beside England and Wales and the period before."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Subquery
from django.urls import reverse

from forces import rules
from forces.figures.breaks import Breaks, breaks_of
from forces.figures.lines import marks_of, rate_of, shown
from forces.figures.rates import Holdings, holdings
from forces.figures.whole import a_year_before, period_before
from forces.models import Force, Measure, Period, PublishedFigure, Status, Value


@dataclass(frozen=True)
class Number:
    """One measure of the sheet: the force's newest figure, England and Wales, the period before, what to know."""

    value: Value
    entry: rules.Entry
    shown: str
    national: str
    before: Period | None
    shown_before: str
    is_broken: bool
    notes: list[str]
    rate: Decimal | None
    national_rate: Decimal | None

    @property
    def measure(self) -> Measure:
        """Return the measure."""
        return self.value.measure

    @property
    def status(self) -> str:
        """Return the footing of the figure in words."""
        return str(Status(self.entry.status).label)

    @property
    def note(self) -> str:
        """Return what there is to know about the figure."""
        return "; ".join(self.notes)

    @property
    def address(self) -> str:
        """Return the figure's working."""
        return self.value.working_address

    @property
    def address_before(self) -> str:
        """Return the working of the period before."""
        args = [self.measure.slug, self.before.slug if self.before else "", self.value.force.slug]
        return reverse("forces:value", args=args)


def numbers(force: Force, user: Any, *, with_before: bool = True) -> list[Number]:
    """Return the newest figure of each measure a person may see of a force, by group; six queries, however many.

    Two fewer without the period before.
    """
    newest = newest_values(force, user)
    if not newest:
        return []
    ends = {a_year_before(value.period.ends_on) for value in newest}
    earlier = list(Period.objects.filter(ends_on__in=ends)) if with_before else []
    before = {value.pk: period_before(value.period, earlier) for value in newest}
    pairs = [(value.measure, value.period) for value in newest]
    held = holdings([*pairs, *((v.measure, p) for v in newest if (p := before[v.pk]))], user)
    breaks = breaks_of([value.measure for value in newest], [force]) if with_before else Breaks()
    return [number(force, value, before[value.pk], held, breaks) for value in newest]


def newest_values(force: Force, user: Any) -> list[Any]:
    """Return the newest value of each measure, by group and title, with what is printed for England and Wales."""
    of_measure = Value.objects.visible_to(user).filter(force=force, measure=OuterRef("pk"))
    newest = Measure.objects.order_by().values(newest=of_measure.order_by("-period__ends_on", "-pk").values("pk")[:1])
    printed = PublishedFigure.objects.filter(measure=OuterRef("measure"), period=OuterRef("period")).values("printed")
    held = Value.objects.filter(pk__in=newest).annotate(printed_national=Subquery(printed))
    rows = held.select_related("measure", "period", "collection", "force")
    return list(rows.order_by("measure__group", "measure__title"))


def number(force: Force, value: Any, before: Period | None, held: Holdings, breaks: Breaks) -> Number:
    """Return one line of the sheet."""
    measure, period = value.measure, value.period
    entry = held.denominators.entry(force, measure, period, value)
    last = held.own(force.pk, measure, before) if before else None
    return Number(
        value=value,
        entry=entry,
        shown=shown(entry, rate_of(entry, measure), measure),
        national=national(value, held),
        before=before if last else None,
        shown_before=shown(last, rate_of(last, measure), measure) if last else rules.NOT_HELD,
        is_broken=bool(before and last and breaks.between(measure, force, before, period)),
        notes=notes_of(value, entry),
        rate=rate_of(entry, measure),
        national_rate=national_rate(value, held),
    )


def national(value: Any, held: Holdings) -> str:
    """Return the England and Wales figure: worked out where every force is held, else as printed, else not held."""
    worked_out = held.rate(value.measure, value.period)
    if worked_out.rate is not None:
        return worked_out.shown
    return f"{value.printed_national}, as published" if value.printed_national else rules.NOT_HELD


def national_rate(value: Any, held: Holdings) -> Decimal | None:
    """Return the same as a number, if there is one."""
    worked_out = held.rate(value.measure, value.period).rate
    if worked_out is None and value.printed_national:
        return rules.printed_number(value.printed_national)
    return worked_out


def notes_of(value: Any, entry: rules.Entry) -> list[str]:
    """Return what there is to know about a figure, in the words of its status, its force and its measure."""
    parts = [value.reason, value.caveat]
    if entry.status == "estimated" and value.status == "supplied":
        parts.append(rules.RESIDENTS_ONLY)
    if entry.printed:
        parts.append("As published")
    if value.collection and value.collection.is_illustrative:
        parts.append("Illustrative")
    if value.collection and not value.collection.published_on:
        parts.append("Not published yet")
    return [*(part for part in parts if part), *marks_of(value.measure)]
