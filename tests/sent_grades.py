"""Forms about published grades, filled in rightly: who sends what where."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests import world_grades
from tests.inspections.grades_samples import as_csv
from tests.world import World

Sent = tuple[str, str, dict[str, Any]]


def grades_file(world: World) -> Sent:
    """Published grades."""
    file = SimpleUploadedFile("grades.csv", as_csv(*world_grades.ROWS), "text/csv")
    return "manager", "/grades/", {"file": file}


def grades_confirmed(world: World) -> Sent:
    """That a file of published grades is to be loaded."""
    return "administrator", f"/grades/{world.of('grades file')[0].args[0]}/confirm/", {"version": 1}


def correction(world: World) -> Sent:
    """That a published judgment was corrected."""
    inspection = world.records["FIR-2017-E"]
    judgment = inspection.judgments.filter(state="graded").first()
    sent = {
        "judgment": judgment.pk, "outcome": "not-graded", "reason": "The force supplied wrong data.",
        "corrected_on-day": "1", "corrected_on-month": "6", "corrected_on-year": "2018",
    }  # fmt: skip
    return "manager", f"/inspections/{inspection.reference}/correct/", sent


GRADES = [grades_file, grades_confirmed, correction]
