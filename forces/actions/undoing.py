"""Taking a confirmed file back, while nothing depends on what it wrote."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from core import clock, history
from core.actions import Stale, action, lock, save
from core.sent_files import moved
from core.words import moment, plural
from forces import rules
from forces.actions import returns, statistics, vintages
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
from forces.returns import comparing

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
    moved(upload, UploadState.UNDONE, rules.UPLOAD_MOVES)
    accepted = list(upload.rows.exclude(outcome=Outcome.REFUSED).order_by("number"))
    rows = [row for row in accepted if row.outcome in WROTE]
    measures = sorted({row.measure_id for row in rows if row.measure_id})
    list(Measure.objects.select_for_update().filter(pk__in=measures).order_by("pk").values_list("pk"))
    found = signs(upload)
    if in_the_way := named(upload, found):
        raise ValidationError([f"It cannot be undone: {what}" for what in in_the_way])
    if upload.mapping_id:
        statistics.take_back(upload, rows)
    else:
        take_back(upload, rows)
    if found["asks"]:
        withdraw_queries(by, upload, reason)
    upload.undone_by, upload.undone_at = by, clock.now()
    save(upload)
    returns.settle(collection=collection, forces={row.force_id for row in accepted})
    return upload


# --- what depends on it --------------------------------------------------------------------------------------
def dependents(upload: Upload) -> list[str]:
    """Return in words what depends on a confirmed file, so that it cannot be undone; nothing when nothing does."""
    return named(upload, signs(upload))


def signs(upload: Upload) -> dict[str, Any]:
    """Return in one look whether anything may depend on a file, and whether it raised queries that are not settled."""
    held = Vintage if upload.mapping_id else Value
    still = held.objects.filter(upload=OuterRef("pk")).order_by().values("upload").annotate(n=Count("pk")).values("n")
    found = Upload.objects.filter(pk=upload.pk).values(
        still=Subquery(still),
        settled=Exists(settled_returns(upload)),
        printed=Exists(printed_figures(upload)),
        asks=Exists(Query.objects.unsettled().filter(upload=OuterRef("pk"))),
    )
    return dict(found.get())


def named(upload: Upload, found: dict[str, Any]) -> list[str]:
    """Name what depends on a file, where there are signs of it."""
    in_the_way: list[str] = []
    if statistics.is_of_populations(upload) or (found["still"] or 0) != written(upload):
        in_the_way += changed_since(upload)
    if found["settled"]:
        in_the_way += returns_since(upload)
    if found["printed"]:
        in_the_way += frozen_since(upload)
    return in_the_way


def wrote(upload: Upload) -> QuerySet[StagedRow]:
    """Return the rows of a file that changed something."""
    return StagedRow.objects.filter(upload=upload, outcome__in=WROTE)


def changed_since(upload: Upload) -> list[str]:
    """Return the figures that another file has changed since."""
    if statistics.is_of_populations(upload):
        gone = populations_changed(upload)
    elif upload.mapping_id:
        gone = vintages_changed(upload)
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
    gone = [
        f"{row.force}, {row.measure}, {row.period}"
        for row in rows
        if (row.force_id, row.measure_id, row.period_id, (row.after or {})["release"]) not in keys
    ]
    return gone[: NAMED + 1]


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


def settled_returns(upload: Upload) -> QuerySet[Any]:
    """Return the returns that were settled, or signed since, on the figures of a file."""
    signed = SignOff.objects.filter(held=OuterRef("pk"), signed_at__gt=upload.confirmed_at).order_by("-edition")
    held = Return.objects.filter(collection=upload.collection_id, force__in=wrote(upload).values("force"))
    return held.annotate(signed=Subquery(signed.values("edition")[:1])).filter(
        Q(state__in=SETTLED) | Q(signed__isnull=False)
    )


def returns_since(upload: Upload) -> list[str]:
    """Name the returns that were settled, or signed since, on the figures of a file."""
    return [
        f"{held.force}'s return is {held.get_state_display().lower()}."
        if held.state in SETTLED
        else f"{held.force} has signed edition {held.signed} of its return since."
        for held in settled_returns(upload).select_related("force")[:NAMED]
    ]


def printed_figures(upload: Upload) -> QuerySet[FrozenFigure]:
    """Return the figures that were printed with the values of a file, or divided by them."""
    frozen = FrozenFigure.objects.filter(frozen_at__gte=upload.confirmed_at)
    rows = wrote(upload)
    if statistics.is_of_populations(upload):
        years = rows.values("mid_year")
        return frozen.filter(period__population_year__in=years, measure__denominator=Denominator.POPULATION)
    same = Q(measure=OuterRef("measure")) | Q(measure=OuterRef("measure__denominator_measure"))
    return frozen.filter(Exists(rows.filter(same, period=OuterRef("period"))))


def frozen_since(upload: Upload) -> list[str]:
    """Name the figures that were printed with the values of a file."""
    frozen = printed_figures(upload).select_related("measure", "period")[:NAMED]
    return [f"{figure.measure}, {figure.period} was printed in {figure.purpose} since." for figure in frozen]


# --- taking a return back ------------------------------------------------------------------------------------
def take_back(upload: Upload, rows: Sequence[StagedRow]) -> None:
    """Put the values of a return back to what they were, and remove those it added.

    Where a release has the figure too, the value becomes the newest release's.
    """
    if not rows:
        return
    before = {(r.force_id, r.measure_id, r.period_id): r.before for r in rows if r.outcome == Outcome.CHANGED}
    restored, gone = [], []
    for value in with_what_was_before(upload):
        fields = before.get((value.force_id, value.measure_id, value.period_id))
        if fields is None and value.newest_release is None:
            gone.append(value.pk)
            continue
        if fields is None:
            value.release_id = value.newest_release
        else:
            for name in comparing.COMPARED:
                setattr(value, name, fields.get(name, getattr(value, name)))
            value.source = value.source_before if value.source_before is not None else value.source
            value.upload_id, value.release_id = value.upload_before, value.release_before
        value.version += 1
        restored.append(value)
    of_release = [value for value in restored if value.release_id]
    published = [value.pk for value in of_release if value.newest_release]
    published += taken_back_since([value.pk for value in of_release])
    written_fields = [*comparing.COMPARED, "source", "release", "upload", "version"]
    history.bulk_write(Value, [], restored, unique=["force", "measure", "period"], fields=written_fields)
    vintages.follow_newest(published)
    for start in range(0, len(gone), vintages.BATCH):
        history.bulk_delete(Value.objects.filter(pk__in=gone[start : start + vintages.BATCH]))


def with_what_was_before(upload: Upload) -> QuerySet[Any]:
    """Return the values of a file with the source, file and release each had before it, and its newest release."""
    then = Value.history.filter(id=OuterRef("pk")).exclude(upload=upload.pk).order_by("-history_id")
    newest = Vintage.objects.filter(value=OuterRef("pk")).order_by("-release__released_on", "-release_id")
    return (
        Value.objects.filter(upload=upload)
        .order_by()
        .annotate(
            source_before=Subquery(then.values("source")[:1]),
            upload_before=Subquery(then.values("upload_id")[:1]),
            release_before=Subquery(then.values("release_id")[:1]),
            newest_release=Subquery(newest.values("release")[:1]),
        )
    )


def taken_back_since(pks: list[int]) -> list[int]:
    """Return the values whose published figure was taken back while a return stood in its place."""
    if not pks:
        return []
    removed = Vintage.history.filter(value__in=pks, history_type="-")
    return list(removed.order_by().values_list("value", flat=True).distinct())


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


def summary(upload: Upload, *, is_done: bool = False) -> str:
    """Return in words what undoing a file would do, or did."""
    changed, added = upload.tally.get("changed", 0), upload.tally.get("added", 0)
    parts = []
    if changed:
        goes = "went" if is_done else "goes" if changed == 1 else "go"
        parts.append(f"{plural(changed, 'figure')} {goes} back to what {'it was' if changed == 1 else 'they were'}")
    if added:
        verb = ("was" if added == 1 else "were") if is_done else ("is" if added == 1 else "are")
        parts.append(f"{plural(added, 'figure')} added by it {verb} removed")
    return " and ".join(parts) + "." if parts else "It changed nothing, so no figure changes."
