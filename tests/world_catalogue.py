"""A file of published findings in the small world: one row to add, one refused, one in doubt."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile

from core import clock
from findings.actions import back_catalogue
from tests.findings.catalogue_samples import as_csv, row

ROWS = [
    row(force="First force", raised_cycle="2017", status_as_of_cycle="2018", status="in progress"),
    row(force="No such force"),
    row(force="Second force", raised_cycle="2017", status_as_of_cycle="2017", source=""),
]


def add(world: Any, subject: Any) -> None:
    """Send it in, to be confirmed."""
    sender = world.people["administrator"].user
    file = ContentFile(as_csv(*ROWS), name="findings.csv")
    received = back_catalogue.receive(by=sender, file=file, at=clock.now())
    world.subjects.append(subject("findings file", (received.pk,)))
