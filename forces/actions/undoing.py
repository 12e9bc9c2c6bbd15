"""Taking a confirmed file back, while nothing depends on what it wrote."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet

from core import clock, history
from core.actions import Stale, action, lock, save
from core.words import moment, plural
from forces import rules
from forces.actions import returns, statistics
from forces.actions.moves import moved
from forces.models import (
    Denominator,
    FrozenFigure,
    Measure,
    MessageKind,
    Outcome,
    PopulationVintage,
    Query,
    QueryMessage,
    QueryState,
    Return,
    ReturnState,
    SignOff,
    StagedRow,
    Upload,
    UploadState,
    Value,
    Vintage,
)

WROTE = (Outcome.ADDED, Outcome.CHANGED)
NAMED = 5
SETTLED = (ReturnState.ACCEPTED, ReturnState.SIGNED_OFF, ReturnState.LOCKED)


@action("forces.confirm_returns")
def undo(*, by: Any, upload: Upload, reason: str, version: int | None = None) -> Upload:
    """Put every figure back to what it was before a confirmed file; refuse when something depends on the file."""
    if not reason.strip():
        raise ValidationError({"reason": "Say why the file is undone."})
    collection, mapping, upload = upload.collection, upload.mapping, lock(upload)
    upload.collection, upload.mapping = collection, mapping
    if upload.state == UploadState.UNDONE and upload.undone_at:
        raise ValidationError(f"{upload.undone_by} undid this file on {moment(upload.undone_at)}.")
    if version is not None and upload.version != version:
        raise Stale(upload, version)
    moved(upload, UploadState.UNDONE)
    rows = list(upload.rows.filter(outcome__in=WROTE).order_by("number"))
    measures = sorted({row.measure_id for row in rows if row.measure_id})
    list(Measure.objects.select_for_update().filter(pk__in=measures).order_by("pk").values_list("pk"))
    if in_the_way := dependents(upload):
        raise ValidationError([f"It cannot be undone: {what}" for what in in_the_way])
    if upload.mapping_id:
        statistics.take_back(upload, rows)
    else:
        take_back(upload, rows)
    withdraw_queries(by, upload, reason)
    upload.undone_by, upload.undone_at = by, clock.now()
    save(upload)
    returns.settle(collection=collection, forces=set(upload.rows.values_list("force_id", flat=True).distinct()))
    return upload


# --- what depends on it --------------------------------------------------------------------------------------
def dependents(upload: Upload) -> list[str]:
    """Return in words what depends on a confirmed file, so that it cannot be undone; nothing when nothing does."""
    return [*changed_since(upload), *returns_since(upload), *frozen_since(upload)]


def wrote(upload: Upload) -> QuerySet[StagedRow]:
    """Return the rows of a file that changed something."""
    return StagedRow.objects.filter(upload=upload, outcome__in=WROTE)


def changed_since(upload: Upload) -> list[str]:
    """Return the figures that another file has changed since."""
    if statistics.is_of_populations(upload):
        gone = populations_changed(upload)
    elif upload.mapping_id:
        gone = [] if Vintage.objects.filter(upload=upload).count() == written(upload) else vintages_changed(upload)
    else:
        same = {name: OuterRef(name) for name in ("force", "measure", "period")}
        rows = wrote(upload).exclude(Exists(Value.objects.filter(**same, upload=upload)))
        found = rows.select_related("force", "measure", "period").order_by("number")[: NAMED + 1]
        gone = [f"{row.force}, {row.measure}, {row.period}" for row in found]
    return [f"{what} was changed again since." for what in gone[:NAMED]] + (
        ["Other figures were changed again since, too."] if len(gone) > NAMED else []
    )


def written(upload: Upload) -> int:
    """Return how many figures a file wrote."""
    return int(upload.tally.get("added", 0) + upload.tally.get("changed", 0))


def vintages_changed(upload: Upload) -> list[str]:
    """Return the figures of releases that another file has changed since."""
    still = Vintage.objects.filter(upload=upload).order_by()
    keys = set(still.values_list("value__force", "value__measure", "value__period", "release__slug"))
    rows = wrote(upload).select_related("force", "measure", "period").order_by("number")
    gone = (
        row for row in rows if (row.force_id, row.measure_id, row.period_id, (row.after or {})["release"]) not in keys
    )
    return [f"{row.force}, {row.measure}, {row.period}" for row, _ in zip(gone, range(NAMED + 1), strict=False)]


def populations_changed(upload: Upload) -> list[str]:
    """Return the populations whose estimate of the same release has changed since."""
    rows = list(wrote(upload).select_related("force").order_by("number"))
    found = PopulationVintage.objects.filter(population__mid_year__in={row.mid_year for row in rows}).order_by()
    now: dict[tuple[int | None, int | None, str], int] = {
        (force, year, release): resident
        for force, year, release, resident in found.values_list(
            "population__force", "population__mid_year", "release__slug", "resident"
        )
    }
    return [
        f"{row.force}, mid-{row.mid_year}"
        for row in rows
        if now.get((row.force_id, row.mid_year, (row.after or {})["release"])) != (row.after or {})["numerator"]
    ]


def returns_since(upload: Upload) -> list[str]:
    """Return the returns that were settled, or signed, on the figures of a file."""
    forces = wrote(upload).filter(force__isnull=False).values("force")
    of_it = {"collection": upload.collection_id, "force__in": forces}
    settled = Return.objects.filter(**of_it, state__in=SETTLED).select_related("force")
    found = {held.force.name: f"{held.force}'s return is {held.get_state_display().lower()}." for held in settled}
    signed = SignOff.objects.filter(
        held__collection=upload.collection_id, held__force__in=forces, signed_at__gt=upload.confirmed_at
    ).select_related("held__force")
    for signature in signed:
        name = signature.held.force.name
        found.setdefault(name, f"{name} has signed edition {signature.edition} of its return since.")
    return list(found.values())[: NAMED + 1]


def frozen_since(upload: Upload) -> list[str]:
    """Return the figures that were printed with the values of a file, or divided by them."""
    frozen = FrozenFigure.objects.filter(frozen_at__gte=upload.confirmed_at).select_related("measure", "period")
    rows = wrote(upload)
    if statistics.is_of_populations(upload):
        frozen = frozen.filter(
            period__population_year__in=rows.values("mid_year"), measure__denominator=Denominator.POPULATION
        )
    else:
        same = Q(measure=OuterRef("measure")) | Q(measure=OuterRef("measure__denominator_measure"))
        frozen = frozen.filter(Exists(rows.filter(same, period=OuterRef("period"))))
    return [f"{figure.measure}, {figure.period} was printed in {figure.purpose} since." for figure in frozen[:NAMED]]


# --- taking a return back ------------------------------------------------------------------------------------
def take_back(upload: Upload, rows: Iterable[StagedRow]) -> None:
    """Put the values of a return back to what they were, and remove those it added.

    Where a release has the figure too, the value becomes the newest release's.
    """
    before = {(r.force_id, r.measure_id, r.period_id): r.before for r in rows if r.outcome == Outcome.CHANGED}
    earlier = written_before(upload)
    vintages = Vintage.objects.filter(value__upload=upload).order_by("release__released_on", "release_id")
    in_release = dict(vintages.values_list("value", "release"))
    restored, gone = [], []
    for value in Value.objects.filter(upload=upload):
        fields = before.get((value.force_id, value.measure_id, value.period_id))
        if fields is None and value.pk not in in_release:
            gone.append(value.pk)
            continue
        if fields is None:
            value.release_id = in_release[value.pk]
        else:
            for name in rules.COMPARED:
                setattr(value, name, fields[name])
            value.source, value.upload_id, value.release_id = earlier.get(value.pk, (value.source, None, None))
        value.version += 1
        restored.append(value)
    published = [value.pk for value in restored if value.release_id and value.pk in in_release]
    published += taken_back_since([value.pk for value in restored if value.release_id])
    written_fields = [*rules.COMPARED, "source", "release", "upload", "version"]
    history.bulk_write(Value, [], restored, unique=["force", "measure", "period"], fields=written_fields)
    statistics.follow_newest(published)
    for start in range(0, len(gone), statistics.BATCH):
        history.bulk_delete(Value.objects.filter(pk__in=gone[start : start + statistics.BATCH]))


def taken_back_since(pks: Iterable[int]) -> list[int]:
    """Return the values whose published figure was taken back while a return stood in its place."""
    removed = Vintage.history.filter(value__in=list(pks), history_type="-")
    return list(removed.order_by().values_list("value", flat=True).distinct())


def written_before(upload: Upload) -> dict[int, tuple[str, int | None, int | None]]:
    """Return the source, file and release each value of a file had before it."""
    of_it = Value.objects.filter(upload=upload).values("pk")
    rows = Value.history.filter(id__in=of_it).exclude(upload=upload.pk).order_by("history_id")
    return {row[0]: (row[1], row[2], row[3]) for row in rows.values_list("id", "source", "upload_id", "release_id")}


def withdraw_queries(by: Any, upload: Upload, reason: str) -> None:
    """Withdraw what the figures of a file raised and is not settled yet."""
    queries = list(Query.objects.unsettled().select_for_update(of=("self",)).filter(upload=upload).order_by("pk"))
    for query in queries:
        query.state, query.version = QueryState.WITHDRAWN, query.version + 1
    history.bulk_update(Query, queries, ["state", "version"])
    said = f"The file {upload.original_name} was undone: {reason}"
    now = clock.now()
    QueryMessage.objects.bulk_create(
        QueryMessage(query=query, kind=MessageKind.WITHDRAWN, text=said, said_by=by, said_at=now) for query in queries
    )


def summary(upload: Upload) -> str:
    """Return in words what undoing a file would do."""
    changed, added = upload.tally.get("changed", 0), upload.tally.get("added", 0)
    parts = []
    if changed:
        parts.append(
            f"{plural(changed, 'figure goes', 'figures go')} back to what {'it was' if changed == 1 else 'they were'}"
        )
    if added:
        parts.append(f"{plural(added, 'figure')} added by it {'is' if added == 1 else 'are'} removed")
    return " and ".join(parts) + "." if parts else "It changed nothing, so no figure changes."
