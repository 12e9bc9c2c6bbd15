"""The figures that releases gave a value, each a `Vintage`; the value itself is as the newest release has it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from core import history
from forces.models import Outcome, Release, StagedRow, Upload, Value, Vintage

BATCH = 2000
KEPT = ("numerator", "denominator", "printed", "status", "reason", "caveat")  # what a vintage holds of a value
Fields = dict[str, Any]
ValueKey = tuple[int | None, int | None, int | None]


def with_figure(value: Value, fields: Fields, release: Release, upload: Upload | None) -> Value:
    """Give a value the figure of a release; it is public, as the release is, so it belongs to no collection."""
    for name in KEPT:
        setattr(value, name, fields[name])
    value.release, value.source, value.upload = release, release.source[:300], upload
    return value


def keep_what_was_held(values: dict[ValueKey, Value]) -> None:
    """Keep the figure of a value that names its release and has no vintage of it, before another takes its place."""
    pks = [value.pk for value in values.values() if value.release_id]
    if not pks:
        return
    measures = {value.measure_id for value in values.values()}
    there = set(Vintage.objects.filter(value__measure__in=measures).order_by().values_list("value", "release"))
    lacking = [v for v in values.values() if v.release_id and (v.pk, v.release_id) not in there]
    made = [
        Vintage(value=v, release_id=v.release_id, upload_id=v.upload_id, **{name: getattr(v, name) for name in KEPT})
        for v in lacking
    ]
    history.bulk_create(Vintage, made)


def write(upload: Upload, rows: Iterable[StagedRow], values: dict[ValueKey, Value], keys: dict[str, int]) -> None:
    """Write each release's figure."""
    added: list[Vintage] = []
    changed: list[Vintage] = []
    for row in rows:
        after = row.after or {}
        vintage = Vintage(
            value=values[row.force_id, row.measure_id, row.period_id],
            release_id=keys[after["release"]],
            upload=upload,
            **{name: after[name] for name in KEPT},
        )
        (changed if row.outcome == Outcome.CHANGED else added).append(vintage)
    history.bulk_write(Vintage, added, changed, unique=["value", "release"], fields=[*KEPT, "upload"])


def uploads_before(upload: Upload) -> dict[int, int | None]:
    """Return which file each vintage of a file was of before it."""
    written = Vintage.objects.filter(upload=upload).values("pk")
    rows = Vintage.history.filter(id__in=written).exclude(upload=upload.pk).order_by("history_id")
    return dict(rows.values_list("id", "upload_id"))


def follow_newest(pks: Iterable[int]) -> None:
    """Give values the figure of the newest release that is left; remove those no release has any more."""
    every = list(pks)
    for start in range(0, len(every), BATCH):
        some = every[start : start + BATCH]
        newest: dict[int, Vintage] = {}
        found = Vintage.objects.filter(value__in=some).select_related("release")
        for vintage in found.order_by("release__released_on", "release_id"):
            newest[vintage.value_id] = vintage
        changed, gone = [], []
        for value in Value.objects.filter(Q(pk__in=some), release__isnull=False):
            vintage_left = newest.get(value.pk)
            if vintage_left is None:
                gone.append(value.pk)
                continue
            fields = {name: getattr(vintage_left, name) for name in KEPT}
            is_same = value.release_id == vintage_left.release_id and all(
                getattr(value, name) == fields[name] for name in KEPT
            )
            if not is_same:
                with_figure(value, fields, vintage_left.release, None).upload_id = vintage_left.upload_id
                value.version += 1
                changed.append(value)
        written = [*KEPT, "source", "release", "upload", "version"]
        history.bulk_write(Value, [], changed, unique=["force", "measure", "period"], fields=written)
        history.bulk_delete(Value.objects.filter(pk__in=gone))
