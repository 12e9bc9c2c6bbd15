"""What is done to a file that was sent in: received, read, confirmed, withdrawn."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import PurePath
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.urls import reverse

from core import clock, history, jobs
from core.actions import Stale, action, lock, save
from core.models import JobState
from core.words import moment, plural
from forces import policies, rules
from forces.actions import checks, returns, statistics
from forces.actions.moves import PreviewStale, moved
from forces.actions.undoing import undo
from forces.models import (
    Collection,
    CollectionKind,
    Force,
    Mapping,
    Measure,
    Outcome,
    Period,
    Release,
    Return,
    StagedRow,
    Upload,
    UploadState,
    Value,
)
from forces.returns import files, lookup, reading, staging
from forces.returns.layout import NotRead, Problem, Table, Unreadable
from forces.returns.messages import problem

__all__ = ["PreviewStale", "compare_again", "confirm", "moved", "receive", "receive_many", "undo", "withdraw"]

ACCEPTED = (Outcome.ADDED, Outcome.CHANGED, Outcome.UNCHANGED)
BATCH = 2000


@action("forces.upload_returns")
def receive(
    *,
    by: Any,
    collection: Collection,
    force: Force | None,
    file: File[bytes],
    on: date,
    mapping: Mapping | None = None,
    release: Release | None = None,
    queued: bool = True,
) -> Upload:
    """Keep a file that was sent in and start the job that reads it; `queued` is False when the caller runs the job."""
    if mapping is not None or collection.kind == CollectionKind.STATISTICS:
        statistics.check_may_load(by=by, collection=collection, force=force, mapping=mapping, release=release)
    elif force is None and not policies.may_upload_for_all(by):
        raise PermissionDenied("You can send a return for one force at a time only.")
    if force is not None and not policies.forces_to_upload_for(by).filter(pk=force.pk).exists():
        raise PermissionDenied(f"You cannot send a return for {force}.")
    if not takes_returns(collection, force, on):
        raise ValidationError(f"{collection} does not take returns on this day.")
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    upload = Upload(
        collection=collection,
        force=force,
        mapping=mapping,
        release=release,
        original_name=PurePath(file.name or "a file").name[-255:],
        size=file.size,
        sha256=digest.hexdigest(),
        uploaded_by=by,
        uploaded_at=clock.now(),
    )
    if file.size > files.limit():
        upload.state, upload.refusal = UploadState.UNREADABLE, [too_large(upload).as_dict()]
        return save(upload)
    upload.file.save("", file, save=False)
    save(upload)
    upload.job = jobs.start(
        by=by,
        kind="read-return",
        subject=upload.pk,
        title=f"Reading {upload.original_name}"[:200],
        result_address=reverse("forces:upload-detail", args=[upload.pk]),
        queued=queued,
    )
    return save(upload)


def takes_returns(collection: Collection, force: Force | None, on: date) -> bool:
    """Say whether a collection is open on a day, or a force has been given longer."""
    if Collection.objects.open(on).filter(pk=collection.pk).exists():
        return True
    extended = Return.objects.filter(collection=collection, force=force, due_on__gte=on)
    return collection.published_on is None and collection.opens_on <= on and extended.exists()


@action("forces.confirm_returns")
def receive_many(*, by: Any, collection: Collection, files: Sequence[File[bytes]], on: date) -> list[Upload]:
    """Keep the files of many forces, each with a job of its own; each says inside whose it is."""
    return [receive(by=by, collection=collection, force=None, file=file, on=on) for file in files]


@jobs.job("read-return")
def read(pk: int, progress: jobs.Progress) -> str:
    """Read a file, check its rows, and keep what they would do; does nothing when that was done already."""
    upload = Upload.objects.select_related("collection", "force", "mapping__measure", "release", "uploaded_by").get(
        pk=pk
    )
    if upload.state != UploadState.RECEIVED:
        return "The file was read already."
    progress.report(0, 0, "Opening the file")
    try:
        if upload.mapping is not None:
            return statistics.read(upload, progress)
        table = opened(upload)
        upload.force = upload.force or force_named_inside(table)
        asked = lookup.asked(upload.collection, upload.force)
        held = lookup.held(lookup.asked_values(upload.collection, upload.force))
        rows, empty = staging.stage(
            table, asked, held, lambda done, total: progress.report(done, total, "Checking the rows")
        )
    except Unreadable as refusal:
        refuse(by=upload.uploaded_by, upload=upload, problems=refusal.problems)
        return "The file was refused; the page says why."
    progress.report(len(rows), len(rows), "Keeping the rows")
    stage(
        by=upload.uploaded_by,
        upload=upload,
        force=upload.force,
        format=table.format,
        rows=rows,
        empty=empty,
        not_read=table.not_read,
        made_at=table.made_at,
    )
    return f"Read {plural(len(rows), 'row')}."


def too_large(upload: Upload) -> Problem:
    """Return what is wrong with a file beyond the limit; its outcome is kept, the file itself is not."""
    return problem("too-large", size=files.megabytes(upload.size), limit=files.megabytes(files.limit()))


def opened(upload: Upload) -> Table:
    """Return the file as a table."""
    if upload.size > files.limit():  # the limit was lowered meanwhile
        raise Unreadable(too_large(upload))
    with upload.file.open("rb") as file:
        return reading.read(file.read())


def opened_again(upload: Upload) -> Table | None:
    """Return the file as a table, if it is still there and can be read as one."""
    try:
        return opened(upload) if upload.file else None
    except (OSError, Unreadable):
        return None


def force_named_inside(table: Table) -> Force | None:
    """Return the force a template was made for, which a file sent in among many is then of."""
    return Force.objects.in_scope().filter(code=table.about.get("Force code", "").upper()).first()


@action("forces.upload_returns")
def refuse(*, by: Any, upload: Upload, problems: Iterable[Problem]) -> Upload:
    """Say why a file as a whole cannot be taken; the file is kept with the reasons."""
    upload = moved(lock(upload), UploadState.UNREADABLE)
    upload.refusal = [problem.as_dict() for problem in problems]
    return save(upload)


@action("forces.upload_returns")
def stage(
    *,
    by: Any,
    upload: Upload,
    force: Force | None,
    format: str,
    rows: list[staging.Staged],
    empty: int,
    not_read: Iterable[NotRead] = (),
    made_at: datetime | None = None,
) -> Upload:
    """Keep the rows of a file as read and checked; the forces it is about have sent something in.

    Two workers may come here with one file, when the first was thought dead: the second finds it done. Whoever
    cancelled the job after its last report was told that nothing is changed: nothing is.
    """
    upload = lock(upload)
    if upload.state != UploadState.RECEIVED:
        return upload
    if upload.job and upload.job.state == JobState.CANCELLED:
        raise jobs.Cancelled
    moved(upload, UploadState.READ)
    upload.force = force
    forces = dict(Force.objects.values_list("code", "pk"))
    measures = dict(Measure.objects.values_list("slug", "pk"))
    periods = dict(Period.objects.values_list("slug", "pk"))
    kept = [
        kept_row(
            upload,
            staged,
            force_id=forces.get(staged.key[0]),
            measure_id=measures.get(staged.key[1]),
            period_id=periods.get(staged.key[2]),
        )
        for staged in rows
    ]
    StagedRow.objects.bulk_create(kept, batch_size=BATCH)
    upload.format, upload.made_at = format, made_at
    upload.not_read = [item.as_dict() for item in not_read]
    upload.tally = tally_of((row.outcome for row in kept), empty=empty)
    save(upload)
    returns.settle(
        collection=upload.collection, forces={row.force_id for row in kept if row.outcome != Outcome.REFUSED}
    )
    return upload


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


@action("forces.confirm_returns")
def confirm(*, by: Any, upload: Upload, version: int | None = None) -> Upload:
    """Apply the accepted rows of a file, all or none; refuse when it was done already or the preview is out of date."""
    collection, upload = upload.collection, lock(upload)
    upload.collection = collection
    if upload.state == UploadState.CONFIRMED and upload.confirmed_at:
        raise ValidationError(f"{upload.confirmed_by} confirmed this file on {moment(upload.confirmed_at)}.")
    if version is not None and upload.version != version:
        raise Stale(upload, version)
    moved(upload, UploadState.CONFIRMED)
    accepted = list(upload.rows.filter(outcome__in=ACCEPTED).order_by("number"))
    rows = [row for row in accepted if row.outcome != Outcome.UNCHANGED]
    history.because(upload.reason or f"Return {upload.original_name} for {upload.collection}")
    forces = {row.force_id for row in accepted}
    upload.confirmed_by, upload.confirmed_at = by, clock.now()
    if upload.mapping_id:
        statistics.apply(upload, rows)
        return save(upload)
    locked = apply(upload, rows, forces)
    save(upload)
    checks.check(by=by, upload=upload, figures={key_of(row) for row in rows}, locked=locked)
    returns.settle(collection=collection, forces=forces, is_locked=True)
    return upload


Key = tuple[int | None, int | None, int | None]


def key_of(row: StagedRow) -> Key:
    """Return which figure a row is about."""
    return row.force_id, row.measure_id, row.period_id


def fields_held(value: Value | None) -> dict[str, Any] | None:
    """Return the fields of a value that rows are compared with."""
    return {name: getattr(value, name) for name in rules.COMPARED} if value else None


def as_compared(fields: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return the fields of a staged row as they are compared now; one kept before a field was known has none of it."""
    return {name: fields.get(name) for name in rules.COMPARED} if fields else None


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
        raise PreviewStale(len(stale))
    source = f"Return for {upload.collection}"[:300]
    added, changed = [], []
    for row in rows:
        after = row.after or {}
        value = held.get(key_of(row))
        if value is None:
            keys = {"force_id": row.force_id, "measure_id": row.measure_id, "period_id": row.period_id}
            added.append(Value(**keys, **after, collection=upload.collection, upload=upload, source=source))
            continue
        for name in rules.COMPARED:
            setattr(value, name, after.get(name, getattr(value, name)))
        value.source, value.upload, value.version = source, upload, value.version + 1
        value.release = None
        changed.append(value)
    written = [*rules.COMPARED, "source", "release", "upload", "version"]
    history.bulk_write(Value, added, changed, unique=["force", "measure", "period"], fields=written)
    return locked


