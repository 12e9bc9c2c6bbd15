"""Queries of the small world: each force is asked about its figure, and has said something."""

from __future__ import annotations

from typing import Any

from core.models import Notice
from forces.models import Measure, Period, Return
from tests import factories


def add(world: Any, subject: Any) -> None:
    """Ask each force about a figure; what was found and what was said is for those who read its return."""
    measure, period = Measure.objects.get(slug="recorded-crime"), Period.objects.get(slug="year-to-2016-12")
    for slug, force in world.forces.items():
        held = Return.objects.get(collection__slug="spring-2018", force=force)
        text = f"MARK-query-{slug}"
        query = factories.QueryFactory(held=held, measure=measure, period=period, found=text, numerator=40)
        query.comparison = {"unit": "", "lines": [{"label": "Now", "value": 40.0, "text": "40"}]}
        query.save()
        factories.QueryMessageFactory(query=query, text=text, said_by=world.people["administrator"].user)
        factories.QueryMessageFactory(
            query=query, kind="explained", text=text, said_by=world.people[f"contact of {slug}"].user
        )
        world.records[f"query to {slug}"] = query
        facts = {"force": slug, "published": False}
        world.subjects.append(subject("query", ("spring-2018", slug, query.pk), mark=text, **facts))
        world.subjects.append(subject("return to query", ("spring-2018", slug), **facts))
        add_notices(world, subject, held, facts)


# what may be read of it by whom → kind and the page it leads to
NOTICES = {
    "notice to a force": [
        ("queries", "queries/?force={}&state=open"),
        ("return-due", "{}/"),
        ("return-overdue", "{}/"),
    ],
    "notice of answers": [("answers", "queries/?force={}&state=answered")],
}


def add_notices(world: Any, subject: Any, held: Return, facts: dict[str, Any]) -> None:
    """Give everybody a notice of each kind about a force's return, as if they had been told it once."""
    made = []
    for rule, kinds in NOTICES.items():
        text = f"MARK-{rule.replace(' ', '-')}-{held.force.slug}"
        world.subjects.append(subject(rule, (), mark=text, **facts))
        made += [
            factories.NoticeFactory.build(
                owner=person.user,
                kind=kind,
                key=f"{kind}:{held.pk}",
                text=text,
                address=held.collection.get_absolute_url() + page.format(held.force.slug),
            )
            for person in world.people.values()
            for kind, page in kinds
        ]
    Notice.objects.bulk_create(made)


def grow(world: Any, number: int, force: Any, measure: Any) -> None:
    """Add a return of a force with a query, another query to the first force, with its thread, and a figure of it."""
    collection = world.records["query to first"].held.collection
    period = Period.objects.get(slug="year-to-2017-12")
    factories.CollectionItemFactory(collection=collection, measure=measure, period=period, number=number + 100)
    other = factories.ReturnFactory(collection=collection, force=force, state="queried")
    for held in (other, world.records["query to first"].held):
        factories.QueryFactory(held=held, measure=measure, period=period, state="answered" if number % 2 else "open")
        factories.ValueFactory(
            force=held.force, measure=measure, period=period, numerator=0, caveat="Not recorded", collection=collection
        )
    factories.QueryMessageFactory(query=world.records["query to first"])
