"""Moving forces' returns along: `settle` puts a return where its files, queries and figures say it is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, OuterRef, Q

from core import history
from forces import rules
from forces.models import Collection, Outcome, Query, Return, StagedRow, UploadState


def settle(*, collection: Collection, forces: Iterable[int | None]) -> None:
    """Move the returns of some forces to where they are now, inside the action that changed something about them.

    A return that is signed off or locked stays where it is.
    """
    rows = StagedRow.objects.filter(upload__collection=collection, force=OuterRef("force")).exclude(
        outcome=Outcome.REFUSED
    )
    locked = Return.objects.select_for_update(of=("self",)).filter(collection=collection, force__in=list(forces))
    list(locked.order_by("pk").values_list("pk"))
    found = Return.objects.filter(collection=collection, force__in=list(forces)).annotate(
        is_file_waiting=Exists(rows.filter(upload__state=UploadState.READ)),
        has_figures=Exists(rows.filter(upload__state=UploadState.CONFIRMED)),
    )
    turns = Query.objects.unsettled().filter(held__collection=collection, held__force__in=list(forces)).order_by()
    counts = {
        row["held"]: (row["unanswered"], row["answered"])
        for row in turns.values("held").annotate(
            unanswered=Count("pk", filter=Q(state="open")), answered=Count("pk", filter=Q(state="answered"))
        )
    }
    going = []
    item: Any
    for item in found.order_by("pk"):
        unanswered, answered = counts.get(item.pk, (0, 0))
        state = rules.state_of_return(
            is_file_waiting=item.is_file_waiting,
            unanswered=unanswered,
            answered=answered,
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