@action("forces.upload_returns")
def compare_again(*, by: Any, upload: Upload) -> Upload:
    """Make the preview of a file anew against what is held now; what was refused stays refused."""
    upload = moved(lock(upload), UploadState.READ)
    if upload.mapping_id:
        counts = statistics.compare_again(upload)
        upload.tally = {**upload.tally, **{name: counts[name] for name in ACCEPTED}}
        return save(upload)
    rows = list(upload.rows.filter(outcome__in=ACCEPTED).select_related("force", "measure", "period"))
    held = lookup.held(lookup.asked_values(upload.collection, upload.force))
    for row in rows:
        row.before = held.get((row.force.code, row.measure.slug, row.period.slug))  # type: ignore[union-attr]
        row.outcome = rules.outcome_of(row.before, row.after or {})
    StagedRow.objects.bulk_update(rows, ["before", "outcome"], batch_size=500)
    counts = Counter(row.outcome for row in rows)
    upload.tally = {**upload.tally, **{name: counts[name] for name in ACCEPTED}}
    return save(upload)


@action("forces.upload_returns")
def withdraw(*, by: Any, upload: Upload, version: int | None = None) -> Upload:
    """Put a file aside: nothing of it is applied, the file and its outcome are kept."""
    upload = moved(lock(upload, version=version), UploadState.WITHDRAWN)
    save(upload)
    forces = set(upload.rows.exclude(force=None).values_list("force_id", flat=True))
    returns.settle(collection=upload.collection, forces=forces)
    return upload
