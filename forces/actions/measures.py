"""What is done to a measure: made, changed, its series broken. What figures rest on stays once there are any."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError

from core.actions import action, lock, save
from core.words import plural
from forces import rules
from forces.models import (
    Denominator,
    Force,
    Measure,
    Outcome,
    PeriodKind,
    SeriesBreak,
    StagedRow,
    UploadState,
    Value,
)
from forces.returns.layout import ABOUT_SHEET

EDIT = "forces.manage_reference"
FIXED = {
    "denominator": "what it is divided by",
    "denominator_measure": "the measure it is divided by",
    "per": "per how many it is shown",
    "part_of": "what it is part of",
    "period_kind": "its kind of period",
}
GRAPH = ("title", "group", "denominator_measure_id", "part_of_id", "period_kind")
NO_SHEETS = {"instructions", ABOUT_SHEET.lower(), "history"}  # the template has the first two, Excel keeps the last
NOT_IN_SHEET = set("[]:*?/\\")

Fields = Mapping[str, Any]
Graph = Mapping[Any, Mapping[str, Any]]


@action(EDIT)
def create(*, by: Any, fields: Fields, reason: str = "") -> Measure:
    """Make a measure; its slug stands in addresses and files and stays."""
    others = locked()
    if fields["slug"] in {"", "new"}:
        raise ValidationError({"slug": "Give the measure a name of words, like “recorded-crime”."})
    check(fields, others)
    try:
        return save(Measure(**fields))
    except IntegrityError as error:  # a unique slug is no constraint with words of its own
        raise ValidationError({"slug": "A measure has this name already."}) from error


@action(EDIT)
def change(*, by: Any, measure: Measure, version: int | None, fields: Fields, reason: str) -> Measure:
    """Change a measure. What its figures rest on stays once a figure is held on it."""
    others = locked()
    measure = lock(measure, version=version)
    check_fixed(measure, fields)
    check(fields, others, measure.pk)
    for name, value in fields.items():
        setattr(measure, name, value)
    return save(measure)


@action(EDIT)
def remove(*, by: Any, measure: Measure, reason: str) -> None:
    """Take out a measure made by mistake; the database keeps one that anything hangs on."""
    measure.delete()


def locked() -> Graph:
    """Lock all measures, so that no two changes close a circle between them, and return how they hang together."""
    rows = Measure.objects.select_for_update().order_by("pk").values("pk", *GRAPH)
    return {row["pk"]: row for row in rows}


def check_fixed(measure: Measure, fields: Fields) -> None:
    """Refuse to change what the figures held on a measure rest on, saying how many there are."""
    changed = [name for name in FIXED if name in fields and fields[name] != getattr(measure, name)]
    if not changed:
        return
    values = Value.objects.filter(measure=measure).count()
    waiting = StagedRow.objects.filter(measure=measure, upload__state=UploadState.READ).exclude(outcome=Outcome.REFUSED)
    if values:
        why = f"{plural(values, 'value is', 'values are')} held on this measure"
    elif rows := waiting.count():
        why = f"Files that wait to be confirmed have {plural(rows, 'row')} about this measure"
    else:
        return
    mend = "Make a new measure for figures that are worked out otherwise."
    raise ValidationError({name: f"{why}, so {FIXED[name]} cannot change. {mend}" for name in changed})


def check(fields: Fields, others: Graph, pk: Any = None) -> None:
    """Refuse a measure that makes no sense by itself or among the others."""
    faults = {**sheet_fault(fields["group"], others, pk), **share_fault(fields)}
    for found in (divisor_fault(fields, others, pk), part_fault(fields, others, pk), kind_fault(fields, others, pk)):
        faults |= found
    if faults:
        raise ValidationError(faults)


def sheet_fault(sheet: str, others: Graph, pk: Any) -> dict[str, str]:
    """Say what keeps a name from being a sheet's of a workbook."""
    if bad := sorted(NOT_IN_SHEET & set(sheet)):
        return {"group": f"A sheet’s name holds no {' and no '.join(bad)}."}
    if sheet.lower() in NO_SHEETS or sheet.startswith("'") or sheet.endswith("'"):
        return {"group": f"A sheet cannot be called {sheet} in a workbook."}
    for key, other in others.items():
        if key != pk and other["group"] != sheet and other["group"].lower() == sheet.lower():
            return {"group": f"There is a sheet {other['group']}: write it the same way."}
    return {}


