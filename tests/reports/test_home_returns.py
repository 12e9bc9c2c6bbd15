"""Home about returns: what an administrator and a contact read, counted by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from accounts.models import Role, User
from forces.models import Collection, Force, Return
from reports import home
from tests import factories

pytestmark = pytest.mark.django_db
TODAY = date(2018, 6, 1)


def read(person: User, on: date = TODAY) -> dict[str, list[tuple[str, str, str]]]:
    """Return the items of a home by the title of their section: text, address, note."""
    return {s.title: [(i.text, i.href, i.note) for i in s.items] for s in home.sections(person, on)}


@pytest.fixture
def spring() -> Collection:
    """Return a collection of 3 forces of which 2 have sent something."""
    collection = factories.CollectionFactory(slug="spring", title="Spring return")
    for name, state in (("Avon", "queried"), ("Bedfordshire", "checked"), ("Cheshire", "not started")):
        force = factories.ForceFactory(name=name, slug=name.lower())
        factories.ReturnFactory(collection=collection, force=force, state=state)
    return collection


def ask(collection: Collection, force: str, state: str, times: int = 1) -> Any:
    held = Return.objects.get(collection=collection, force__slug=force)
    return [factories.QueryFactory(held=held, state=state, measure=factories.MeasureFactory()) for _ in range(times)]


def contact_of(slug: str) -> User:
    return factories.ForceContactFactory(force=Force.objects.get(slug=slug)).user


def test_an_administrator_reads_what_came_what_is_unanswered_and_what_was_answered(
    spring: Collection, administrator: User
) -> None:
    factories.CollectionFactory(title="Statistics", kind="statistics")
    ask(spring, "avon", "open", 3)
    ask(spring, "avon", "answered", 2)
    ask(spring, "bedfordshire", "accepted")
    sections = read(administrator)
    assert sections["Collections open"] == [
        (
            "Spring return",
            "/collections/spring/",
            "returns received 2 of 3, 3 queries unanswered, closes 29 June 2018",
        )
    ]
    assert sections["Queries answered, waiting for you"] == [
        ("Avon: 2 answers", "/collections/spring/queries/?force=avon&state=answered", "Spring return")
    ]


def test_a_barred_administrator_reads_nothing_of_the_forces_queries(spring: Collection) -> None:
    ask(spring, "avon", "answered")
    barred = factories.BarFactory(user=factories.user(Role.ADMINISTRATOR), force=Force.objects.get(slug="avon")).user
    assert read(barred)["Queries answered, waiting for you"] == []


def test_a_contact_reads_what_their_force_is_asked(spring: Collection) -> None:
    query = ask(spring, "avon", "open")[0]
    ask(spring, "avon", "answered")
    ask(spring, "bedfordshire", "open")
    assert read(contact_of("avon"))["Queries to answer"] == [
        (f"{query.measure}, 12 months to 30 June 2017", query.get_absolute_url(), "Spring return")
    ]


def test_of_many_queries_eight_are_shown_and_the_list_is_led_to(spring: Collection) -> None:
    ask(spring, "avon", "open", 9)
    section = next(s for s in home.sections(contact_of("avon"), TODAY) if s.title == "Queries to answer")
    assert len(section.items) == 8
    assert section.more is not None
    assert section.more.href == "/collections/spring/queries/?force=avon&state=open"


def test_a_contact_reads_when_their_return_is_due_its_extension_counted(spring: Collection) -> None:
    title = "Returns due from Cheshire"
    assert read(contact_of("cheshire"))[title] == [("Spring return", "/collections/spring/", "due 29 June 2018")]
    late = read(contact_of("cheshire"), date(2018, 6, 30))
    assert late[title] == [("Spring return", "/collections/spring/", "was due 29 June 2018")]
    Return.objects.filter(force__slug="cheshire").update(due_on=date(2018, 7, 31), extension_reason="A new system")
    assert read(contact_of("cheshire"))[title] == [("Spring return", "/collections/spring/", "due 31 July 2018")]
    assert read(contact_of("avon"))["Returns due from Avon"] == []
