"""Forms about published reports that are read in, filled in rightly: who sends what where."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests import world_readings
from tests.world import World

Sent = tuple[str, str, dict[str, Any]]


def address(world: World, number: int) -> str:
    """Return the address of a proposal."""
    return f"/report-files/{world.records[world_readings.PLACED].pk}/{number}/"


def report_file(world: World) -> Sent:
    """A published report."""
    text = f"{world_readings.FACTS}\nA third copy."
    return "manager", "/report-files/", {"file": SimpleUploadedFile("report.txt", text.encode(), "text/plain")}


def report_placed(world: World) -> Sent:
    """Which inspection a report is of."""
    held = world.records["SEC-2017-E"]
    data = {"version": 1, "force": "second", "framework": held.framework.slug, "source": "The report"}
    data |= {"published_on-day": "22", "published_on-month": "3", "published_on-year": "2018"}
    return "administrator", f"/report-files/{world.records[world_readings.LOOSE].pk}/about/", data


def report_judgment(world: World) -> Sent:
    """A judgment that is held already, and the scope that is not."""
    data = {"version": 1, "question": "question-1", "conclusion": "inadequate", "last_inspected": "2017", "reason": ""}
    return "manager", address(world, 2), data


def report_finding(world: World) -> Sent:
    """A finding."""
    question = world.records["FIR-2017-E"].framework.questions.first().pk
    data = {"version": 1, "wording": "Sweep the yard.", "title": "", "place": f"question-{question}", "same_as": ""}
    return "manager", address(world, 4), data


def report_count(world: World) -> Sent:
    """A count of files."""
    return "manager", address(world, 6), {"version": 1, "files": 60, "good": 46}


def report_refused(world: World) -> Sent:
    """That a report does not say something."""
    return "administrator", f"{address(world, 5)}refuse/", {"version": 1, "reason": "It is advice."}


READINGS = [report_file, report_placed, report_judgment, report_finding, report_count, report_refused]