def share_fault(fields: Fields) -> dict[str, str]:
    """Say why a share is not per that many."""
    if fields["denominator"] == Denominator.SHARE and fields["per"] != 100:
        return {"per": "A share of a whole is a percentage: choose per 100."}
    return {}


def divisor_fault(fields: Fields, others: Graph, pk: Any) -> dict[str, str]:
    """Say why a measure is not divided by another."""
    to = fields["denominator_measure"]
    if to is None:
        return {}
    if fields["denominator"] != Denominator.MEASURE:
        return {"denominator_measure": "Only a measure divided by another count names the measure it is divided by."}
    if pk is not None and to.pk == pk:
        return {"denominator_measure": "A measure cannot be divided by itself."}
    links = {key: other["denominator_measure_id"] for key, other in others.items()}
    if pk is not None and rules.goes_round(pk, to.pk, links):
        return {"denominator_measure": f"{to} is itself divided by this measure, so they would go round in a circle."}
    return other_kind("denominator_measure", to.pk, fields, others)


def part_fault(fields: Fields, others: Graph, pk: Any) -> dict[str, str]:
    """Say why a measure is not part of another."""
    whole = fields["part_of"]
    if whole is None:
        return {}
    if pk is not None and whole.pk == pk:
        return {"part_of": "A measure is not part of itself."}
    if others[whole.pk]["part_of_id"]:
        return {"part_of": f"{whole} is itself part of another measure; a part has no parts of its own."}
    if pk is not None and any(other["part_of_id"] == pk for other in others.values()):
        return {"part_of": "This measure has parts, so it cannot be part of another."}
    if fields["do_parts_sum"]:
        return {"do_parts_sum": "A part has no parts of its own to add up."}
    return other_kind("part_of", whole.pk, fields, others)


def other_kind(name: str, to: Any, fields: Fields, others: Graph) -> dict[str, str]:
    """Say that two measures that belong together are about different kinds of period."""
    other = others[to]
    if other["period_kind"] == fields["period_kind"]:
        return {}
    return {name: f"{other['title']} is about another kind of period: {words_of(other['period_kind'])}."}


def kind_fault(fields: Fields, others: Graph, pk: Any) -> dict[str, str]:
    """Say which measures rest on this one and are about another kind of period."""
    for other in others.values() if pk is not None else ():
        rests = pk in {other["denominator_measure_id"], other["part_of_id"]}
        if rests and other["period_kind"] != fields["period_kind"]:
            words = words_of(other["period_kind"])
            return {"period_kind": f"{other['title']} rests on this measure and is about another: {words}."}
    return {}


def words_of(kind: str) -> str:
    """Return a kind of period in the middle of a sentence."""
    return str(PeriodKind(kind).label).lower()


# --- breaks of its series -----------------------------------------------------------------------------------
@action(EDIT)
def add_break(*, by: Any, measure: Measure, on: date, force: Force | None, reason: str) -> SeriesBreak:
    """Say that figures from a day on cannot be set against earlier ones, in one force or in all."""
    measure = lock(measure)
    if SeriesBreak.objects.filter(measure=measure, on=on, force=force).exists():
        raise ValidationError({"on": "This break is there already."})
    return save(SeriesBreak(measure=measure, on=on, force=force, reason=reason))


@action(EDIT)
def remove_break(*, by: Any, held: SeriesBreak, reason: str) -> Measure:
    """Take a break back that was none; its history stays."""
    measure = held.measure
    held.delete()
    return measure
