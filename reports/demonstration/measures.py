"""Measures, periods, values, notes and the open collection of the demonstration."""

from __future__ import annotations

from typing import Any

from core import history
from forces.actions import collections
from forces.models import Collection, Cycle, DataNote, Force, Measure, Period, PublishedFigure, SeriesBreak, Value
from reports.demonstration.tables import day, rows, whole, yes

ENGLAND_AND_WALES = "EW"


def load(*, by: Any) -> None:
    """Load what is missing, table by table, then open the collection."""
    load_words()
    load_breaks()
    load_values()
    load_notes()
    load_collection(by)


def load_words() -> None:
    """Load what is measured, and the periods."""
    for row in rows("measures"):  # a whole stands before its parts
        read = {"per": int(row["per"]), "decimals": int(row["decimals"])}
        read |= {name: yes(row[name]) for name in ("figure_needs_both_periods", "do_parts_sum")}
        read |= {"part_of": Measure.objects.get(slug=row["part_of"]) if row["part_of"] else None}
        Measure.objects.get_or_create(slug=row["slug"], defaults={**row, **read})
    for row in rows("periods"):
        Period.objects.get_or_create(
            slug=row["slug"],
            defaults={
                "kind": row["kind"],
                "starts_on": day(row["starts_on"]),
                "ends_on": day(row["ends_on"]),
                "label": row["label"],
                "population_year": whole(row["population_year"]),
                "source": row["source"],
            },
        )


def load_breaks() -> None:
    """Load from which day a measure's figures are not set against earlier ones."""
    forces, measures, _ = by_code()
    for row in rows("series_breaks"):
        SeriesBreak.objects.get_or_create(
            measure=measures[row["measure"]],
            on=day(row["on"]),
            force=forces.get(row["force"]),
            defaults={"reason": row["reason"]},
        )


def load_values() -> None:
    """Load each force's figures; those printed for England and Wales are kept apart, as printed."""
    forces, measures, periods = by_code()
    held = set(Value.objects.values_list("measure__slug", "force__code", "period__slug"))
    values = []
    for row in rows("values"):
        measure, period = measures[row["measure"]], periods[row["period"]]
        if row["force"] == ENGLAND_AND_WALES:
            PublishedFigure.objects.get_or_create(
                measure=measure,
                period=period,
                defaults={"printed": row["printed"], "caveat": row["caveat"], "source": row["source"]},
            )
        elif (row["measure"], row["force"], row["period"]) not in held:
            values.append(value_of(row, forces[row["force"]], measure, period))
    history.bulk_create(Value, values)


def value_of(row: dict[str, str], force: Force, measure: Measure, period: Period) -> Value:
    """Return the value a row holds."""
    return Value(
        force=force,
        measure=measure,
        period=period,
        numerator=whole(row["numerator"]),
        denominator=whole(row["denominator"]),
        printed=row["printed"],
        status=row["status"],
        reason=row["reason"],
        caveat=row["caveat"],
        source=row["source"],
    )


def load_notes() -> None:
    """Load the sentences of the annex."""
    forces, measures, periods = by_code()
    held = set(DataNote.objects.values_list("text", flat=True))
    history.bulk_create(
        DataNote,
        [
            DataNote(
                measure=measures.get(row["measure"]),
                period=periods.get(row["period"]),
                force=forces.get(row["force"]),
                kind=row["kind"],
                text=row["text"],
                source=row["source"],
            )
            for row in rows("data_notes")
            if row["text"] not in held
        ],
    )


def by_code() -> tuple[dict[str, Force], dict[str, Measure], dict[str, Period]]:
    """Return forces by code, measures and periods by slug."""
    return (
        {force.code: force for force in Force.objects.all()},
        {measure.slug: measure for measure in Measure.objects.all()},
        {period.slug: period for period in Period.objects.all()},
    )


def load_collection(by: Any) -> None:
    """Open the illustrative collection; what it asks for is real, no figure in it is made up."""
    _, measures, periods = by_code()
    for row in rows("collections"):
        if Collection.objects.filter(slug=row["slug"]).exists():
            continue
        items = [item for item in rows("collection_items") if item["collection"] == row["slug"]]
        collections.create(
            by=by,
            collection=Collection(
                slug=row["slug"],
                title=row["title"],
                cycle=Cycle.objects.get(slug=row["cycle"]),
                opens_on=day(row["opens_on"]),
                closes_on=day(row["closes_on"]),
                guidance=row["guidance"],
                is_illustrative=True,
            ),
            items=[(measures[item["measure"]], periods[item["period"]]) for item in items],
        )
