"""What is done to a file that was sent in: received, read, confirmed, withdrawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.urls import reverse

from core import clock, history, jobs
from core.actions import Stale, action, lock, save
from core.models import JobState
from core.sent_files import PreviewStale, digest, moved, own_name
from core.words import moment, plural
from forces import policies, rules
from forces.actions import checks, returns, staged_rows, statistics
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
)
from forces.returns import comparing, files, lookup, reading, staging
from forces.returns.layout import NotRead, Problem, Table, Unreadable
from forces.returns.messages import problem

__all__ = ["PreviewStale", "compare_again", "confirm", "receive", "receive_many", "undo", "withdraw"]

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
    upload = Upload(
        collection=collection,
        force=force,
        mapping=mapping,
        release=release,
        original_name=own_name(file),
        size=file.size,
        sha256=digest(file),
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
    upload = moved(lock(upload), UploadState.UNREADABLE, rules.UPLOAD_MOVES)
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
    moved(upload, UploadState.READ, rules.UPLOAD_MOVES)
    upload.force = force
    forces = dict(Force.objects.values_list("code", "pk"))
    measures = dict(Measure.objects.values_list("slug", "pk"))
    periods = dict(Period.objects.values_list("slug", "pk"))
    kept = [
        staged_rows.kept_row(
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
    upload.tally = staged_rows.tally_of((row.outcome for row in kept), empty=empty)
    save(upload)
    returns.settle(
        collection=upload.collection, forces={row.force_id for row in kept if row.outcome != Outcome.REFUSED}
    )
    return upload


@action("forces.confirm_returns")
def confirm(*, by: Any, upload: Upload, version: int | None = None) -> Upload:
    """Apply the accepted rows of a file, all or none; refuse when it was done already or the preview is out of date."""
    collection, upload = upload.collection, lock(upload)
    upload.collection = collection
    if upload.state == UploadState.CONFIRMED and upload.confirmed_at:
        raise ValidationError(f"{upload.confirmed_by} confirmed this file on {moment(upload.confirmed_at)}.")
    if version is not None and upload.version != version:
        raise Stale(upload, version)
    moved(upload, UploadState.CONFIRMED, rules.UPLOAD_MOVES)
    accepted = list(upload.rows.filter(outcome__in=ACCEPTED).order_by("number"))
    rows = [row for row in accepted if row.outcome != Outcome.UNCHANGED]
    history.because(upload.reason or f"Return {upload.original_name} for {upload.collection}")
    forces = {row.force_id for row in accepted}
    upload.confirmed_by, upload.confirmed_at = by, clock.now()
    if upload.mapping_id:
        statistics.apply(upload, rows)
        return save(upload)
    locked = staged_rows.apply(upload, rows, forces)
    save(upload)
    checks.check(by=by, upload=upload, figures={staged_rows.key_of(row) for row in rows}, locked=locked)
    returns.settle(collection=collection, forces=forces, is_locked=True)
    return upload


@action("forces.upload_returns")
def compare_again(*, by: Any, upload: Upload) -> Upload:
    """Make the preview of a file anew against what is held now; what was refused stays refused."""
    upload = moved(lock(upload), UploadState.READ, rules.UPLOAD_MOVES)
    if upload.mapping_id:
        counts = statistics.compare_again(upload)
        upload.tally = {**upload.tally, **{name: counts[name] for name in ACCEPTED}}
        return save(upload)
    rows = list(upload.rows.filter(outcome__in=ACCEPTED).select_related("force", "measure", "period"))
    held = lookup.held(lookup.asked_values(upload.collection, upload.force))
    for row in rows:
        row.before = held.get((row.force.code, row.measure.slug, row.period.slug))  # type: ignore[union-attr]
        row.outcome = comparing.outcome_of(row.before, row.after or {})
    StagedRow.objects.bulk_update(rows, ["before", "outcome"], batch_size=500)
    counts = Counter(row.outcome for row in rows)
    upload.tally = {**upload.tally, **{name: counts[name] for name in ACCEPTED}}
    return save(upload)


@action("forces.upload_returns")
def withdraw(*, by: Any, upload: Upload, version: int | None = None) -> Upload:
    """Put a file aside: nothing of it is applied, the file and its outcome are kept."""
    upload = moved(lock(upload, version=version), UploadState.WITHDRAWN, rules.UPLOAD_MOVES)
    save(upload)
    forces = set(upload.rows.exclude(force=None).values_list("force_id", flat=True))
    returns.settle(collection=upload.collection, forces=forces)
    return upload
