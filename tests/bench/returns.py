"""Import of 31,000 rows: read, checked, previewed and confirmed by our page; and by django-import-export's admin flow.

All take the same workbook, on the same database, in the same process, and write the same values; its bulk mode writes
no history and shows no differences, which ours does.
Everything is rolled back. `measure()` returns the figures; `make bench` prints and keeps them.
"""

from __future__ import annotations

import io
import time
import tracemalloc
from collections.abc import Callable
from datetime import date
from typing import Any

import xlsxwriter
from django.core.files.base import ContentFile
from django.db import transaction
from import_export import fields, resources
from import_export.formats.base_formats import XLSX
from import_export.widgets import ForeignKeyWidget

from accounts.models import Role, User
from core import history, jobs
from forces.actions import collections, uploads
from forces.models import Collection, Cycle, Force, Measure, Period, Region, StagedRow, Upload, UploadState, Value
from forces.returns.layout import HEADINGS, READ
from forces.views.uploads import PAGE, lines_of

MEASURES = 60
YEARS = 12
FORCES = 43
TODAY = date(2018, 6, 1)


class BaselineResource(resources.ModelResource):
    """A resource as django-import-export's documentation writes one for a table with natural keys; all defaults."""

    force = fields.Field("force", HEADINGS["force"], ForeignKeyWidget(Force, "code"))
    measure = fields.Field("measure", HEADINGS["measure"], ForeignKeyWidget(Measure, "slug"))
    period = fields.Field("period", HEADINGS["period"], ForeignKeyWidget(Period, "slug"))
    numerator = fields.Field("numerator", HEADINGS["numerator"])
    status = fields.Field("status", HEADINGS["status"])

    class Meta:
        model = Value
        import_id_fields = ("force", "measure", "period")
        fields = ("force", "measure", "period", "numerator", "status")


class BulkResource(BaselineResource):
    """The same with everything on that its documentation says makes an import faster."""

    class Meta(BaselineResource.Meta):
        use_bulk = True
        batch_size = 1000
        skip_diff = True
        skip_html_diff = True


def measure(baseline_rows: int = 5_000) -> dict[str, Any]:
    """Time all on the same rows; `baseline_rows` shortens the slow ones, whose time is then scaled up and so marked.

    Both take longer a row the more rows there are, so scaling up is in their favour.
    """
    with transaction.atomic():
        by, collection = prepare()
        data = workbook(collection)
        rows = FORCES * MEASURES * YEARS
        added = timed(lambda: ours(by, collection, data))
        changed = timed(lambda: ours(by, collection, workbook(collection, step=1)))
        peak = memory(lambda: ours(by, collection, workbook(collection, step=2)))
        Value.objects.filter(measure__slug__startswith="bench-").delete()
        data = workbook(collection, most=baseline_rows)
        bulk, done = timed_baseline(by, data, BulkResource)
        Value.objects.filter(measure__slug__startswith="bench-").delete()
        theirs, done = timed_baseline(by, data, BaselineResource)
        transaction.set_rollback(True)
    scaled, scaled_bulk = theirs * rows / done, bulk * rows / done
    megabytes = round(peak / 1024 / 1024)
    return {
        "rows": rows,
        "added_seconds": round(added, 2),
        "changed_seconds": round(changed, 2),
        "rows_per_second": round(rows / added),
        "peak_python_mb": megabytes,
        "target_mb": "≤ 300",
        "baseline": "django-import-export, default admin flow: read, dry run, confirm",
        "baseline_rows": done,
        "baseline_seconds": round(scaled, 2),
        "baseline_is_scaled": done < rows,
        "ratio": round(scaled / added, 1),
        "target": "≥ 20",
        "bulk": "the same flow with use_bulk, skip_diff and skip_html_diff, a thousand rows a batch",
        "bulk_seconds": round(scaled_bulk, 2),
        "bulk_ratio": round(scaled_bulk / added, 1),
        "bulk_target": "≥ 4",
        "is_met": scaled / added >= 20 and scaled_bulk / added >= 4 and megabytes <= 300,
    }


