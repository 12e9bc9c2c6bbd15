"""A query from asked to accepted: who may say what, whose turn it is, where the return stands meanwhile."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Role, User
from core.actions import Stale
from forces.actions import queries
from forces.models import Query, QueryState, Return, ReturnState
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def held() -> Return:
    """Return a queried return with a confirmed file."""
    held = factories.ReturnFactory(state="queried")
    upload = factories.UploadFactory(
        collection=held.collection,
        force=held.force,
        state="confirmed",
        confirmed_by=factories.user(Role.ADMINISTRATOR),
        confirmed_at="2018-06-01T09:00:00Z",
    )
    row = factories.StagedRowFactory(upload=upload)
    factories.CollectionItemFactory(collection=held.collection, measure=row.measure, period=row.period)
    return held


@pytest.fixture
def query(held: Return) -> Query:
    """Return a query with the force."""
    return factories.QueryFactory(held=held)


@pytest.fixture
def contact(held: Return) -> User:
    """Return a contact of the force."""
    return factories.ForceContactFactory(force=held.force).user


def state(held: Return) -> str:
    held.refresh_from_db()
    return held.state


def said(query: Query) -> list[tuple[str, str]]:
    return list(query.messages.order_by("pk").values_list("kind", "text"))


def test_a_query_is_answered_asked_again_answered_and_accepted(
    held: Return, query: Query, contact: User, administrator: User
) -> None:
    queries.answer(by=contact, query=query, text="A new station opened.")
    assert state(held) == ReturnState.ANSWERED
    queries.ask_again(by=administrator, query=query, text="When?")
    assert state(held) == ReturnState.QUERIED
    queries.answer(by=contact, query=query, text="In May.")
    assert state(held) == ReturnState.ANSWERED
    done = queries.accept(by=administrator, query=query)
    assert done.state == QueryState.ACCEPTED
    assert state(held) == ReturnState.CHECKED
    assert said(query) == [
        ("explained", "A new station opened."),
        ("asked-again", "When?"),
        ("explained", "In May."),
        ("accepted", ""),
    ]
    assert query.history.count() == 5
    assert query.history.first().history_user == administrator


def test_a_return_is_queried_while_one_of_two_queries_is_with_the_force(
    held: Return, query: Query, contact: User, administrator: User
) -> None:
    other = factories.QueryFactory(held=held, check_name="far-from-others", measure=query.measure)
    queries.answer(by=contact, query=query, text="Yes.")
    assert state(held) == ReturnState.QUERIED
    queries.withdraw(by=administrator, query=other, text="Our mistake.")
    assert state(held) == ReturnState.ANSWERED


def test_only_a_contact_of_its_force_answers(query: Query, administrator: User) -> None:
    other = factories.user(Role.FORCE_CONTACT)
    for person in (other, administrator, factories.user(Role.MANAGER)):
        with pytest.raises(PermissionDenied):
            queries.answer(by=person, query=query, text="Yes.")
    assert said(query) == []


@pytest.mark.parametrize("role", [Role.FORCE_CONTACT, Role.INSPECTOR, Role.MANAGER, Role.AUDITOR])
def test_only_administrators_settle(query: Query, role: Role) -> None:
    person = factories.user(role)
    for action in (queries.accept, queries.ask_again, queries.withdraw):
        with pytest.raises(PermissionDenied):
            action(by=person, query=query, text="So.")
    with pytest.raises(PermissionDenied):
        queries.raise_by_hand(by=person, held=query.held, measure=query.measure, period=query.period, text="Why?")
    with pytest.raises(PermissionDenied):
        queries.ask_about_missing(by=person, held=query.held)


def test_a_barred_administrator_does_not_settle(query: Query, administrator: User) -> None:
    factories.BarFactory(user=administrator, force=query.held.force)
    with pytest.raises(PermissionDenied):
        queries.accept(by=administrator, query=query)
    with pytest.raises(PermissionDenied):
        queries.raise_by_hand(by=administrator, held=query.held, measure=query.measure, period=query.period, text="?")


@pytest.mark.parametrize("closed", ["signed off", "locked"])
def test_a_signed_return_takes_no_query_and_no_word(
    held: Return, query: Query, contact: User, administrator: User, closed: str
) -> None:
    Return.objects.update(state=closed)
    for write in (
        lambda: queries.answer(by=contact, query=query, text="Yes."),
        lambda: queries.accept(by=administrator, query=query),
        lambda: queries.ask_about_missing(by=administrator, held=held),
        lambda: queries.raise_by_hand(
            by=administrator, held=held, measure=query.measure, period=query.period, text="Why?"
        ),
    ):
        with pytest.raises(ValidationError, match="signed"):
            write()
    assert state(held) == closed


def test_a_return_of_which_nothing_has_come_is_not_queried(held: Return, administrator: User) -> None:
    Return.objects.update(state="not started")
    with pytest.raises(ValidationError, match="Nothing of this return has come"):
        queries.ask_about_missing(by=administrator, held=held)


def test_an_answer_on_a_stale_page_is_refused(query: Query, contact: User, administrator: User) -> None:
    queries.answer(by=contact, query=query, text="Yes.", version=1)
    with pytest.raises(Stale):
        queries.accept(by=administrator, query=query, version=1)
    assert said(query) == [("explained", "Yes.")]


@pytest.mark.parametrize(
    ("now", "action", "words"),
    [
        ("answered", "answer", "it cannot be answered now"),
        ("open", "ask_again", "it cannot be asked again now"),
        ("accepted", "accept", "This query is accepted; it cannot be accepted now"),
        ("withdrawn", "withdraw", "it cannot be withdrawn now"),
    ],
)
def test_what_is_not_its_turn_is_refused(
    query: Query, contact: User, administrator: User, now: str, action: str, words: str
) -> None:
    Query.objects.update(state=now)
    person = contact if action == "answer" else administrator
    with pytest.raises(ValidationError, match=words):
        getattr(queries, action)(by=person, query=query, text="So.")


def test_a_force_is_asked_again_only_with_words(query: Query, administrator: User) -> None:
    Query.objects.update(state="answered")
    with pytest.raises(ValidationError, match="Write what there is to say"):
        queries.ask_again(by=administrator, query=query, text="  ")


# --- by hand -------------------------------------------------------------------------------------------------
def test_an_administrator_asks_about_a_figure_by_hand(held: Return, administrator: User) -> None:
    item = held.collection.items.get()
    factories.ValueFactory(force=held.force, measure=item.measure, period=item.period, numerator=48)
    asked: dict[str, Any] = {"by": administrator, "held": held, "measure": item.measure, "period": item.period}
    query = queries.raise_by_hand(**asked, text="Is fraud left out?")
    assert (query.check_name, query.numerator, query.found) == ("", 48, "Is fraud left out?")
    assert query.comparison["lines"] == [{"label": "12 months to 30 June 2017", "value": 48.0, "text": "48"}]
    assert said(query) == [("asked", "Is fraud left out?")]
    assert state(held) == ReturnState.QUERIED
    with pytest.raises(ValidationError, match="asked about this already"):
        queries.raise_by_hand(**asked, text="And again?")


def test_what_was_not_asked_for_is_not_queried(held: Return, administrator: User) -> None:
    item = held.collection.items.get()
    with pytest.raises(ValidationError, match="does not ask for this figure"):
        queries.raise_by_hand(
            by=administrator, held=held, measure=factories.MeasureFactory(), period=item.period, text="Why?"
        )


# --- what is missing -----------------------------------------------------------------------------------------
def test_a_missing_figure_is_asked_about_once(held: Return, administrator: User) -> None:
    made = queries.ask_about_missing(by=administrator, held=held)
    assert len(made) == 1
    with pytest.raises(ValidationError, match="No figure is missing"):
        queries.ask_about_missing(by=administrator, held=held)
    assert state(held) == ReturnState.QUERIED


def test_a_figure_that_was_not_supplied_is_not_missing(held: Return) -> None:
    item = held.collection.items.get()
    assert queries.missing_of(held) == [item]
    factories.ValueFactory(
        force=held.force,
        measure=item.measure,
        period=item.period,
        numerator=None,
        status="not-supplied",
        reason="The system was replaced",
    )
    assert queries.missing_of(held) == []
