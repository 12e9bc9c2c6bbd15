"""Who is told what about returns on 1 June 2018: contacts of queries and days due, administrators of answers."""

from __future__ import annotations

from datetime import date

import pytest

from accounts.models import Role, User
from core import clock, notices
from forces.models import Bar, ForceContact, Query, Return
from tests import factories

pytestmark = pytest.mark.django_db
TODAY = date(2018, 6, 1)


def told(person: User, on: date = TODAY) -> list[notices.Told]:
    """Return what a person is told on a day, asked as a worker does: of a person fetched anew."""
    person = User.objects.get(pk=person.pk)
    return [note for kind in notices.KINDS.values() for note in kind.tell(person, on)]


def texts(person: User, on: date = TODAY) -> list[str]:
    return [note.text for note in told(person, on)]


def readable(person: User) -> list[str]:
    return sorted(notices.readable_by(User.objects.get(pk=person.pk)).values_list("kind", flat=True))


@pytest.fixture
def held() -> Return:
    """Return Bedfordshire's return to a collection that closes on 29 June, of which a file has come."""
    force = factories.ForceFactory(name="Bedfordshire", slug="bedfordshire")
    return factories.ReturnFactory(
        force=force, collection=factories.CollectionFactory(slug="spring", title="Spring return"), state="queried"
    )


@pytest.fixture
def contact(held: Return) -> User:
    return factories.ForceContactFactory(force=held.force).user


@pytest.fixture
def query(held: Return) -> Query:
    query = factories.QueryFactory(held=held)
    factories.QueryMessageFactory(query=query)
    return query


def test_a_contact_is_told_once_of_all_queries_on_a_return(query: Query, contact: User) -> None:
    factories.QueryMessageFactory(query=factories.QueryFactory(held=query.held))
    note = told(contact)[0]
    assert note.text == "Spring return: 2 queries wait for Bedfordshire’s answer"
    assert note.address == "/collections/spring/queries/?force=bedfordshire&state=open"
    assert len(told(contact)) == 1


def test_a_new_word_is_told_anew(query: Query, contact: User) -> None:
    first = told(contact)[0].key
    factories.QueryMessageFactory(query=query, kind="asked-again")
    assert told(contact)[0].key != first


def test_an_administrator_is_told_of_answers(query: Query, administrator: User) -> None:
    assert texts(administrator) == []
    Query.objects.update(state="answered")
    assert texts(administrator) == ["Spring return: Bedfordshire answered 1 query"]
    assert texts(factories.user(Role.MANAGER)) == []
    factories.BarFactory(user=administrator, force=query.held.force)
    assert texts(administrator) == []


def test_nothing_is_told_of_a_signed_return_and_of_other_forces(query: Query, contact: User) -> None:
    assert texts(factories.user(Role.FORCE_CONTACT)) == []
    Return.objects.update(state="signed off")
    assert texts(contact) == []


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (date(2018, 5, 13), []),  # it opens on the 14th
        (date(2018, 6, 14), []),
        (date(2018, 6, 15), ["Spring return: Bedfordshire’s return is due on 29 June 2018"]),
        (date(2018, 6, 29), ["Spring return: Bedfordshire’s return is due on 29 June 2018"]),
        (date(2018, 6, 30), ["Spring return: Bedfordshire’s return was due on 29 June 2018"]),
    ],
)
def test_a_contact_is_told_of_a_return_due_within_a_fortnight_or_overdue(
    held: Return, contact: User, on: date, words: list[str]
) -> None:
    Return.objects.update(state="not started")
    assert texts(contact, on) == words


def test_an_extension_moves_the_day(held: Return, contact: User) -> None:
    Return.objects.update(state="not started", due_on=date(2018, 7, 31), extension_reason="The system is new")
    assert texts(contact, date(2018, 7, 1)) == []
    assert texts(contact, date(2018, 7, 20)) == ["Spring return: Bedfordshire’s return is due on 31 July 2018"]


def test_a_return_of_which_something_came_is_not_due(held: Return, contact: User) -> None:
    assert texts(contact, date(2018, 6, 30)) == []


def test_what_was_told_is_read_by_a_contact_only_while_they_are_one(query: Query, contact: User) -> None:
    notices.tell(contact, on=TODAY, at=clock.now())
    Return.objects.update(state="not started")
    notices.tell(contact, on=date(2018, 6, 29), at=clock.now())
    assert readable(contact) == ["queries", "return-due"]
    ForceContact.objects.filter(user=contact).update(force=factories.ForceFactory())
    assert readable(contact) == []


def test_a_bar_hides_what_an_administrator_was_told(query: Query, administrator: User) -> None:
    Query.objects.update(state="answered")
    notices.tell(administrator, on=TODAY, at=clock.now())
    assert readable(administrator) == ["answers"]
    bar = factories.BarFactory(user=administrator, force=query.held.force)
    assert readable(administrator) == []
    Bar.objects.filter(pk=bar.pk).delete()
    assert readable(administrator) == ["answers"]
