"""How many rows there are of what, and how many rows are written at once."""

from __future__ import annotations

import random
from typing import Any

FIRST_YEAR, CYCLES = 2012, 10
FINDINGS = 20_000
FILES_EACH = 72  # × 430 inspections
UNMARKED_EACH = 52  # of each exercise of the last cycle
MEASURES, PERIODS = 24, 30
QUESTIONS = 5
GRADED_CYCLES, GRADED_QUESTIONS = 8, 12  # of the framework of all pillars
INSPECTORS, MANAGERS = 40, 10  # beside the one of each role who is measured
TEAMS = 8  # open inspections the measured inspector is on
chance = random.Random(7)
BATCH = 2000


def many(model: Any, objects: list[Any]) -> list[Any]:
    """Write many rows."""
    return list(model.objects.bulk_create(objects, batch_size=BATCH))
