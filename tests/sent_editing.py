"""Forms that edit measures, periods and collections, filled in rightly: who sends what where."""

from __future__ import annotations

from typing import Any

from forces.models import Collection, Measure, Period
from tests import factories
from tests.world import World

Sent = tuple[str, str, dict[str, Any]]
MEASURE = {
    "title": "Arrests",
    "definition": "Arrests made in the force area",
    "group": "Arrests",
    "unit": "per 1,000 population",
    "source": "A source",
    "numerator_label": "Arrests",
    "denominator": "population",
    "denominator_label": "Residents",
    "per": "1000",
    "decimals": "1",
    "direction": "neutral",
    "period_kind": "year-to",
}
PERIOD = {"kind": "year-to", "ends_on-day": "31", "ends_on-month": "3", "ends_on-year": "2018"}
COLLECTION = {
    "kind": "returns",
    "title": "Autumn 2018",
    "opens_on-day": "1",
    "opens_on-month": "9",
    "opens_on-year": "2018",
    "closes_on-day": "30",
    "closes_on-month": "9",
    "closes_on-year": "2018",
}


def measure_made(world: World) -> Sent:
    """A measure divided by another's count."""
    data = {**MEASURE, "denominator": "measure", "denominator_measure": Measure.objects.get(slug="recorded-crime").pk}
    return "administrator", "/measures/new/", data


def measure_changed(world: World) -> Sent:
    """A measure with another title."""
    return "administrator", "/measures/recorded-crime/edit/", {**MEASURE, "version": 1, "reason": "A better title"}


def break_added(world: World) -> Sent:
    """A break in one force."""
    data = {"on-day": "1", "on-month": "4", "on-year": "2016", "reason": "Counted otherwise"}
    return "administrator", "/measures/recorded-crime/breaks/new/", {**data, "force": world.forces["first"].pk}


def break_removed(world: World) -> Sent:
    """A break taken back."""
    slug, pk = world.of("series break")[0].args
    return "administrator", f"/measures/{slug}/breaks/{pk}/remove/", {"reason": "It was none"}


def period_made(world: World) -> Sent:
    """A period of which only kind and last day are given."""
    return "administrator", "/periods/new/", PERIOD


def period_changed(world: World) -> Sent:
    """A period under another name."""
    data = {**PERIOD, "ends_on-day": "31", "ends_on-month": "12", "ends_on-year": "2017", "label": "The year 2017"}
    return "administrator", "/periods/year-to-2017-12/edit/", {**data, "version": 1, "reason": "Shorter"}


def collection_made(world: World) -> Sent:
    """A collection, with a return for every force."""
    factories.ForceFactory.create_batch(43)
    return "administrator", "/collections/new/", {**COLLECTION, "cycle": world.cycles[0].pk}


def collection_changed(world: World) -> Sent:
    """A later last day, which overtakes the extensions of forces."""
    collection = Collection.objects.get(slug="spring-2018")
    for _ in range(20):
        factories.ReturnFactory(collection=collection, due_on="2018-08-10", extension_reason="Snow")
    data = {**COLLECTION, "cycle": world.cycles[0].pk, "version": 1, "reason": "More time for all"}
    return "administrator", "/collections/spring-2018/edit/", data


def figures_chosen(world: World) -> Sent:
    """Twenty figures more."""
    asked = Collection.objects.get(slug="spring-2018").items.get()
    period = Period.objects.get(slug="year-to-2017-12")
    more = [f"{measure.pk}-{period.pk}" for measure in factories.MeasureFactory.create_batch(20)]
    data = {"version": 1, "ask": [f"{asked.measure_id}-{asked.period_id}", *more], "reason": "Asked for by forces"}
    return "administrator", "/collections/spring-2018/figures/", data


def checks_set(world: World) -> Sent:
    """The checks as they are."""
    return "administrator", "/collections/spring-2018/checks/", {"version": 1, "reason": "As agreed"}


EDITING = [
    *(measure_made, measure_changed, break_added, break_removed, period_made, period_changed),
    *(collection_made, collection_changed, figures_chosen, checks_set),
]
