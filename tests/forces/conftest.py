"""What tests of returns share: a collection that asks two forces for two measures, and a way to send a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile

from accounts.models import Role, User
from core import jobs
from forces.actions import collections, uploads
from forces.models import Collection, Force, Measure, Period, Upload, Value
from tests import factories
from tests.forces.files import as_csv

TODAY = date(2018, 6, 1)


@pytest.fixture(autouse=True)
def storage(settings: Any, tmp_path: Path) -> Path:
    """Keep uploaded files in a folder of the test."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@dataclass
class Spring:
    """A collection that is open, what it asks and whom."""

    collection: Collection
    bedfordshire: Force
    cambridgeshire: Force
    crime: Measure
    referrals: Measure
    period: Period
    administrator: User

    def send(self, data: bytes, force: Force | None = None, by: User | None = None, name: str = "return.csv") -> Upload:
        """Send a file in and have it read."""
        upload = self.receive(data, force, by, name)
        jobs.run(upload.job_id)
        return Upload.objects.get(pk=upload.pk)

    def receive(
        self, data: bytes, force: Force | None = None, by: User | None = None, name: str = "return.csv"
    ) -> Upload:
        """Send a file in."""
        return uploads.receive(
            by=by or self.administrator,
            collection=self.collection,
            force=force,
            file=ContentFile(data, name=name),
            on=TODAY,
            queued=False,
        )

    def rows(self, *rows: tuple[Any, ...], **options: Any) -> bytes:
        """Return a CSV; a row is force, measure, numerator, denominator, status, reason, note."""
        return as_csv([[force, measure, self.period.slug, *rest] for force, measure, *rest in rows], **options)

    def value(self, force: Force, measure: Measure, **fields: Any) -> Value:
        """Hold a value."""
        return factories.ValueFactory(force=force, measure=measure, period=self.period, **fields)


@pytest.fixture
def spring(db: None) -> Spring:
    """Open the collection."""
    administrator = factories.user(Role.ADMINISTRATOR)
    bedfordshire = factories.ForceFactory(code="BED", slug="bedfordshire", name="Bedfordshire")
    cambridgeshire = factories.ForceFactory(code="CAM", slug="cambridgeshire", name="Cambridgeshire")
    factories.ForceFactory(code="BTP", slug="btp", name="British Transport Police", is_in_scope=False)
    crime = factories.MeasureFactory(slug="crime")
    referrals = factories.MeasureFactory(slug="referrals", share=True)
    period = factories.PeriodFactory(year=2017)
    for force, people in ((bedfordshire, 600_000), (cambridgeshire, 800_000)):
        factories.PopulationFactory(force=force, mid_year=2016, resident=people)
    collection = collections.create(
        by=administrator,
        collection=Collection(
            slug="spring",
            title="Spring return",
            cycle=factories.CycleFactory(),
            opens_on=date(2018, 5, 14),
            closes_on=date(2018, 6, 29),
        ),
        items=[(crime, period), (referrals, period)],
    )
    return Spring(collection, bedfordshire, cambridgeshire, crime, referrals, period, administrator)


Ask = Callable[[User, str], Any]


@pytest.fixture
def ask(client: Any) -> Ask:
    """Return a function that asks for a page as a person."""

    def get(person: User, address: str) -> Any:
        client.force_login(person)
        return client.get(address)

    return get
