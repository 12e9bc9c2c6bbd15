"""The scale set: ten cycles of 43 forces, built by bulk writes without history. Everything in it is made up."""

from __future__ import annotations

from collections.abc import Callable

from findings.models import Event, EventKind, Finding
from forces.models import Force, Value
from inspections.models import Answer, Inspection, ReviewFile
from reports.demonstration import reference
from tests.bench.scale.files import make_file_reviews
from tests.bench.scale.findings import make_events, make_findings, make_notices
from tests.bench.scale.grades import make_grades
from tests.bench.scale.people import make_cycle, make_frameworks, make_inspections, make_people
from tests.bench.scale.rows import CYCLES, FIRST_YEAR
from tests.bench.scale.values import make_values

__all__ = ["CYCLES", "FIRST_YEAR", "build", "tally"]


def build(say: Callable[[str], None]) -> None:
    """Build everything, saying what is being made."""
    reference.load_forces()
    forces = list(Force.objects.in_scope().order_by("name"))
    people = make_people(forces)
    cycles = [make_cycle(FIRST_YEAR + number) for number in range(CYCLES)]
    frameworks = make_frameworks(cycles)
    say("inspections")
    inspections = make_inspections(forces, frameworks, people)
    make_grades(forces, cycles)
    say("findings and events")
    findings = make_findings(inspections, people)
    make_events(findings, inspections, people)
    make_notices(findings, people)
    say("file reviews and answers")
    make_file_reviews(inspections, people)
    say("values")
    make_values(forces, cycles[-1])


def tally() -> dict[str, int]:
    """Return how many rows there are of what the set is measured in."""
    return {
        "inspections": Inspection.objects.count(),
        "findings": Finding.objects.count(),
        "follow_ups": Event.objects.filter(kind=EventKind.FOLLOW_UP).count(),
        "events": Event.objects.count(),
        "file_reviews": ReviewFile.objects.count(),
        "answers": Answer.objects.count(),
        "values": Value.objects.count(),
    }
