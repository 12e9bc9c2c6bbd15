"""A file of published grades in the small world: one row to add, one refused."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile

from core import clock
from inspections.actions import grades_files
from tests.inspections.grades_samples import as_csv, row

ROWS = [
    row(force="First force", cycle="2017", question="question 2", grade="good"),
    row(force="No such force"),
]


def add(world: Any, subject: Any) -> None:
    """Send it in, to be confirmed."""
    file = ContentFile(as_csv(*ROWS), name="grades.csv")
    received = grades_files.receive(by=world.people["administrator"].user, file=file, at=clock.now())
    world.subjects.append(subject("grades file", (received.pk,)))
