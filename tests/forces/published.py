"""What tests of published statistics share: a collection of them, a mapping, releases, and a way to load a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.files.base import ContentFile

from accounts.models import User
from core import jobs
from forces.actions import collections, uploads
from forces.models import (
    Collection,
    Force,
    ForceAlias,
    Mapping,
    Measure,
    Period,
    PeriodKind,
    Release,
    Upload,
    UploadState,
)
from reports.demonstration.tables import rows, yes
from tests import factories
from tests.forces.files import as_csv

TODAY = date(2026, 5, 1)
JANUARY_2019 = ("january-2019", "Tables of January 2019", date(2019, 1, 24))
APRIL_2026 = ("april-2026", "Tables of April 2026", date(2026, 4, 23))


def every_force() -> dict[str, Force]:
    """Make the 43 forces and British Transport Police under their own names; return them by code."""
    for row in rows("forces"):
        factories.ForceFactory(
            **{name: row[name] for name in ("code", "slug", "name", "official_name", "ons_code", "country", "region")},
            is_in_scope=yes(row["in_scope"]),
        )
    return {force.code: force for force in Force.objects.all()}


def release(slug: str, title: str, on: date) -> Release:
    """Return a release, made once."""
    return Release.objects.get_or_create(
        slug=slug, defaults={"title": title, "released_on": on, "source": f"Published statistics: {title}"}
    )[0]


def financial_year(first: int) -> Period:
    """Return the twelve months to 31 March."""
    return factories.PeriodFactory(
        slug=f"ye-{first + 1}-03",
        starts_on=date(first, 4, 1),
        ends_on=date(first + 1, 3, 31),
        label=f"Year to March {first + 1}",
        population_year=first,
    )


def quarter(first: int, number: int) -> Period:
    """Return a quarter of a financial year."""
    starts = {1: date(first, 4, 1), 2: date(first, 7, 1), 3: date(first, 10, 1), 4: date(first + 1, 1, 1)}[number]
    ends = {1: date(first, 6, 30), 2: date(first, 9, 30), 3: date(first, 12, 31), 4: date(first + 1, 3, 31)}[number]
    return factories.PeriodFactory(
        slug=f"q{number}-{first}-{(first + 1) % 100:02d}",
        kind=PeriodKind.QUARTER,
        starts_on=starts,
        ends_on=ends,
        label=f"Quarter {number} of {first}/{(first + 1) % 100:02d}",
    )


@dataclass
class Published:
    """A collection of published statistics, its mapping, and who loads them."""

    administrator: User
    collection: Collection
    mapping: Mapping
    releases: dict[str, Release] = field(default_factory=dict)

    def receive(self, data: bytes, release: Release | None = None, name: str = "table.csv") -> Upload:
        """Send a table in."""
        return uploads.receive(
            by=self.administrator,
            collection=self.collection,
            force=None,
            file=ContentFile(data, name=name),
            on=TODAY,
            mapping=self.mapping,
            release=release,
            queued=False,
        )

    def send(self, data: bytes, release: Release | None = None, name: str = "table.csv") -> Upload:
        """Send a table in and have it read."""
        upload = self.receive(data, release, name)
        jobs.run(upload.job_id)
        return Upload.objects.get(pk=upload.pk)

    def load(self, data: bytes, release: Release | None = None) -> Upload:
        """Send a table in and confirm it."""
        upload = self.send(data, release)
        if upload.state != UploadState.READ:
            raise AssertionError(upload.refusal)
        return uploads.confirm(by=self.administrator, upload=upload, version=upload.version)


def published(by: User, items: Sequence[tuple[Measure, Period]], **mapping: Any) -> Published:
    """Begin a collection of published statistics with a mapping."""
    collection = collections.create(
        by=by,
        collection=Collection(
            slug="statistics",
            title="Published statistics",
            kind="statistics",
            cycle=factories.CycleFactory(),
            opens_on=date(2018, 1, 1),
            closes_on=date(2018, 12, 31),
        ),
        items=items,
    )
    return Published(by, collection, factories.MappingFactory(**mapping))


def table(headings: Sequence[str], *lines: Sequence[Any]) -> bytes:
    """Return a CSV of a table."""
    return as_csv(list(lines), headings)


def also_called(force: Force, name: str) -> ForceAlias:
    """Say that a force is known under another name."""
    return factories.ForceAliasFactory(force=force, name=name)
