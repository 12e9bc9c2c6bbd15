"""What published tables are read by: other names of forces, releases, mappings."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models
from django.utils.text import slugify

from core.actions import action, lock, save
from forces import rules
from forces.models import Force, ForceAlias, Mapping, Measure, Release
from forces.returns.names import plain, why_no_force
from forces.returns.table_lookup import force_names

M = TypeVar("M", bound=models.Model)


@action("forces.manage_reference")
def add_alias(*, by: Any, force: Force, name: str) -> ForceAlias:
    """Say that tables call a force by another name."""
    name = plain(name)
    if not name:
        raise ValidationError({"name": "Give the name as tables write it."})
    if why_no_force(name):
        raise ValidationError({"name": "This stands for several forces, or for another body, and never for one force."})
    inspected, others = force_names()
    if known := (inspected | others).get(name):
        raise ValidationError({"name": f"This name is known already: it means {Force.objects.get(pk=known)}."})
    return made(ForceAlias(force=force, name=name), {"name": "This name was added meanwhile."})


@action("forces.manage_reference")
def remove_alias(*, by: Any, alias: ForceAlias) -> None:
    """Forget another name of a force; what was loaded under it stays."""
    alias.delete()


@action("forces.manage_reference")
def add_release(*, by: Any, title: str, released_on: date, source: str) -> Release:
    """Enter a release of statistics."""
    release = Release(slug=slug_of(title), title=title, released_on=released_on, source=source)
    return made(release, {"title": "A release has this title already."})


@action("forces.manage_reference")
def change_release(*, by: Any, release: Release, title: str, released_on: date, source: str) -> Release:
    """Mend a release; its day stays once figures are held of it, for they are ordered by it."""
    release = Release.objects.select_for_update().get(pk=release.pk)
    is_used = release.vintages.exists() or release.population_vintages.exists()
    if is_used and released_on != release.released_on:
        raise ValidationError(
            {"released_on": "Figures are held of this release, and the newest counts: its day stays."}
        )
    release.title, release.released_on, release.source = title, released_on, source
    return save(release)


@action("forces.manage_reference")
def add_mapping(*, by: Any, mapping: Mapping) -> Mapping:
    """Enter how to read a table; its address comes from its title."""
    check(mapping)
    mapping.slug = slug_of(mapping.title)
    return made(mapping, {"title": "A mapping has this title already."})


@action("forces.manage_reference")
def change_mapping(*, by: Any, mapping: Mapping, fields: dict[str, Any], version: int | None = None) -> Mapping:
    """Change how a table is read, from the next file on."""
    mapping = lock(mapping, version=version)
    for name, value in fields.items():
        setattr(mapping, name, value)
    check(mapping)
    return save(mapping)


def check(mapping: Mapping) -> None:
    """Refuse a mapping that no table could be read by."""
    wrong = rules.wrong_with_mapping(
        is_of_populations=mapping.target == "populations",
        periods=len(mapping.period_columns),
        has_measure=mapping.measure_id is not None,
        has_measure_column=bool(mapping.measure_column),
        texts=len(mapping.measures),
        has_denominator=bool(mapping.denominator_column),
    )
    if wrong:
        raise ValidationError(dict(wrong))
    known = set(Measure.objects.filter(slug__in=mapping.measures.values()).values_list("slug", flat=True))
    if unknown := sorted(set(mapping.measures.values()) - known):
        raise ValidationError({"measures": f"There is no measure {', '.join(unknown)}."})


def made(record: M, taken: dict[str, str]) -> M:
    """Save a new record, or say that its name is taken."""
    try:
        return save(record)
    except IntegrityError as error:
        raise ValidationError(dict(taken)) from error


def slug_of(title: str) -> str:
    """Return the address that a title gives."""
    slug = slugify(title)[:60].strip("-")
    if not slug or slug == "new":
        raise ValidationError({"title": "Give it a title of words."})
    return slug
