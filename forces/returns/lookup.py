"""What the database says to a return: what the collection asks, and what is held now. Reads, never writes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from forces.figures import a_year_before
from forces.models import Collection, CollectionItem, Force, Period, Value
from forces.models.measures import ValueQuerySet
from forces.returns.layout import Asked, AskedMeasure
from forces.returns.staging import Fields, Key
from forces.rules import COMPARED


def items_of(collection: Collection) -> list[CollectionItem]:
    """Return what a collection asks for, with its measures and periods."""
    return list(collection.items.select_related("measure", "period"))


def asked(collection: Collection, force: Force | None) -> Asked:
    """Return what a file may say."""
    items = items_of(collection)
    forces = list(Force.objects.all())
    slugs = {item.measure_id: item.measure.slug for item in items}
    return Asked(
        collection=collection.slug,
        title=collection.title,
        template_version=collection.template_version,
        forces={f.code: f.name for f in forces if f.is_in_scope},
        out_of_scope={f.code: f.name for f in forces if not f.is_in_scope},
        measures={
            item.measure.slug: AskedMeasure(
                item.measure.is_share,
                item.measure.is_per_head,
                item.measure.denominator_label,
                slugs.get(item.measure.part_of_id or 0, ""),
            )
            for item in items
        },
        periods={item.period.slug: item.period.label for item in items},
        items=frozenset((item.measure.slug, item.period.slug) for item in items),
        force=force.code if force else "",
    )


def asked_values(collection: Collection, force: Force | None) -> ValueQuerySet:
    """Return the values now held of what a collection asks for, and some it does not: the pairs are the caller's."""
    items = collection.items.all()
    values = Value.objects.filter(measure__in=items.values("measure"), period__in=items.values("period"))
    return values.filter(force=force) if force else values


def held(values: ValueQuerySet) -> dict[Key, Fields]:
    """Return the fields of values by force code, measure and period."""
    names = ("force__code", "measure__slug", "period__slug", *COMPARED)
    return {(row[0], row[1], row[2]): dict(zip(COMPARED, row[3:], strict=True)) for row in values.values_list(*names)}


def template_rows(collection: Collection, forces: list[Force], values: ValueQuerySet) -> Iterator[dict[str, Any]]:
    """Yield the rows of a template, by column key: each figure asked of each force, with what is held beside it."""
    items = items_of(collection)
    before = periods_before([item.period for item in items])
    wanted = [item.period for item in items] + list(before.values())
    known = held(values.filter(measure__in=[item.measure for item in items], period__in=wanted, force__in=forces))
    for force in forces:
        for item in items:
            now = known.get((force.code, item.measure.slug, item.period.slug))
            last = before.get(item.period.slug)
            then = known.get((force.code, item.measure.slug, last.slug)) if last else None
            yield {
                "force": force.code,
                "force_name": force.name,
                "measure": item.measure.slug,
                "measure_title": item.measure.title,
                "period": item.period.slug,
                "period_label": item.period.label,
                "numerator_label": item.measure.numerator_label,
                "denominator_label": "" if item.measure.is_per_head else item.measure.denominator_label,
                "held": in_words(now),
                "before": f"{in_words(then)} ({last.label})" if last and then else "",
                **(now if now and can_be_sent_back(now) else {}),
            }


def periods_before(periods: list[Period]) -> dict[str, Period]:
    """Return the period a year before each, where there is one."""
    days = {a_year_before(period.ends_on) for period in periods}
    earlier = {(p.kind, p.ends_on): p for p in Period.objects.filter(ends_on__in=days)}
    found = {period.slug: earlier.get((period.kind, a_year_before(period.ends_on))) for period in periods}
    return {slug: period for slug, period in found.items() if period}


def in_words(fields: Fields | None) -> str:
    """Return what is held, for the person filling in the sheet."""
    if fields is None:
        return "not held"
    if fields["printed"]:
        return f"{fields['printed']} (as published)"
    if fields["numerator"] is None:
        return str(fields["status"]).replace("-", " ")
    return f"{fields['numerator']:,}" + (f" of {fields['denominator']:,}" if fields["denominator"] is not None else "")


def can_be_sent_back(fields: Fields) -> bool:
    """Say whether a value can stand in the template as it is: sent back untouched, it changes nothing."""
    return fields["numerator"] is not None or fields["status"] == "not-supplied"
