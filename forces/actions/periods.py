"""What is done to a period: made and changed. Its kind and its days stay once a figure is held for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError

from core.actions import action, lock, save
from core.dates import in_words
from core.words import plural
from forces import periods
from forces.models import Period, PeriodKind, Value

EDIT = "forces.manage_reference"
Fields = Mapping[str, Any]


@action(EDIT)
def create(*, by: Any, fields: Fields, reason: str = "") -> Period:
    """Make a period; label and slug follow from its kind and last day where they are not given."""
    fields = {**fields, **worked_out(fields)}
    fields["slug"] = fields.get("slug") or periods.slug(fields["kind"], fields["ends_on"])
    if fields["slug"] == "new":
        raise ValidationError({"slug": "A period cannot be named “new”."})
    check_period(fields)
    try:
        return save(Period(**fields))
    except IntegrityError as error:  # a unique slug is no constraint with words of its own
        raise ValidationError({"slug": "A period has this name already."}) from error


@action(EDIT)
def change(*, by: Any, period: Period, version: int | None, fields: Fields, reason: str) -> Period:
    """Change a period; its kind and its days stay once a figure is held for it."""
    period = lock(period, version=version)
    fields = {**fields, **worked_out(without_old(fields, period))}
    check_period(fields, period)
    moved = [name for name in ("kind", "starts_on", "ends_on") if fields[name] != getattr(period, name)]
    if moved and (values := Value.objects.filter(period=period).count()):
        held = f"{plural(values, 'value is', 'values are')} held for this period"
        message = f"{held}, so its kind and its days cannot change. Make a new period."
        raise ValidationError({moved[0]: message})
    for name, value in fields.items():
        setattr(period, name, value)
    return save(period)


@action(EDIT)
def remove(*, by: Any, period: Period, reason: str) -> None:
    """Take out a period made by mistake; the database keeps one that anything hangs on."""
    period.delete()


def without_old(fields: Fields, period: Period) -> Fields:
    """Return the fields without what had followed from a kind or a last day that now changes."""
    if (fields["kind"], fields["ends_on"]) == (period.kind, period.ends_on):
        return fields
    old = {"starts_on": period.starts_on, "label": periods.label(period.kind, period.ends_on)}
    return {name: None if name in old and value == old[name] else value for name, value in fields.items()}


def worked_out(fields: Fields) -> dict[str, Any]:
    """Return the first day and the label where none was given."""
    kind, ends_on = fields["kind"], fields["ends_on"]
    return {
        "starts_on": fields.get("starts_on") or periods.begins(kind, ends_on),
        "label": fields.get("label") or periods.label(kind, ends_on),
    }


def check_period(fields: Fields, period: Period | None = None) -> None:
    """Refuse a period whose days are not of its kind, or that is there under another name."""
    begins = periods.begins(fields["kind"], fields["ends_on"])
    if fields["starts_on"] != begins:
        kind, last = str(PeriodKind(fields["kind"]).label).lower(), in_words(fields["ends_on"])
        message = f"A period of this kind ({kind}) that ends on {last} begins on {in_words(begins)}."
        raise ValidationError({"starts_on": message})
    same = Period.objects.filter(kind=fields["kind"], starts_on=fields["starts_on"], ends_on=fields["ends_on"])
    if other := same.exclude(pk=period.pk if period else None).first():
        raise ValidationError({"ends_on": f"This period is there already: {other}."})
