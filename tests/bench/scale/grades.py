"""Eight cycles of grades on twelve questions, as a framework of all pillars has them; one in ten is carried over."""

from __future__ import annotations

import random
from datetime import date

from forces.models import Cycle, Force
from inspections.models import (
    Framework,
    Grade,
    Inspection,
    InspectionKind,
    Judgment,
    JudgmentState,
    Question,
    ScopeDecision,
    ScopeEntry,
    Stage,
)
from tests.bench.scale.rows import GRADED_CYCLES, GRADED_QUESTIONS, many


def make_grades(forces: list[Force], cycles: list[Cycle]) -> None:
    """Make an inspection of every force in each of the last cycles whose reports are out."""
    chance = random.Random(8)
    grades = list(Grade.objects.all())
    for cycle in cycles[-GRADED_CYCLES - 1 : -1]:
        framework = Framework.objects.create(
            slug=f"peel-{cycle.slug}",
            cycle=cycle,
            pillar="P",
            title=f"PEEL {cycle.slug}, all pillars",
            scale=grades[0].scale,
            has_overall=False,
        )
        questions = many(
            Question,
            [
                Question(framework=framework, number=n, slug=f"area-{n}", title=f"Area {n}", grading="graded")
                for n in range(1, GRADED_QUESTIONS + 1)
            ],
        )
        inspections = many(Inspection, [inspection_of(force, framework) for force in forces])
        pairs = [(inspection, question) for inspection in inspections for question in questions]
        left_out = {pair for pair in pairs if chance.random() < 0.1}
        judged = [pair for pair in pairs if pair not in left_out]
        many(
            Judgment,
            [
                Judgment(inspection=one, question=question, state=JudgmentState.GRADED, grade=chance.choice(grades))
                for one, question in judged
            ],
        )
        many(
            ScopeEntry,
            [
                ScopeEntry(inspection=one, question=question, decision=ScopeDecision.CARRIED_OVER)
                for one, question in left_out
            ],
        )


def inspection_of(force: Force, framework: Framework) -> Inspection:
    """Return a published inspection of all pillars."""
    year = framework.cycle.first_year
    return Inspection(
        reference=f"{force.code}-{year}-P",
        force=force,
        cycle=framework.cycle,
        framework=framework,
        kind=InspectionKind.PEEL,
        stage=Stage.PUBLISHED,
        published_on=date(year + 1, 3, 22),
    )
