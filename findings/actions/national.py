"""Making a national recommendation: one text, and for each force an instance with a status of its own."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError

from core import history
from core.actions import action, lock, save
from core.dates import Precision, first_day, in_words
from findings.models import (
    Addressee,
    DueKind,
    Event,
    EventKind,
    Finding,
    FindingKind,
    NationalRecommendation,
    Status,
)
from findings.rules import due
from forces.models import Cycle, Force

COUNTED_FROM_PUBLICATION = [DueKind.IMMEDIATE, DueKind.RELATIVE]


@action("findings.make_national")
def make(
    *,
    by: Any,
    cycle: Cycle,
    theme: str,
    addressed_to: str,
    body: str,
    title: str,
    wording: str,
    published_on: date,
    published_precision: str,
    due_kind: str,
    due_days: int | None,
    due_on: date | None,
    source: str,
    at: datetime,
) -> NationalRecommendation:
    """Hold a published recommendation: open for every force that is inspected, or asked of another body alone."""
    published_on = published_by(published_on, published_precision, at.date())
    ends = deadline(due_kind, due_days, due_on, published_on, published_precision)
    # whoever makes one for the same cycle meanwhile waits here, and takes the next number
    cycle = Cycle.objects.select_for_update(no_key=True).get(pk=cycle.pk)
    refuse_a_second(cycle, wording)
    national = save(
        NationalRecommendation(
            reference=next_reference(cycle),
            cycle=cycle,
            theme=theme,
            addressed_to=addressed_to,
            body=body if addressed_to == Addressee.BODY else "",
            title=title,
            wording=wording,
            published_on=published_on,
            published_precision=published_precision,
            due_kind=due_kind,
            due_on=ends,
            source=source,
        )
    )
    if national.addressed_to == Addressee.FORCES:
        fan_out(national, due_days if due_kind == DueKind.RELATIVE else None, by, at)
    return national


def published_by(on: date, precision: str, today: date) -> date:
    """Return the first day of the period it was published in; only what is out is held."""
    start = first_day(on, precision)
    if start > today:
        raise ValidationError({"published": "This is after today. Enter it here once it is published."})
    return start


def deadline(kind: str, days: int | None, on: date | None, published_on: date, precision: str) -> date | None:
    """Return the day it is due; none is counted from a publication whose day is not known."""
    if kind in COUNTED_FROM_PUBLICATION and precision != Precision.DAY:
        said = f"It was published {in_words(published_on, precision)}, no day is known: give the deadline as a date."
        raise ValidationError({"due_kind": said})
    if kind == DueKind.RELATIVE and days is None:
        raise ValidationError({"due_days": "Enter how many days after publication it is due."})
    if kind == DueKind.ABSOLUTE and on is None:
        raise ValidationError({"due_on": "Enter the day it is due."})
    ends = due.due_on(kind, published_on=published_on, days=days, on=on if kind == DueKind.ABSOLUTE else None)
    if ends is not None and ends < published_on:
        raise ValidationError({"due_on": "This is before it was published."})
    return ends


def next_reference(cycle: Cycle) -> str:
    """Return the next reference of a cycle: "NAT-2017-01". The cycle is locked meanwhile."""
    start = f"NAT-{cycle.first_year}-"
    held = NationalRecommendation.objects.filter(reference__startswith=start).values_list("reference", flat=True)
    tails = [reference.removeprefix(start) for reference in held]
    return f"{start}{max((int(tail) for tail in tails if tail.isdecimal()), default=0) + 1:02}"


def refuse_a_second(cycle: Cycle, wording: str) -> None:
    """Refuse the same text for the same cycle: the button was pressed twice, or somebody was quicker."""
    same = NationalRecommendation.objects.filter(cycle=cycle, wording=wording).first()
    if same is not None:
        raise ValidationError({"wording": f"{same.reference} of {cycle} says this already."})


def fan_out(national: NationalRecommendation, due_days: int | None, by: Any, at: datetime) -> list[Finding]:
    """Give every force that is inspected its open instance, raised by the publication."""
    instances = [instance(national, force, due_days) for force in Force.objects.in_scope().order_by("code")]
    made = history.bulk_create(Finding, instances)
    Event.objects.bulk_create(raised(finding, by, at) for finding in made)
    return made


def instance(national: NationalRecommendation, force: Force, due_days: int | None) -> Finding:
    """Return a force's instance, not saved yet: "NAT-2017-01-BED"."""
    return Finding(
        reference=f"{national.reference}-{force.code}",
        force=force,
        cycle=national.cycle,
        national=national,
        theme=national.theme,
        kind=FindingKind.RECOMMENDATION,
        title=national.title,
        wording=national.wording,
        status=Status.OPEN,
        published_status=Status.OPEN,
        raised_on=national.published_on,
        raised_precision=national.published_precision,
        due_kind=national.due_kind,
        due_days=due_days,
        due_on=national.due_on,
        source=national.source,
        is_illustrative=national.is_illustrative,
    )


def raised(finding: Finding, by: Any, at: datetime) -> Event:
    """Return the event that raised an instance: it took effect with the publication and is recorded now."""
    return Event(
        finding=finding,
        kind=EventKind.RAISED,
        effective_on=finding.raised_on,
        effective_precision=finding.raised_precision,
        recorded_on=at.date(),
        recorded_by=by,
        entered_at=at,
        status_after=Status.OPEN,
        source=finding.source,
    )


@action("findings.make_national")
def correct(
    *, by: Any, national: NationalRecommendation, version: int | None, title: str, source: str, reason: str
) -> NationalRecommendation:
    """Correct short title and source, here and in every instance; the published wording never changes."""
    national = lock(national, version=version)
    if (title, source) == (national.title, national.source):
        raise ValidationError("Nothing was changed. Change the short title or the source, or go back.")
    national.title, national.source = title, source
    instances = list(national.instances.select_for_update().order_by("pk"))
    for one in instances:
        one.title, one.source, one.version = title, source, one.version + 1
    if instances:
        history.bulk_update(Finding, instances, ["title", "source", "version"])
    return save(national)
