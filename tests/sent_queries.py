"""The forms about queries, filled in rightly, for tests/test_queries.py: who sends what where."""

from __future__ import annotations

from typing import Any

from forces.models import Query
from tests import factories
from tests.world import World

Sent = tuple[str, str, dict[str, Any]]


def asked(world: World, state: str = "open") -> tuple[str, int]:
    """Return the address of the query to the first force, in a state, and its version."""
    query: Query = world.records["query to first"]
    query.state = state
    query.save()
    factories.UploadFactory(collection=query.held.collection, force=query.held.force, state="read")
    return query.get_absolute_url(), query.version


def query_answer(world: World) -> Sent:
    """A force explains its figure."""
    url, version = asked(world)
    return "contact of first", url, {"version": version, "text": "A new station opened."}


def query_accepted(world: World) -> Sent:
    """An administrator accepts it."""
    url, version = asked(world, "answered")
    return "administrator", url, {"version": version, "what": "accept", "text": ""}


def query_asked_again(world: World) -> Sent:
    """An administrator asks again."""
    url, version = asked(world, "answered")
    return "administrator", url, {"version": version, "what": "ask-again", "text": "When did it open?"}


def query_by_hand(world: World) -> Sent:
    """An administrator asks in words of their own."""
    data = {"figure": "recorded-crime/year-to-2017-12", "text": "Is fraud left out?"}
    return "administrator", "/collections/spring-2018/first/queries/new/", data


def query_missing(world: World) -> Sent:
    """An administrator asks about a figure of which nothing is held."""
    collection = world.records["query to first"].held.collection
    factories.CollectionItemFactory(collection=collection, number=9, measure=factories.MeasureFactory(slug="lacking"))
    return "administrator", "/collections/spring-2018/first/queries/missing/", {}


QUERIES = [query_answer, query_accepted, query_asked_again, query_by_hand, query_missing]