def timed(work: Callable[[], object]) -> float:
    """Return how many seconds something takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def memory(work: Callable[[], object]) -> int:
    """Return the peak of what Python allocates for something, in bytes."""
    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def prepare() -> tuple[User, Collection]:
    """Make an administrator, 43 forces, the measures and periods, and a collection that asks for all of them."""
    by = User.objects.create_user("bench@example.test", None, name="Bench", role=Role.ADMINISTRATOR)
    for number in range(FORCES - Force.objects.in_scope().count()):
        name = f"Bench {number:02d}"
        Force.objects.create(
            code=f"{number:03d}", slug=f"bench-{number}", name=name, official_name=name, region=Region.EAST
        )
    common = {"unit": "per 1,000", "denominator": "population", "per": 1000, "period_kind": "year-to"}
    kinds = [
        Measure.objects.create(slug=f"bench-{number:02d}", title=f"Bench {number:02d}", **common)
        for number in range(MEASURES)
    ]
    periods = [
        Period.objects.create(
            slug=f"bench-{year}",
            kind="year-to",
            starts_on=date(year - 1, 7, 1),
            ends_on=date(year, 6, 30),
            label=f"Bench {year}",
        )
        for year in range(1990, 1990 + YEARS)
    ]
    cycle, _ = Cycle.objects.get_or_create(first_year=1990, defaults={"slug": "bench", "title": "Bench"})
    collection = Collection(slug="bench-import", title="Bench import", cycle=cycle, opens_on=TODAY, closes_on=TODAY)
    items = [(kind, period) for kind in kinds for period in periods]
    return by, collections.create(by=by, collection=collection, items=items)


def workbook(collection: Collection, step: int = 0, most: int = 0) -> bytes:
    """Return a workbook with a row for each figure asked of each force, or the first so many of them."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Return")
        sheet.write_row(0, 0, [HEADINGS[key] for key in READ])
        row = 0
        items = list(collection.items.select_related("measure", "period"))
        for code in Force.objects.in_scope().values_list("code", flat=True)[:FORCES]:
            for item in items:
                if most and row == most:
                    break
                row += 1
                sheet.write_row(row, 0, [code, item.measure.slug, item.period.slug, 1000 + row + step, "", "supplied"])
    return file.getvalue()


def ours(by: User, collection: Collection, data: bytes) -> None:
    """Do what the page does: keep the file, read and check it in its job, show the preview, confirm."""
    file = ContentFile(data, name="bench.xlsx")
    upload = uploads.receive(by=by, collection=collection, force=None, file=file, on=TODAY, queued=False)
    stored = upload.file
    try:
        jobs.run(upload.job_id or 0)
        shown = StagedRow.objects.filter(upload=upload).select_related("force", "measure", "period")[:PAGE]
        if not [line for row in shown for line in lines_of(row)]:
            raise RuntimeError("nothing to preview")
        done = uploads.confirm(by=by, upload=Upload.objects.get(pk=upload.pk))
        if done.state != UploadState.CONFIRMED or done.tally["refused"] or done.tally["unchanged"]:
            raise RuntimeError(f"not what was meant to happen: {done.tally}")
    finally:
        stored.storage.delete(stored.name)


def timed_baseline(by: User, data: bytes, resource: type[resources.ModelResource]) -> tuple[float, int]:
    """Time the other flow: the admin reads the file and runs it dry, then reads it again and runs it."""
    start = time.perf_counter()
    with history.acting(by):
        for is_dry in (True, False):
            dataset = XLSX().create_dataset(data)
            result = resource().import_data(dataset, dry_run=is_dry, use_transactions=True, user=by)
            if result.has_errors() or result.has_validation_errors():
                raise RuntimeError("the baseline refused the rows")
    return time.perf_counter() - start, len(dataset)
