"""The register as CSV, all of it: by our page, and by django-import-export's Resource with the same columns.

The library is measured twice: as its admin page exports, where each row asks for its related records, and with them
joined. Both ask the same database in the same process as the same person. `measure()` returns the figures.
"""

from __future__ import annotations

import csv
import io
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

from django.test import RequestFactory
from import_export import fields, resources

from accounts.models import Role, User
from core import clock
from findings.models import Finding
from findings.views.register import FindingList

RUNS = 3
URL = "/findings/?format=csv"


def resource_of(columns: list[Any]) -> resources.ModelResource:
    """Return a Resource that exports the register's columns, each worked out as the register does."""
    declared: dict[str, Any] = {}
    for column in columns:
        declared[column.key] = fields.Field(column_name=column.key)
        declared[f"dehydrate_{column.key}"] = staticmethod(column.value)
    meta = type("Meta", (), {"model": Finding, "fields": [column.key for column in columns]})
    return type("Register", (resources.ModelResource,), {**declared, "Meta": meta})()  # type: ignore[no-any-return]


def measure() -> dict[str, Any]:
    """Time both, best of a few runs, and the memory that Python allocates for each."""
    by = User.objects.get(role=Role.MANAGER, email="manager@example.test")
    rows = sum(1 for _ in csv.reader(io.StringIO(ours(by)))) - 1
    theirs_rows = sum(1 for _ in csv.reader(io.StringIO(theirs(by)))) - 1
    if rows != theirs_rows:
        raise RuntimeError(f"not the same rows: {rows} and {theirs_rows}")
    our_seconds, their_seconds = best(lambda: drain(by)), best(lambda: theirs(by), runs=1)
    joined_seconds = best(lambda: theirs(by, joined=True))
    ratio = their_seconds / our_seconds
    return {
        "rows": rows,
        "seconds": round(our_seconds, 2),
        "rows_per_second": round(rows / our_seconds),
        "peak_python_mb": memory(lambda: drain(by)),
        "baseline": "django-import-export, a Resource of the same columns",
        "baseline_seconds": round(their_seconds, 2),
        "baseline_peak_python_mb": memory(lambda: theirs(by)),
        "baseline_joined_seconds": round(joined_seconds, 2),
        "ratio_joined": round(joined_seconds / our_seconds, 1),
        "ratio": round(ratio, 1),
        "target": "≥ 5",
        "is_met": ratio >= 5,
    }


def response_to(by: User) -> Any:
    """Return the answer of the register's page, not read yet."""
    request = RequestFactory().get(URL)
    request.user = User.objects.get(pk=by.pk)
    return FindingList.as_view()(request)


def drain(by: User) -> None:
    """Read the file as a server sends it, keeping nothing."""
    for _ in response_to(by).streaming_content:
        pass


def ours(by: User) -> str:
    """Return the file whole."""
    return b"".join(response_to(by).streaming_content).decode()


def theirs(by: User, *, joined: bool = False) -> str:
    """Return the same by the other library: as its admin page does it, or with the related records joined."""
    rows = Finding.objects.standing(by, clock.today()).with_first_due().order_by("reference")
    if joined:
        rows = rows.select_related("force", "cycle", "question")
    return str(resource_of(FindingList.columns).export(rows).csv)


def best(work: Callable[[], object], runs: int = RUNS) -> float:
    """Return the shortest time something takes, in seconds."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def memory(work: Callable[[], object]) -> float:
    """Return the peak of what Python allocates for something, in MB."""
    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return round(peak / 1024 / 1024, 1)
