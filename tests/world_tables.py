"""Published statistics in the small world: a collection of them, a mapping, a release, a force's other name."""

from __future__ import annotations

from typing import Any

from core import clock
from forces.models import Measure, Period, Return, Value
from forces.returns.comparing import COMPARED
from tests import factories


def add(world: Any, subject: Any) -> None:
    """Add what published tables are loaded with, and a file that was confirmed and may be undone."""
    measure, period = Measure.objects.get(slug="recorded-crime"), Period.objects.get(slug="year-to-2016-12")
    collection = factories.CollectionFactory(
        slug="statistics", title="Published statistics", kind="statistics", cycle=world.cycles[0]
    )
    factories.CollectionItemFactory(collection=collection, measure=measure, period=period)
    mapping = factories.MappingFactory(slug="by-year", title="By year", measure=measure)
    release = factories.ReleaseFactory()
    alias = factories.ForceAliasFactory(force=world.forces["first"], name="force the first")
    world.subjects += [
        subject("statistics", (collection.slug,)),
        subject("mapping", (mapping.slug,)),
        subject("release", (release.slug,)),
        subject("alias", (alias.pk,)),
    ]
    add_confirmed(world, subject)


def fields_of(value: Value) -> dict[str, Any]:
    """Return what rows are compared with."""
    return {name: getattr(value, name) for name in COMPARED}


def add_confirmed(world: Any, subject: Any) -> None:
    """Add a file of the first force that was confirmed and changed a figure from 30 to 40."""
    held = Return.objects.get(force=world.forces["first"], collection__slug="spring-2018")
    by = world.people["administrator"].user
    value = Value.objects.get(force=held.force, period__slug="year-to-2017-12")
    upload = factories.UploadFactory(
        tally={"rows": 1, "empty": 0, "refused": 0, "changed": 1, "added": 0, "unchanged": 0},
        collection=held.collection,
        force=held.force,
        original_name="MARK-confirmed-first.csv",
        state="confirmed",
        uploaded_by=by,
        confirmed_by=by,
        confirmed_at=clock.now(),
    )
    factories.StagedRowFactory(
        upload=upload,
        outcome="changed",
        **{name: getattr(value, name) for name in ("force", "measure", "period")},
        before={**fields_of(value), "numerator": 30},
        after=fields_of(value),
    )
    Value.objects.filter(pk=value.pk).update(upload=upload)
    world.subjects.append(subject("upload", (upload.pk,), "first", published=False, mark="MARK-confirmed-first"))
    world.subjects.append(subject("confirmed upload", (upload.pk,), "first", published=False))


def grow(number: int, force: Any, measure: Any) -> None:
    """Add a mapping, a release with a figure, and another name of a force."""
    release = factories.ReleaseFactory(slug=f"release-{number}", title=f"Release {number}")
    factories.MappingFactory(measure=measure)
    factories.ForceAliasFactory(force=force)
    factories.VintageFactory(release=release, value__force=force, value__measure=measure)
