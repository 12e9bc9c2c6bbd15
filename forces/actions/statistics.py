"""Published statistics: a table read through its mapping, applied release by release, and taken back.

Each release's figure is a `Vintage`. The value itself is as the newest release has it, and is left alone where it is
what a force returned. Populations are the same in `forces.actions.population_tables`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from core import history, jobs
from core.actions import action, lock, save
from core.sent_files import PreviewStale, moved
from core.words import plural
from forces import rules
from forces.actions import population_tables, vintages
from forces.actions.vintages import BATCH, KEPT, Fields, ValueKey
from forces.models import (
    Collection,
    CollectionKind,
    Force,
    Mapping,
    MappingTarget,
    Measure,
    Outcome,
    Release,
    StagedRow,
    Status,
    Upload,
    UploadState,
    Value,
    Vintage,
)
from forces.returns import comparing, files, sheets, table_lookup, tables
from forces.returns.gathered import Figure, Gathered, Key, Known
from forces.returns.layout import Unreadable
from forces.returns.messages import problem

BLANK: dict[str, Any] = {**dict.fromkeys(comparing.COMPARED), **dict.fromkeys(("printed", "reason", "caveat"), "")}
ACCEPTED = (Outcome.ADDED, Outcome.CHANGED, Outcome.UNCHANGED)


# --- receiving -----------------------------------------------------------------------------------------------
def check_may_load(
    *, by: Any, collection: Collection, force: Force | None, mapping: Mapping | None, release: Release | None
) -> None:
    """Refuse a table of published statistics from the wrong person, at the wrong place, or without its release."""
    if not by.has_perm("forces.manage_reference"):
        raise PermissionDenied("forces.manage_reference")
    if collection.kind != CollectionKind.STATISTICS:
        raise ValidationError(f"{collection} takes the returns of forces on its template, not published tables.")
    if force is not None:
        raise ValidationError("A published table holds all forces in one file: send it without naming one.")
    if mapping is None:
        raise ValidationError(f"{collection} takes published tables: say which mapping reads this one.")
    if mapping.release_column and release is not None:
        raise ValidationError(f"{mapping} reads the release from the column {mapping.release_column}: name none.")
    if not mapping.release_column and release is None:
        raise ValidationError(f"{mapping} has no column for the release: say which release this table is.")


# --- reading -------------------------------------------------------------------------------------------------
def read(upload: Upload, progress: jobs.Progress) -> str:
    """Read a table, compare it with what is held of its releases, and keep what it would do; or raise `Unreadable`."""
    mapping = upload.mapping
    if mapping is None:
        raise TypeError("a published table has its mapping")
    sheet = sheets.read(content(upload), mapping)
    known = table_lookup.known(upload.collection, upload.release)
    check_period(mapping, known)
    gathered = tables.gather(
        sheet, mapping, known, lambda done, total: progress.report(done, total, "Reading the rows")
    )
    progress.report(len(sheet.grid), len(sheet.grid), "Keeping the figures")
    rows = staged(upload, gathered)
    stage(by=upload.uploaded_by, upload=upload, format=sheet.format, rows=rows, not_read=gathered.not_read)
    return f"Read {plural(len(rows), 'figure')}."


def content(upload: Upload) -> bytes:
    """Return the file's content."""
    if upload.size > files.limit():  # the limit was lowered meanwhile
        raise Unreadable(problem("too-large", size=files.megabytes(upload.size), limit=files.megabytes(files.limit())))
    with upload.file.open("rb") as file:
        return bytes(file.read())


def check_period(mapping: Mapping, known: Known) -> None:
    """Refuse a table that does not tell the period, unless there is but one it can be about."""
    count = len(set(known.periods.values()))
    if mapping.target == MappingTarget.VALUES and not mapping.period_columns and count != 1:
        raise Unreadable(problem("table-period-of-several", mapping=mapping.title, count=count))


