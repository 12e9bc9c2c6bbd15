"""One figure typed on screen: it goes the way of a file, through the same checks, preview, confirmation and undoing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from core import clock
from core.actions import action, save
from forces import rules
from forces.actions import returns, staged_rows
from forces.models import Measure, Period, Return, ReturnState, StagedRow, Upload, UploadState
from forces.returns import lookup, staging
from forces.returns.layout import HEADINGS, Problem, Row, Sheet, Table, Unreadable
from forces.returns.reading import KEY_OF

ON_SCREEN = "screen"


@action("forces.upload_returns")
def correct(
    *, by: Any, held: Return, measure: Measure, period: Period, cells: Mapping[str, str], why: str, on: date
) -> Upload:
    """Take one figure as typed, by column key; like a file it is in force once an administrator confirms it."""
    held = locked_to_correct(by, held, on)
    keys = {"force": held.force.code, "measure": measure.slug, "period": period.slug}
    row = Row("On screen", 1, {**keys, **cells})
    sheet = Sheet("On screen", [HEADINGS[key] for key in row.cells], 1)
    table = Table(ON_SCREEN, [sheet], [row])
    try:
        staged, _empty = staging.stage(
            table,
            lookup.asked(held.collection, held.force),
            lookup.held(lookup.asked_values(held.collection, held.force)),
        )
    except Unreadable as refusal:
        raise ValidationError([worded(problem) for problem in refusal.problems]) from None
    if staged[0].problems:
        raise ValidationError(by_field(staged[0].problems, cells))
    if staged[0].outcome == "unchanged":
        raise ValidationError("This is what is held already, so nothing was changed.")
    upload = save(
        Upload(
            collection=held.collection,
            force=held.force,
            original_name=f"Typed: {measure.title}, {period.label}"[:255],
            size=0,
            sha256=hashlib.sha256(repr(sorted(cells.items())).encode()).hexdigest(),
            format=ON_SCREEN,
            state=UploadState.READ,
            reason=why,
            tally=staged_rows.tally_of([staged[0].outcome], empty=0),
            uploaded_by=by,
            uploaded_at=clock.now(),
        )
    )
    kept = {"force_id": held.force_id, "measure_id": measure.pk, "period_id": period.pk}
    StagedRow.objects.bulk_create([staged_rows.kept_row(upload, staged[0], **kept)])
    returns.settle(collection=held.collection, forces=[held.force_id], is_locked=True)
    return upload


def locked_to_correct(by: Any, held: Return, on: date) -> Return:
    """Lock a return; refuse one that is not the person's or is signed, and a first answer outside its days."""
    mine = Return.objects.select_for_update(of=("self",)).visible_to(by).filter(pk=held.pk, force__is_in_scope=True)
    fresh = mine.select_related("collection", "force").first()
    if fresh is None:
        raise PermissionDenied(f"You cannot send figures for {held.force}.")
    if fresh.state in rules.CLOSED_RETURNS:
        raise ValidationError("This return is signed. Ask for it to be opened again to change a figure.")
    collection = fresh.collection
    is_open = collection.opens_on <= on <= fresh.last_day and not collection.published_on
    if fresh.state == ReturnState.NOT_STARTED and not is_open:
        raise ValidationError(f"{collection} does not take returns on this day.")
    return fresh


def by_field(problems: Sequence[Problem], cells: Mapping[str, str]) -> dict[str, list[str]]:
    """Return problems by the field they are about; those about none stand on top."""
    found: dict[str, list[str]] = {}
    for problem in problems:
        key = KEY_OF.get(problem.heading.lower(), "")
        found.setdefault(key if key in cells else "__all__", []).append(worded(problem))
    return found


def worded(problem: Problem) -> str:
    """Return what is wrong and how to mend it."""
    return f"{problem.message} {problem.mend}".strip()
