"""Moving forces' returns along: settled by what is there, accepted, signed by the force, locked, opened again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Exists, OuterRef

from core import clock, history
from core.actions import action, lock, save
from core.words import plural
from forces import answers, rules
from forces.models import Collection, Outcome, Query, QueryState, Return, ReturnState, SignOff, StagedRow, UploadState
from forces.returns import comparing


def settle(*, collection: Collection, forces: Iterable[int | None], is_locked: bool = False) -> None:
    """Move the returns of some forces to where they are now, inside the action that changed something about them.

    A return that is signed off or locked stays where it is. `is_locked`: the caller locked the returns already.
    """
    rows = StagedRow.objects.filter(upload__collection=collection, force=OuterRef("force")).exclude(
        outcome=Outcome.REFUSED
    )
    found = Return.objects.filter(collection=collection, force__in=list(forces))
    if not is_locked:
        list(found.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
    queries = Query.objects.filter(held=OuterRef("pk"))
    found = found.annotate(
        is_file_waiting=Exists(rows.filter(upload__state=UploadState.READ)),
        has_figures=Exists(rows.filter(upload__state=UploadState.CONFIRMED)),
        is_queried=Exists(queries.unanswered()),
        is_answered=Exists(queries.filter(state=QueryState.ANSWERED)),
    )
    going = []
    item: Any
    for item in found.order_by("pk"):
        state = rules.state_of_return(
            is_file_waiting=item.is_file_waiting,
            is_queried=item.is_queried,
            is_answered=item.is_answered,
            has_figures=item.has_figures,
        )
        if state != item.state and state in rules.RETURN_MOVES[item.state]:
            item.state, item.version = state, item.version + 1
            going.append(item)
    history.bulk_update(Return, going, ["state", "version"])


def moved(held: Return, state: str) -> Return:
    """Move a locked return along its table of moves."""
    if state not in rules.RETURN_MOVES[held.state]:
        raise ValidationError(f"This return is {held.get_state_display().lower()}; it cannot be made {state} now.")
    held.state = state
    return held


@action("forces.settle_queries")
def accept(*, by: Any, held: Return, version: int | None, reason: str = "") -> Return:
    """Take a checked return as it stands; figures still missing need a reason."""
    held = mine(by, held, version)
    found = answers.answers_of(held)
    missing = [answer for answer in found if answer.is_missing]
    if len(missing) == len(found):
        raise ValidationError("Nothing has come of this return yet.")
    if missing and not reason:
        raise ValidationError({"reason": f"Say why it is accepted without {plural(len(missing), 'figure')}."})
    return save(moved(held, ReturnState.ACCEPTED))


@action("forces.answer_returns")
def sign(*, by: Any, held: Return, digest: str, name: str, post: str, statement: str) -> SignOff:
    """Sign the final figures of one's own force, as they were shown: `digest` is theirs. Nothing in it changes now."""
    held = moved(mine(by, held, None), ReturnState.SIGNED_OFF)
    figures = answers.signed(answers.answers_of(held))
    if comparing.digest(figures) != digest:
        raise ValidationError(
            "A figure changed after this page was opened. Look through the figures below and sign then."
        )
    save(held)
    return save(
        SignOff(
            held=held,
            edition=held.edition,
            signed_by=by,
            name=name,
            post=post,
            statement=statement,
            signed_at=clock.now(),
            figures=figures,
        )
    )


@action("forces.settle_queries")
def lock_signed(*, by: Any, collection: Collection, forces: Iterable[int]) -> list[Return]:
    """Lock the signed returns of some forces for good; those that are not signed off stay as they are."""
    signed = Return.objects.visible_to(by).filter(
        collection=collection, force__in=list(forces), state=ReturnState.SIGNED_OFF
    )
    going = list(Return.objects.select_for_update(of=("self",)).filter(pk__in=signed.values("pk")).order_by("pk"))
    for held in going:
        held.state, held.version = ReturnState.LOCKED, held.version + 1
    history.bulk_update(Return, going, ["state", "version"])
    return going


@action("forces.settle_queries")
def revise(*, by: Any, held: Return, version: int | None, reason: str) -> Return:
    """Open a signed return again, for a stated reason: its next edition, to be signed anew."""
    if not reason:
        raise ValidationError({"reason": "Say why the return is opened again."})
    held = moved(mine(by, held, version), ReturnState.REVISED)
    held.edition += 1
    return save(held)


@action("forces.settle_queries")
def extend(*, by: Any, held: Return, version: int | None, due_on: date, reason: str) -> Return:
    """Give a force longer than the others, for a stated reason; an earlier extension stays in the history."""
    held = mine(by, held, version)
    if held.state in rules.CLOSED_RETURNS:
        raise ValidationError("The return is signed; there is nothing to wait for.")
    if due_on <= held.collection.closes_on:
        raise ValidationError({"due_on": "An extension ends after the collection closes."})
    held.due_on, held.extension_reason = due_on, reason
    return save(held)


def mine(by: Any, held: Return, version: int | None) -> Return:
    """Return the return locked, unless it is not the person's: another force's, or one barred to them."""
    if not Return.objects.visible_to(by).filter(pk=held.pk).exists():
        raise PermissionDenied("This return is not yours to decide on.")
    fresh = lock(held, version=version)
    fresh.collection, fresh.force = held.collection, held.force
    return fresh
