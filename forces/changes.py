"""What changed in a measure or a collection and in what hangs on it, newest first."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from core import history
from core.history import Change
from forces.models import Collection, CollectionCheck, CollectionItem, Measure, Period, SeriesBreak


def of_measure(measure: Measure) -> list[Change]:
    """Return what changed in a measure and in the breaks of its series."""
    breaks: Any = SeriesBreak.history.filter(measure_id=measure.pk)
    return newest_first(
        history.changes(measure.history.all()), history.changes_of_many(breaks, lambda row: f"Break “{row.reason}”")
    )


def of_collection(collection: Collection, since: datetime | None = None) -> list[Change]:
    """Return what changed in a collection, in what it asks for and in its checks."""
    items: Any = CollectionItem.history.filter(collection_id=collection.pk)
    checks: Any = CollectionCheck.history.filter(collection_id=collection.pk)
    titles = dict(Measure.objects.values_list("pk", "title"))
    labels = dict(Period.objects.values_list("pk", "label"))
    found = newest_first(
        history.changes(collection.history.all()),
        history.changes_of_many(
            items,
            lambda row: f"Asked: {titles.get(row.measure_id, 'a measure')}, {labels.get(row.period_id, 'a period')}",
        ),
        history.changes_of_many(checks, lambda row: f"Check {row.check_name}"),
    )
    return [change for change in found if since is None or change.at >= since]


def of_collection_after(collection: Collection, version: int) -> list[Change]:
    """Return what changed in a collection and its parts after a version that a form showed."""
    rows: Any = collection.history
    saved = rows.filter(version__gt=version).order_by("version").first()
    return of_collection(collection, since=saved.history_date) if saved else []


def newest_first(*lists: list[Change]) -> list[Change]:
    """Return changes of several kinds in one list."""
    return sorted((change for one in lists for change in one), key=lambda change: change.at, reverse=True)