def staged(upload: Upload, gathered: Gathered) -> list[StagedRow]:
    """Return the rows of the preview: each figure with what its release holds now, and each refused row."""
    slugs = dict(Release.objects.values_list("pk", "slug"))
    held = held_of(upload, {key.release for key in gathered.figures})
    rows = [
        StagedRow(
            upload_id=upload.pk,
            number=refused.number,
            sheet=refused.problem.sheet[:100],
            outcome=Outcome.REFUSED,
            found=refused.found,
            problems=[refused.problem.as_dict()],
        )
        for refused in gathered.refused
    ]
    for key, figure in gathered.figures.items():
        before, after = held.get(key), fields_of(figure, slugs[key.release])
        rows.append(
            StagedRow(
                upload_id=upload.pk,
                number=figure.number,
                outcome=comparing.outcome_of(before, after),
                force_id=key.force,
                measure_id=key.measure,
                period_id=key.period,
                mid_year=key.mid_year,
                found={"rows": figure.rows},
                before=before,
                after=after,
            )
        )
    return rows


def fields_of(figure: Figure, release: str) -> Fields:
    """Return what is compared and kept of a figure; a population is a count too."""
    counts = {"numerator": figure.numerator, "denominator": figure.denominator, "status": Status.SUPPLIED.value}
    return {**BLANK, **counts, "release": release}


def held_of(upload: Upload, releases: Iterable[int]) -> dict[Key, Fields]:
    """Return what is held of some releases by figure."""
    if is_of_populations(upload):
        return population_tables.held_of(releases)
    found = Vintage.objects.filter(
        release__in=list(releases), value__measure__in=upload.collection.items.values("measure")
    ).order_by()
    return {
        Key(row[0], row[1], row[2], None, row[3]): {**BLANK, **dict(zip(KEPT, row[4:], strict=True))}
        for row in found.values_list("value__force", "value__measure", "value__period", "release", *KEPT)
    }


def is_of_populations(upload: Upload) -> bool:
    """Say whether a table holds populations."""
    return upload.mapping is not None and upload.mapping.target == MappingTarget.POPULATIONS


@action("forces.manage_reference")
def stage(*, by: Any, upload: Upload, format: str, rows: list[StagedRow], not_read: list[dict[str, Any]]) -> Upload:
    """Keep the figures of a table as read and compared."""
    upload = moved(lock(upload), UploadState.READ, rules.UPLOAD_MOVES)
    StagedRow.objects.bulk_create(rows, batch_size=BATCH)
    counts = Counter(row.outcome for row in rows)
    upload.format, upload.not_read = format, not_read
    # in the order of the file, which PostgreSQL does not keep in each row's cells
    headings = list(dict.fromkeys(heading for row in rows if row.outcome == Outcome.REFUSED for heading in row.found))
    upload.tally = {
        "rows": len(rows),
        "empty": 0,
        **{name: counts[name] for name in Outcome.values},
        "headings": headings,
    }
    return save(upload)


def compare_again(upload: Upload) -> Counter[str]:
    """Make the preview of a locked table anew; return its accepted rows by outcome."""
    rows = list(upload.rows.filter(outcome__in=ACCEPTED))
    keys = dict(Release.objects.values_list("slug", "pk"))
    held = held_of(upload, {keys[row.after["release"]] for row in rows if row.after})
    for row in rows:
        row.before = held.get(key_of(row, keys))
        row.outcome = comparing.outcome_of(row.before, row.after or {})
    StagedRow.objects.bulk_update(rows, ["before", "outcome"], batch_size=500)
    return Counter(row.outcome for row in rows)


def key_of(row: StagedRow, releases: dict[str, int]) -> Key:
    """Return which figure of which release an accepted row is about."""
    release = releases[(row.after or {})["release"]]
    return Key(row.force_id or 0, row.measure_id, row.period_id, row.mid_year, release)


