"""A planned exercise and made-up crime lists, for the tests of the draw."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import Role
from core import clock, jobs
from core.models import Job
from inspections import drawing
from inspections.actions import crime_lists, draws
from inspections.crime_lists import Columns
from inspections.models import AssignmentRole, CrimeList, Draw, Exercise, ListFormat, Stratum
from tests import factories
from tests.inspections import file_review_samples as samples

TYPES = {"Theft from the person": "theft-from-person", "Stalking": "stalking", "Burglary": ""}
COLUMNS = Columns("Crime ID", "Month", "Crime type")
LAYOUT = drawing.Layout(COLUMNS, TYPES)


def planned(target: int | None = 4, **fields: Any) -> Exercise:
    """Return a random exercise of an open inspection, planned over thefts from the person and stalking."""
    inspection = fields.pop("inspection", None) or factories.InspectionFactory(open=True)
    lead = fields.pop("lead", None) or factories.user(Role.MANAGER, name="Lead")
    factories.AssignmentFactory(inspection=inspection, user=lead, role=AssignmentRole.LEAD)
    made: Exercise = factories.ExerciseFactory(
        inspection=inspection,
        template=samples.template(),
        lead=lead,
        target=target,
        window_from=date(2017, 1, 1),
        window_to=date(2017, 3, 31),
        **fields,
    )
    titles = {"theft-from-person": "Theft from person", "stalking": "Stalking"}
    for number, (slug, title) in enumerate(titles.items(), start=1):
        Stratum.objects.create(exercise=made, number=number, slug=slug, title=title)
    return made


def lines(thefts: int = 6, stalkings: int = 4) -> list[str]:
    """Return the rows of a list: so many thefts and stalkings in the window, and one row to leave out of each kind."""
    return [
        *(f"SECRET-T{number:03d},2017-01,Theft from the person" for number in range(1, thefts + 1)),
        *(f"SECRET-S{number:03d},2017-02,Stalking" for number in range(1, stalkings + 1)),
        ",2017-01,Stalking",
        "SECRET-B001,2017-01,Burglary",
        "SECRET-B002,2017-01,Burglary",
        "SECRET-U001,2017-01,Treason",
        "SECRET-O001,2017-04,Stalking",
        "SECRET-D001,soon,Stalking",
        "SECRET-T001,2017-01,Theft from the person",
    ]


def content(rows: Sequence[str] | None = None) -> bytes:
    """Return a list as CSV."""
    return "\n".join(["Crime ID,Month,Crime type", *(lines() if rows is None else rows), ""]).encode()


def upload(rows: Sequence[str] | None = None) -> SimpleUploadedFile:
    """Return a list as a browser sends it."""
    return SimpleUploadedFile("crimes of the force.csv", content(rows), "text/csv")


def on_disk(folder: Path, rows: Sequence[str] | None = None) -> Path:
    """Return a list as a file."""
    path = folder / "crimes.csv"
    path.write_bytes(content(rows))
    return path


def know_format(made: Exercise) -> ListFormat:
    """Say what the lists of the exercise's force look like."""
    return ListFormat.objects.create(
        force=made.inspection.force, identifier="Crime ID", recorded_on="Month", offence_type="Crime type", types=TYPES
    )


def received(made: Exercise, rows: Sequence[str] | None = None) -> CrimeList:
    """Return a list sent in by the exercise's lead."""
    return crime_lists.receive(by=made.lead, exercise=made, file=upload(rows), at=timezone.now())


def run(made: Exercise, held: CrimeList, *, is_dry_run: bool = False, reason: str = "") -> Job:
    """Start the job of a draw and run it here; return it as it ended."""
    made.refresh_from_db()
    begun = crime_lists.start(
        by=made.lead, held=held, version=made.version, is_dry_run=is_dry_run, reason=reason, on=clock.today()
    )
    assert begun.job is not None
    return jobs.run(begun.job.pk)


def draw(made: Exercise, rows: Sequence[str] | None = None, **fields: Any) -> Draw:
    """Draw from a list, without storing it."""
    frame = drawing.frame_of(made, io.BytesIO(content(rows)), LAYOUT)
    source = draws.Source(name="crimes.csv", layout=LAYOUT)
    chosen = {"by": made.lead, "is_dry_run": False, "at": clock.now(), **fields}
    return draws.draw(exercise=made, frame=frame, source=source, **chosen)


# What a draw of one stalking and one burglary keeps.
COUNTS: dict[str, Any] = {
    **dict.fromkeys(("without_identifier", "without_date", "outside_window", "unmapped", "repeated"), 0),
    "rows": 2,
    "other_types": 1,
    "population": 1,
    "types": {"stalking": 1},
    "targets": {"": 3},
    "drawn": {"stalking": 1},
    "disagreeing": 0,
    "unmapped_values": {},
    "other_values": {"Burglary": 1},
    "window": ["2018-01-01", "2018-03-31"],
    "layout": {"columns": asdict(COLUMNS), "types": {"Burglary": "", "Stalking": "stalking"}},
}
