"""The people, frameworks and inspections of the scale set."""

from __future__ import annotations

from datetime import date

from accounts.models import Role, User
from forces.models import Cycle, Force, ForceContact
from inspections.models import (
    Assignment,
    AssignmentRole,
    Framework,
    Grade,
    Inspection,
    InspectionKind,
    Judgment,
    JudgmentState,
    Question,
    Scale,
    ScopeDecision,
    ScopeEntry,
    Stage,
)
from tests.bench.scale.rows import INSPECTORS, MANAGERS, QUESTIONS, TEAMS, chance, many


def make_people(forces: list[Force]) -> dict[str, User]:
    """Make one person of each role, who will be measured, and the colleagues who did most of the work."""
    people = {
        role.value: User.objects.create_user(f"{role.name.lower()}@example.test", None, name=role.label, role=role)
        for role in Role
    }
    for role, number in ((Role.INSPECTOR, INSPECTORS), (Role.MANAGER, MANAGERS)):
        for n in range(number):
            name = f"{role.label} {n}"
            email = f"{role.name.lower()}{n}@example.test"
            people[f"{role.value} {n}"] = User.objects.create_user(email, None, name=name, role=role)
    ForceContact.objects.create(user=people[Role.FORCE_CONTACT.value], force=forces[1])
    return people


def make_cycle(year: int) -> Cycle:
    """Return the cycle of a year."""
    return Cycle.objects.get_or_create(first_year=year, defaults={"slug": str(year), "title": f"PEEL {year}"})[0]


def make_frameworks(cycles: list[Cycle]) -> list[Framework]:
    """Make a framework of five questions for each cycle, all on one scale."""
    scale = Scale.objects.create(slug="four-grade", title="Four grades")
    for rank, label in enumerate(("Outstanding", "Good", "Requires improvement", "Inadequate"), start=1):
        Grade.objects.create(scale=scale, slug=label.lower().replace(" ", "-"), label=label, rank=rank)
    frameworks = []
    for cycle in cycles:
        framework = Framework.objects.create(
            slug=f"effectiveness-{cycle.slug}",
            cycle=cycle,
            pillar="E",
            title=cycle.title,
            scale=scale,
            has_overall=True,
        )
        for number in range(1, QUESTIONS + 1):
            Question.objects.create(
                framework=framework,
                number=number,
                slug=f"question-{number}",
                title=f"Question {number}",
                grading="graded",
            )
        frameworks.append(framework)
    return frameworks


def make_inspections(forces: list[Force], frameworks: list[Framework], people: dict[str, User]) -> list[Inspection]:
    """Make an inspection of every force in every cycle; the last cycle is in fieldwork."""
    inspections = many(
        Inspection,
        [
            Inspection(
                reference=f"{force.code}-{framework.cycle.first_year}-E",
                force=force,
                cycle=framework.cycle,
                framework=framework,
                kind=InspectionKind.PEEL,
                stage=Stage.FIELDWORK if framework is frameworks[-1] else Stage.PUBLISHED,
                published_on=None if framework is frameworks[-1] else date(framework.cycle.first_year + 1, 3, 22),
            )
            for framework in frameworks
            for force in forces
        ],
    )
    many(Assignment, [a for i in inspections[-len(forces) :][:TEAMS] for a in team(i, people)])
    grades = list(Grade.objects.all())
    questions = {framework.pk: list(framework.questions.all()) for framework in frameworks}
    judged = [
        Judgment(inspection=i, question=question, state=JudgmentState.GRADED, grade=chance.choice(grades))
        for i in inspections
        for question in [None, *questions[i.framework_id]]
    ]
    many(Judgment, judged)
    entries = [
        ScopeEntry(inspection=i, question=question, decision=ScopeDecision.INSPECTED)
        for i in inspections
        for question in questions[i.framework_id]
    ]
    many(ScopeEntry, entries)
    return inspections


def team(inspection: Inspection, people: dict[str, User]) -> list[Assignment]:
    """Return who is on an open inspection."""
    inspector = people[Role.INSPECTOR.value]
    return [Assignment(inspection=inspection, user=inspector, role=AssignmentRole.INSPECTOR)]
