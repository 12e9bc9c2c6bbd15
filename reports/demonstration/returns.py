"""The open collection part-way: 31 of 43 forces have sent published figures in, some are queried, some accepted.

No figure is made up: what the forces "return" is what was published of them; that they returned it is illustrative.
"""

from __future__ import annotations

import csv
import io
from itertools import groupby
from typing import Any

from django.core.files.base import ContentFile

from core import history, jobs
from forces.actions import queries, returns, uploads
from forces.models import (
    Collection,
    Force,
    Measure,
    Period,
    Release,
    Return,
    ReturnState,
    Upload,
    Value,
    Vintage,
)
from reports.demonstration.tables import day, rows

HEADINGS = ("Force code", "Measure", "Period", "Numerator")
ASKED_ABOUT = "ye-2018-03"
QUESTION = "Illustrative: does this count leave fraud out, as the measure does?"
WITHOUT = "Illustrative: accepted without the figures that are not published"


def load(*, by: Any) -> None:
    """Load the releases beside the values, then send in the returns that have not come yet."""
    load_vintages()
    load_returns(by)


def load_vintages() -> None:
    """Keep each figure as every release had it; the value stays as in the release it was taken from."""
    releases = {
        row["slug"]: Release.objects.get_or_create(
            slug=row["slug"],
            defaults={"title": row["title"], "released_on": day(row["released_on"]), "source": row["source"]},
        )[0]
        for row in rows("releases")
    }
    if Vintage.objects.exists():
        return
    values = {
        (value.measure.slug, value.force.code, value.period.slug): value
        for value in Value.objects.select_related("measure", "force", "period")
    }
    vintages, taken = [], []
    for row in rows("vintages"):
        value = values[row["measure"], row["force"], row["period"]]
        release, count = releases[row["release"]], int(row["numerator"])
        vintages.append(Vintage(value=value, release=release, numerator=count, status=value.status))
        if value.numerator == count:
            value.release = release
            taken.append(value)
    history.bulk_create(Vintage, vintages)
    history.bulk_update(Value, taken, ["release"])


def load_returns(by: Any) -> None:
    """Send each force's file in as its administrator would, and take it as far as the table says."""
    forces = {force.code: force for force in Force.objects.all()}
    for (slug, code, step), answered in groupby(
        rows("returns"), key=lambda row: (row["collection"], row["force"], row["step"])
    ):
        collection = Collection.objects.get(slug=slug)
        if Upload.objects.filter(collection=collection, force=forces[code]).exists():
            continue
        upload = sent(by, collection, forces[code], list(answered))
        if step == "sent":
            continue
        uploads.confirm(by=by, upload=upload)
        held = Return.objects.select_related("collection", "force").get(collection=collection, force=forces[code])
        if step == "asked":
            crime = Measure.objects.get(slug="recorded-crime")
            period = Period.objects.get(slug=ASKED_ABOUT)
            queries.raise_by_hand(by=by, held=held, measure=crime, period=period, text=QUESTION)
        if step == "accepted" and held.state == ReturnState.CHECKED:
            returns.accept(by=by, held=held, version=None, reason=WITHOUT)


def sent(by: Any, collection: Collection, force: Force, answered: list[dict[str, str]]) -> Upload:
    """Send one force's figures in as a file and have it read."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADINGS)
    writer.writerows([row["force"], row["measure"], row["period"], row["numerator"]] for row in answered)
    upload = uploads.receive(
        by=by,
        collection=collection,
        force=force,
        file=ContentFile(text.getvalue().encode(), name=f"{force.slug}.csv"),
        on=collection.opens_on,
        queued=False,
    )
    jobs.run(upload.job_id)
    return Upload.objects.select_related("collection", "force").get(pk=upload.pk)
