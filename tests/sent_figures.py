"""The forms of figures, filled in rightly, for tests/test_queries.py: who sends what where."""

from __future__ import annotations

from datetime import date
from typing import Any

from forces.models import Collection, Measure, Period
from tests import factories
from tests.world import World

Sent = tuple[str, str, dict[str, Any]]


def figure_frozen(world: World) -> Sent:
    """A figure that is printed."""
    return "administrator", "/measures/recorded-crime/year-to-2016-12/freeze/", {"purpose": "A report"}


def collection_published(world: World) -> Sent:
    """A closed collection with many figures, each frozen as it is published."""
    collection = Collection.objects.get(slug="spring-2018")
    Collection.objects.filter(pk=collection.pk).update(opens_on=date(2018, 1, 1), closes_on=date(2018, 1, 31))
    collection.returns.update(state="locked")
    period = Period.objects.get(slug="year-to-2017-12")
    crime = Measure.objects.get(slug="recorded-crime")
    arrests = factories.MeasureFactory(denominator="measure", denominator_measure=crime)
    for measure in [*factories.MeasureFactory.create_batch(20), arrests]:
        factories.CollectionItemFactory(collection=collection, measure=measure, period=period)
        for force in world.forces.values():
            factories.ValueFactory(force=force, measure=measure, period=period, collection=collection)
    return "administrator", f"{collection.get_absolute_url()}publish/", {}


FIGURES = [figure_frozen, collection_published]
