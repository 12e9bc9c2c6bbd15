"""What administrators edit in the small world: a break of a series, and periods."""

from __future__ import annotations

from typing import Any

from forces.models import Measure, Period
from tests import factories


def add(world: Any, subject: Any) -> None:
    """Break the series of the measure, and name the periods."""
    measure = Measure.objects.get(slug="recorded-crime")
    broken = factories.SeriesBreakFactory(measure=measure)
    world.subjects.append(subject("series break", (measure.slug, broken.pk)))
    world.subjects += [subject("period", (period.slug,)) for period in Period.objects.all()]


def grow(number: int, force: Any, measure: Any) -> None:
    """Add a collection that asks for a measure in its period, with a return, and a break."""
    broken = Measure.objects.get(slug="recorded-crime")
    factories.SeriesBreakFactory(measure=broken, reason=f"Break {number}", force=force)
    item = factories.CollectionItemFactory(measure=measure, period=factories.PeriodFactory(year=1900 + number))
    factories.ReturnFactory(collection=item.collection, force=force)
