"""What confirming a file would ask its force, said before it is confirmed."""

from __future__ import annotations

from collections.abc import Iterable

from forces.checking import HeldFigures, Key, beside, limits_of, related, rows_of, rows_sent, telling, warnings_on
from forces.models import CollectionKind, Outcome, Query, QueryState, StagedRow, Upload
from forces.returns.checked import Found

WRITTEN = [Outcome.ADDED, Outcome.CHANGED]


def would_ask(upload: Upload, shown: Iterable[StagedRow]) -> list[tuple[StagedRow, Found]]:
    """Return what confirming a file would ask about some of its rows, other rows of the file counted: four queries."""
    wanted = {key: row for row in shown if row.outcome in WRITTEN for key in [key_of(row)] if key}
    if not wanted or upload.collection.kind != CollectionKind.RETURNS:
        return []
    forces, measures = {force for force, _, _ in wanted}, {measure for _, measure, _ in wanted}
    sent = upload.rows.filter(outcome__in=WRITTEN, force__in=forces, measure__in=related(measures))
    board = HeldFigures([*rows_of(beside(wanted)), *rows_sent(sent)])
    limits = limits_of(upload.collection)
    taken = Query.objects.filter(
        state=QueryState.ACCEPTED, held__collection=upload.collection, held__force__in=forces, measure__in=measures
    ).order_by()
    names = ("held__force", "measure", "period", "check_name", "numerator", "denominator")
    accepted = set(taken.values_list(*names))
    return [
        (row, found)
        for key, row in wanted.items()
        for name, found in telling(warnings_on(board.figure(key), limits)).items()
        if (*key, name, board.rows[key].numerator, board.rows[key].denominator) not in accepted
    ]


def key_of(row: StagedRow) -> Key | None:
    """Return which figure a row is about; none when it is a population."""
    if row.force_id and row.measure_id and row.period_id:
        return row.force_id, row.measure_id, row.period_id
    return None
