"""The rows of a return's file: as they are kept, and as they are written where the file is confirmed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError

from core import history
from core.sent_files import PreviewStale
from core.words import plural
from forces.actions import checks
from forces.models import Collection, Measure, Outcome, StagedRow, Upload, Value
from forces.returns import comparing, staging

Key = tuple[int | None, int | None, int | None]


def kept_row(
    upload: Upload, staged: staging.Staged, *, force_id: int | None, measure_id: int | None, period_id: int | None
) -> StagedRow:
    """Return a row as it is kept."""
    return StagedRow(
        upload_id=upload.pk,
        sheet=staged.row.sheet[:100],
        number=staged.row.number,
        outcome=staged.outcome,
        force_id=force_id,
        measure_id=measure_id,
        period_id=period_id,
        found=staged.row.found,
        before=staged.before,
        after=staged.after,
        problems=[problem.as_dict() for problem in staged.problems],
        remarks=staged.row.remarks,
    )


def tally_of(outcomes: Iterable[str], *, empty: int) -> dict[str, int]:
    """Return how many rows came to what."""
    counts = Counter(outcomes)
    return {"rows": counts.total(), "empty": empty, **{name: counts[name] for name in Outcome.values}}


def key_of(row: StagedRow) -> Key:
    """Return which figure a row is about."""
    return row.force_id, row.measure_id, row.period_id


def fields_held(value: Value | None) -> dict[str, Any] | None:
    """Return the fields of a value that rows are compared with."""
    return {name: getattr(value, name) for name in comparing.COMPARED} if value else None


def as_compared(fields: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return the fields of a staged row as they are compared now; one kept before a field was known has none of it."""
    return {name: fields.get(name) for name in comparing.COMPARED} if fields else None


def open_returns(collection: Collection, rows: list[StagedRow], forces: Iterable[int | None]) -> checks.Locked:
    """Lock the returns of some forces, after their measures, and refuse when one of those of the rows is signed off."""
    locked = checks.lock_returns(collection, forces)
    if closed := sorted({locked.closed[row.force_id] for row in rows if row.force_id in locked.closed}):
        raise ValidationError(
            f"Signed off meanwhile: the return of {', '.join(closed)}. Nothing of this file was applied. "
            "Ask for the return to be opened again, or withdraw the file and send it without these rows."
        )
    return locked


def locked_values(upload: Upload, rows: list[StagedRow]) -> dict[Key, Value]:
    """Lock the measures of a file, so that one import at a time writes to them, and return the values now held."""
    measures = sorted({row.measure_id for row in rows if row.measure_id})
    list(Measure.objects.select_for_update().filter(pk__in=measures).order_by("pk").values_list("pk"))
    periods = {row.period_id for row in rows}
    values = Value.objects.filter(measure__in=measures, period__in=periods)
    if upload.force_id:
        values = values.filter(force=upload.force_id)
    return {(value.force_id, value.measure_id, value.period_id): value for value in values}


def apply(upload: Upload, rows: list[StagedRow], forces: Iterable[int | None]) -> checks.Locked:
    """Write the rows: a new value belongs to the collection, a changed one stays where it was published.

    What a force returns takes the place of a published figure, whose releases are kept beside it.
    """
    held = locked_values(upload, rows)
    locked = open_returns(upload.collection, rows, forces)
    stale = [row for row in rows if as_compared(row.before) != fields_held(held.get(key_of(row)))]
    if stale:
        raise PreviewStale(plural(len(stale), "figure"))
    source = f"Return for {upload.collection}"[:300]
    added, changed = [], []
    for row in rows:
        after = row.after or {}
        value = held.get(key_of(row))
        if value is None:
            keys = {"force_id": row.force_id, "measure_id": row.measure_id, "period_id": row.period_id}
            added.append(Value(**keys, **after, collection=upload.collection, upload=upload, source=source))
            continue
        for name in comparing.COMPARED:
            setattr(value, name, after.get(name, getattr(value, name)))
        value.source, value.upload, value.version = source, upload, value.version + 1
        value.release = None
        changed.append(value)
    written = [*comparing.COMPARED, "source", "release", "upload", "version"]
    history.bulk_write(Value, added, changed, unique=["force", "measure", "period"], fields=written)
    return locked
