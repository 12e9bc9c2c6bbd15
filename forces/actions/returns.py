"""Moving forces' returns along: `settle` puts a return where its files, queries and figures say it is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef

from core import history
from forces import rules
from forces.models import Collection, Outcome, Query, QueryState, Return, StagedRow, UploadState


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
        unanswered=Exists(queries.unanswered()),
        answered=Exists(queries.filter(state=QueryState.ANSWERED)),
    )
    going = []
    item: Any
    for item in found.order_by("pk"):
        state = rules.state_of_return(
            is_file_waiting=item.is_file_waiting,
            unanswered=item.unanswered,
            answered=item.answered,
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