# --- applying ------------------------------------------------------------------------------------------------
def apply(upload: Upload, rows: Sequence[StagedRow]) -> None:
    """Write the figures of a table, one import at a time; refuse when what is held changed after the preview."""
    releases = locked(rows)
    keys = {release.slug: pk for pk, release in releases.items()}
    held = held_of(upload, releases)
    stale = [row for row in rows if row.before != held.get(key_of(row, keys))]
    if stale:
        raise PreviewStale(plural(len(stale), "figure"))
    if is_of_populations(upload):
        population_tables.apply(rows, releases)
        return
    values = values_of(rows)
    vintages.keep_what_was_held(values)
    by_key: dict[ValueKey, list[StagedRow]] = {}
    for row in rows:
        by_key.setdefault((row.force_id, row.measure_id, row.period_id), []).append(row)
    added, changed = [], []
    for value_key, several in by_key.items():
        newest = max(several, key=lambda row: age_of(releases[keys[(row.after or {})["release"]]]))
        release = releases[keys[(newest.after or {})["release"]]]
        value = values.get(value_key)
        if value is None:
            force, measure, period = value_key
            made = Value(force_id=force, measure_id=measure, period_id=period)
            values[value_key] = vintages.with_figure(made, newest.after or {}, release, upload)
            added.append(made)
        elif value.release is not None and age_of(release) >= age_of(value.release):
            value.version += 1
            changed.append(vintages.with_figure(value, newest.after or {}, release, upload))
    written = [*KEPT, "source", "release", "upload", "version"]
    history.bulk_write(Value, added, changed, unique=["force", "measure", "period"], fields=written)
    vintages.write(upload, rows, values, keys)


def locked(rows: Iterable[StagedRow]) -> dict[int, Release]:
    """Lock the measures and releases of a table's rows, in the order all imports do, and return the releases."""
    measures = sorted({row.measure_id for row in rows if row.measure_id})
    list(Measure.objects.select_for_update().filter(pk__in=measures).order_by("pk").values_list("pk"))
    slugs = {(row.after or {})["release"] for row in rows}
    return {
        release.pk: release for release in Release.objects.select_for_update().filter(slug__in=slugs).order_by("pk")
    }


def age_of(release: Release) -> tuple[Any, int]:
    """Return what releases are ordered by: the day, then the order in which they were entered."""
    return release.released_on, release.pk


def values_of(rows: Iterable[StagedRow]) -> dict[ValueKey, Value]:
    """Return the values now held of what rows are about."""
    measures, periods = {row.measure_id for row in rows}, {row.period_id for row in rows}
    found = Value.objects.filter(measure__in=measures, period__in=periods).select_related("release")
    return {(value.force_id, value.measure_id, value.period_id): value for value in found}


# --- taking back ---------------------------------------------------------------------------------------------
def take_back(upload: Upload, rows: Sequence[StagedRow]) -> None:
    """Put every release's figure back to what it was before a table, and each value to its newest release."""
    releases = locked(rows)
    keys = {release.slug: pk for pk, release in releases.items()}
    if is_of_populations(upload):
        population_tables.take_back(rows, releases)
        return
    written = Vintage.objects.filter(upload=upload)
    touched = set(written.order_by().values_list("value", flat=True))
    before = {key_of(row, keys): row.before for row in rows if row.outcome == Outcome.CHANGED}
    earlier = vintages.uploads_before(upload)
    restored, gone = [], []
    for vintage in written.select_related("value"):
        value = vintage.value
        fields = before.get(Key(value.force_id, value.measure_id, value.period_id, None, vintage.release_id))
        if fields is None:
            gone.append(vintage.pk)
            continue
        for name in KEPT:
            setattr(vintage, name, fields[name])
        vintage.upload_id = earlier.get(vintage.pk)
        restored.append(vintage)
    history.bulk_write(Vintage, [], restored, unique=["value", "release"], fields=[*KEPT, "upload"])
    for start in range(0, len(gone), BATCH):
        history.bulk_delete(Vintage.objects.filter(pk__in=gone[start : start + BATCH]))
    vintages.follow_newest(touched)
