"""What is said about a figure that looks wrong: asked, explained, accepted or asked again."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from core import clock, history
from core.actions import action, lock, save
from forces import checking, policies, rules
from forces.actions import returns
from forces.checking import HeldFigures
from forces.models import Measure, MessageKind, Period, Query, QueryMessage, QueryState, Return, ReturnState
from forces.models import Value as HeldValue
from forces.returns.checked import comparison
from forces.returns.checks import missing_figure


# --- what people ask -----------------------------------------------------------------------------------------
@action("forces.settle_queries")
def raise_by_hand(*, by: Any, held: Return, measure: Measure, period: Period, text: str) -> Query:
    """Ask a force about a figure of its return, in one's own words."""
    held = begun(open_return(held))
    must_settle(by, held)
    if not held.collection.items.filter(measure=measure, period=period).exists():
        raise ValidationError("The collection does not ask for this figure.")
    key = (held.force_id, measure.pk, period.pk)
    board = HeldFigures(checking.rows_of(checking.beside({key})))
    figure, row = board.figure(key), board.rows.get(key)
    query = Query(
        held=held,
        measure=measure,
        period=period,
        found=text[:500],
        comparison=comparison(figure) if figure else {},
        numerator=row.numerator if row else None,
        denominator=row.denominator if row else None,
        raised_at=clock.now(),
    )
    save(query)
    say(query, by, MessageKind.ASKED, text)
    returns.settle(collection=held.collection, forces=[held.force_id], is_locked=True)
    return query


@action("forces.settle_queries")
def ask_about_missing(*, by: Any, held: Return) -> list[Query]:
    """Ask a force about each figure of which nothing is held, but for those it is asked about already."""
    held = begun(open_return(held))
    must_settle(by, held)
    asked_already = set(held.queries.unsettled().values_list("measure", "period"))
    missing = [item for item in missing_of(held) if (item.measure_id, item.period_id) not in asked_already]
    if not missing:
        raise ValidationError("No figure is missing that the force is not asked about.")
    text = "Nothing is held of this figure. Send it, or say why it cannot be supplied."
    now = clock.now()
    made = [
        Query(
            held=held,
            measure=item.measure,
            period=item.period,
            check_name=missing_figure.NAME,
            found=text,
            raised_at=now,
        )
        for item in missing
    ]
    history.bulk_create(Query, made)
    QueryMessage.objects.bulk_create(
        QueryMessage(query=query, kind=MessageKind.ASKED, text=text, said_by=by, said_at=now) for query in made
    )
    returns.settle(collection=held.collection, forces=[held.force_id], is_locked=True)
    return made


def missing_of(held: Return) -> list[Any]:
    """Return what was asked of a force and is not held, in the order of asking."""
    items = list(held.collection.items.select_related("measure", "period").order_by("number"))
    asked = {(item.measure_id, item.period_id): item for item in items}
    values = HeldValue.objects.filter(force=held.force_id, measure__in={measure for measure, _ in asked})
    return [asked[figure] for figure in missing_figure.check(asked, set(values.values_list("measure", "period")))]


# --- what is said on a query ---------------------------------------------------------------------------------
@action("forces.answer_returns")
def answer(*, by: Any, query: Query, text: str, version: int | None = None) -> Query:
    """Explain a figure, as its force."""
    if not policies.may_answer(by, query.held):
        raise PermissionDenied("Only a contact of the force may answer.")
    return said_on(by, query, version, QueryState.ANSWERED, MessageKind.EXPLAINED, text)


@action("forces.settle_queries")
def accept(*, by: Any, query: Query, text: str = "", version: int | None = None) -> Query:
    """Take the figure as it is: it is not asked about again while it has these counts."""
    must_settle(by, query.held)
    return said_on(by, query, version, QueryState.ACCEPTED, MessageKind.ACCEPTED, text)


@action("forces.settle_queries")
def ask_again(*, by: Any, query: Query, text: str, version: int | None = None) -> Query:
    """Ask the force again, saying what its answer leaves open."""
    must_settle(by, query.held)
    return said_on(by, query, version, QueryState.OPEN, MessageKind.ASKED_AGAIN, text)


@action("forces.settle_queries")
def withdraw(*, by: Any, query: Query, text: str, version: int | None = None) -> Query:
    """Take a query back, saying why it need not have been asked."""
    must_settle(by, query.held)
    return said_on(by, query, version, QueryState.WITHDRAWN, MessageKind.WITHDRAWN, text)


def said_on(by: Any, query: Query, version: int | None, state: QueryState, kind: MessageKind, text: str) -> Query:
    """Move a query, add to its thread and settle its return; the return is locked first, as by a confirmed file."""
    held = open_return(query.held)
    query = lock(query, version=version)
    if state not in rules.QUERY_MOVES[query.state]:
        now = query.get_state_display().lower()
        raise ValidationError(f"This query is {now}; it cannot be {KINDS_IN_WORDS[kind]} now.")
    if kind != MessageKind.ACCEPTED and not text.strip():
        raise ValidationError({"text": "Write what there is to say."})
    query.state = state
    save(query)
    say(query, by, kind, text)
    returns.settle(collection=held.collection, forces=[held.force_id], is_locked=True)
    return query


KINDS_IN_WORDS = {
    MessageKind.EXPLAINED: "answered",
    MessageKind.ACCEPTED: "accepted",
    MessageKind.ASKED_AGAIN: "asked again",
    MessageKind.WITHDRAWN: "withdrawn",
}


def open_return(held: Return) -> Return:
    """Lock a return; refuse one that is signed."""
    collection, held = held.collection, lock(held, parts_may_come=True)
    held.collection = collection
    if held.state in rules.CLOSED_RETURNS:
        raise ValidationError("The return is signed; it must be opened for revision before its figures are queried.")
    return held


def begun(held: Return) -> Return:
    """Refuse a return of which nothing has come."""
    if held.state == ReturnState.NOT_STARTED:
        raise ValidationError("Nothing of this return has come yet.")
    return held


def must_settle(by: Any, held: Return) -> None:
    """Refuse a person who is barred from the force."""
    if not policies.may_settle(by, held):
        raise PermissionDenied("You are barred from this force.")


def say(query: Query, by: Any, kind: MessageKind, text: str) -> None:
    """Add to a thread."""
    QueryMessage.objects.create(query=query, kind=kind, text=text.strip(), said_by=by, said_at=clock.now())
