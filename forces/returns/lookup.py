"""What the database says to a return: what the collection asks, and what is held now. Reads, never writes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef

from core.words import moment
from forces.figures import a_year_before
from forces.models import (
    Collection,
    CollectionItem,
    Force,
    Measure,
    Outcome,
    Period,
    Return,
    StagedRow,
    Upload,
    UploadState,
    Value,
)
from forces.models.values import ValueQuerySet
from forces.returns.comparing import COMPARED
from forces.returns.layout import Asked, AskedMeasure
from forces.returns.staging import Fields, Key
from forces.rules import CLOSED_RETURNS


def items_of(collection: Collection) -> list[CollectionItem]:
    """Return what a collection asks for, with its measures and periods."""
    return list(collection.items.select_related("measure", "period").order_by("number"))


def asked(collection: Collection, force: Force | None) -> Asked:
    """Return what a file may say."""
    items = items_of(collection)
    forces = list(Force.objects.all())
    closed = Return.objects.filter(collection=collection, state__in=CLOSED_RETURNS)
    slugs = {item.measure_id: item.measure.slug for item in items}
    return Asked(
        collection=collection.slug,
        title=collection.title,
        template_version=collection.template_version,
        forces={f.code: f.name for f in forces if f.is_in_scope},
        out_of_scope={f.code: f.name for f in forces if not f.is_in_scope},
        measures={
            item.measure.slug: AskedMeasure(
                is_share=item.measure.is_share,
                is_per_head=item.measure.is_per_head,
                denominator_label=item.measure.denominator_label,
                is_divided_by_measure=item.measure.denominator_measure_id is not None,
                is_survey=item.measure.is_survey,
                part_of=slugs.get(item.measure.part_of_id or 0, ""),
            )
            for item in items
        },
        periods={item.period.slug: item.period.label for item in items},
        items=frozenset((item.measure.slug, item.period.slug) for item in items),
        force=force.code if force else "",
        closed=frozenset(closed.values_list("force__code", flat=True)),
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
    """Yield the rows of a template, by column key: each figure asked of each force, with what is held beside it.

    `sheet` is the group of the measure, `locked` the answers this measure does not take.
    """
    items = parts_under_wholes(items_of(collection))
    before = periods_before([item.period for item in items])
    wanted = [item.period for item in items] + list(before.values())
    known = held(values.filter(measure__in=[item.measure for item in items], period__in=wanted, force__in=forces))
    for force in forces:
        for item in items:
            now = known.get((force.code, item.measure.slug, item.period.slug))
            last = before.get(item.period.slug)
            then = known.get((force.code, item.measure.slug, last.slug)) if last else None
            yield {
                **row_asked(item),
                "force": force.code,
                "force_name": force.name,
                "held": in_words(now),
                "before": f"{in_words(then)} ({last.label})" if last and then else "",
                **(sent_back(now, item.measure) if now and can_be_sent_back(now) else {}),
            }


def row_asked(item: CollectionItem) -> dict[str, Any]:
    """Return the cells of a template's row that are the same for every force."""
    measure = item.measure
    locked = () if measure.is_denominator_sent else ("denominator",)
    return {
        "sheet": measure.group,
        "locked": locked if measure.is_survey else (*locked, "base"),
        "measure": measure.slug,
        "measure_title": f"of which: {measure.title}" if measure.part_of_id else measure.title,
        "period": item.period.slug,
        "period_label": item.period.label,
        "numerator_label": measure.numerator_label,
        "denominator_label": measure.denominator_label if measure.is_denominator_sent else "",
    }


def sent_back(fields: Fields, measure: Measure) -> Fields:
    """Return what is held as the template holds it: without a denominator that is not asked for."""
    return fields if measure.is_denominator_sent else {**fields, "denominator": None}


def parts_under_wholes(items: list[CollectionItem]) -> list[CollectionItem]:
    """Return the items in their order, but each part behind its whole of the same period, where that is asked."""
    at = {(item.measure_id, item.period_id): number for number, item in enumerate(items)}

    def place(numbered: tuple[int, CollectionItem]) -> tuple[int, int]:
        number, item = numbered
        whole = at.get((item.measure.part_of_id or 0, item.period_id))
        return (number, -1) if whole is None else (whole, number)

    return [item for _number, item in sorted(enumerate(items), key=place)]


def newer_confirmed(upload: Upload) -> Upload | None:
    """Return the confirmed file of the same forces that was downloaded after this one, if there is one."""
    if upload.made_at is None:
        return None
    about = StagedRow.objects.filter(upload=OuterRef("pk"), force__in=upload.rows.order_by().values("force"))
    confirmed = Upload.objects.filter(
        collection=upload.collection_id, state=UploadState.CONFIRMED, made_at__gt=upload.made_at
    )
    return confirmed.filter(Exists(about.exclude(outcome=Outcome.REFUSED))).order_by("-made_at").first()


def warning_of_age(upload: Upload) -> str:
    """Return what to mind when a file is older than one that is in force, or nothing."""
    newer = newer_confirmed(upload)
    if newer is None or newer.made_at is None or upload.made_at is None:
        return ""
    return (
        f"This file was downloaded on {moment(upload.made_at)}, before the one confirmed on "
        f"{moment(newer.confirmed_at or newer.uploaded_at)}, which was downloaded on {moment(newer.made_at)}: "
        "it may hold older figures."
    )


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
    count = f"{fields['numerator']:,}"
    if fields["denominator"] is not None:
        count += f" of {fields['denominator']:,}"
    return count if fields["base"] is None else f"{count}, {fields['base']:,} responses"


def can_be_sent_back(fields: Fields) -> bool:
    """Say whether a value can stand in the template as it is: sent back untouched, it changes nothing."""
    return fields["numerator"] is not None or fields["status"] == "not-supplied"
