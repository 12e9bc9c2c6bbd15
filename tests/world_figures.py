"""The part of the small world that is printed: a figure frozen, a part, a break, a release, a query and a signature."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from core import clock
from forces.models import FrozenFigure, Measure, Period, Return, Value
from tests import factories


def add(world: Any, subject: Any) -> None:
    """Add what stands around the figures of `world_returns`; `subject` is the class of subjects."""
    measure = Measure.objects.get(slug="recorded-crime")
    published = Period.objects.get(slug="year-to-2016-12")
    frozen = factories.FrozenFigureFactory(
        measure=measure,
        period=published,
        purpose="State of policing 2017",
        numerator=80,
        denominator=2000,
        printed="40.0",
        frozen_by=world.people["administrator"].user,
        frozen_at=clock.now(),
    )
    part = factories.MeasureFactory(slug="burglary", part_of=measure)
    release = factories.ReleaseFactory(
        slug="october-2017", title="Tables of October 2017", released_on=date(2017, 10, 19)
    )
    factories.SeriesBreakFactory(measure=measure, on=date(2016, 6, 1))
    for slug, force in world.forces.items():
        factories.FrozenLineFactory(figure=frozen, force=force)
        value = Value.objects.get(force=force, measure=measure, period=published)
        factories.VintageFactory(value=value, release=release, numerator=39)
        factories.ValueFactory(force=force, measure=part, period=published)
        add_words(world, subject, measure, slug)
    world.subjects.append(subject("figure to freeze", (measure.slug, published.slug)))
    world.subjects.append(subject("frozen figure", (frozen.pk,)))


def add_words(world: Any, subject: Any, measure: Measure, slug: str) -> None:
    """Add a query on the figure that is not published, and a signature under its return."""
    held = Return.objects.get(collection__slug="spring-2018", force=world.forces[slug])
    asked = Period.objects.get(slug="year-to-2017-12")
    query, signature = f"MARK-figure-query-{slug}", f"MARK-signature-{slug}"
    signed_by = world.people[f"contact of {slug}"].user
    factories.QueryFactory(
        held=held, measure=measure, period=asked, check_name="figures", found=query, state="accepted"
    )
    long_ago = clock.now() - timedelta(days=100)
    factories.SignOffFactory(held=held, edition=9, statement=signature, signed_by=signed_by, signed_at=long_ago)
    for mark in (query, signature):
        world.subjects.append(subject("words on a figure", (), slug, published=False, mark=mark))


def grow(world: Any, number: int, force: Any, measure: Any) -> None:
    """Add a figure of the first force for a measure, and a figure of another force in what is frozen."""
    published = Period.objects.get(slug="year-to-2016-12")
    factories.ValueFactory(force=world.forces["first"], measure=measure, period=published)
    frozen = FrozenFigure.objects.get(purpose="State of policing 2017")
    factories.FrozenLineFactory(figure=frozen, force=force)
    factories.ValueFactory(force=force, measure=frozen.measure, period=published)
    later = factories.PeriodFactory(year=1800 + number)
    factories.ValueFactory(force=world.forces["first"], measure=frozen.measure, period=later)
    factories.FrozenFigureFactory(measure=frozen.measure, period=later, frozen_by=world.people["administrator"].user)
