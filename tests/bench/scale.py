"""The scale set: ten cycles of 43 forces, built by bulk writes without history. Everything in it is made up."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from accounts.models import Role, User
from findings.models import Event, EventKind, Finding, FindingKind, Status, Verdict
from forces.models import (
    Collection,
    CollectionItem,
    Cycle,
    Denominator,
    Force,
    ForceContact,
    Measure,
    Period,
    PeriodKind,
    Population,
    Return,
    ReturnState,
    Value,
)
from forces.models.measures import Status as ValueStatus
from inspections.models import (
    Answer,
    AnswerValue,
    Assignment,
    AssignmentRole,
    CriteriaTemplate,
    Criterion,
    Design,
    Exercise,
    FileState,
    Framework,
    Grade,
    Inspection,
    InspectionKind,
    Judgment,
    JudgmentState,
    Question,
    Rating,
    ReviewFile,
    Scale,
    ScopeDecision,
    ScopeEntry,
    Stage,
    Stratum,
    Theme,
)
from reports.demonstration import reference

FIRST_YEAR, CYCLES = 2012, 10
FINDINGS = 20_000
FILES_EACH = 72  # × 430 inspections
UNMARKED_EACH = 52  # of each exercise of the last cycle
MEASURES, PERIODS = 24, 30
QUESTIONS = 5
WORDS = [
    "assess",
    "review",
    "record",
    "train",
    "supervise",
    "allocate",
    "protect",
    "disrupt",
    "arrest",
    "visit",
    "call",
    "plan",
    "brief",
    "safeguard",
]
chance = random.Random(7)
BATCH = 2000


def many(model: Any, objects: list[Any]) -> list[Any]:
    """Write many rows."""
    return list(model.objects.bulk_create(objects, batch_size=BATCH))


def build(say: Callable[[str], None]) -> None:
    """Build everything, saying what is being made."""
    reference.load_forces()
    forces = list(Force.objects.in_scope().order_by("name"))
    people = make_people(forces)
    cycles = [make_cycle(FIRST_YEAR + number) for number in range(CYCLES)]
    frameworks = make_frameworks(cycles)
    say("inspections")
    inspections = make_inspections(forces, frameworks, people)
    say("findings and events")
    findings = make_findings(inspections, people)
    make_events(findings, inspections, people)
    say("file reviews and answers")
    make_file_reviews(inspections, people)
    say("values")
    make_values(forces, cycles[-1])


def make_people(forces: list[Force]) -> dict[str, User]:
    """Make one person of each role, without a password."""
    people = {
        role.value: User.objects.create_user(f"{role.name.lower()}@example.test", None, name=role.label, role=role)
        for role in Role
    }
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
                is_graded=True,
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
    many(Assignment, [a for i in inspections[-len(forces) :][:8] for a in team(i, people)])
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


def make_findings(inspections: list[Inspection], people: dict[str, User]) -> list[Finding]:
    """Make findings in turn under every inspection; those of the last cycle are drafts."""
    questions: dict[int, list[Question]] = {}
    for question in Question.objects.all():
        questions.setdefault(question.framework_id, []).append(question)
    statuses = [Status.OPEN, Status.IN_PROGRESS, Status.AWAITING_VERIFICATION, Status.CLOSED_ACHIEVED]
    found = []
    for number in range(FINDINGS):
        inspection = inspections[number % len(inspections)]
        status = chance.choice(statuses) if inspection.is_published else Status.DRAFT
        words = " ".join(chance.sample(WORDS, 4))
        found.append(
            Finding(
                reference=f"{inspection.force.code}-{inspection.cycle.first_year}-{number // len(inspections) + 1:02d}",
                force=inspection.force,
                cycle=inspection.cycle,
                inspection=inspection,
                question=chance.choice(questions[inspection.framework_id or 0]),
                kind=FindingKind.AREA_FOR_IMPROVEMENT,
                title=f"Improve how officers {words}",
                wording=f"The force should improve how its officers {words}, and check that they do. " * 3,
                status=status,
                published_status=status,
                raised_on=inspection.published_on or date(FIRST_YEAR + CYCLES, 1, 1),
                owner=chance.choice(["Head of investigations", "Head of custody", "Head of training"]),
                lead=people[Role.MANAGER.value],
            )
        )
    return many(Finding, found)


def event(finding: Finding, kind: str, by: User, days: int, **fields: Any) -> Event:
    """Return an event some days after its finding was raised."""
    day = finding.raised_on + timedelta(days=days)
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return Event(
        finding=finding, kind=kind, effective_on=day, recorded_on=day, recorded_by=by, entered_at=moment, **fields
    )


def make_events(findings: list[Finding], inspections: list[Inspection], people: dict[str, User]) -> None:
    """Give each finding six events: raised, three follow-ups in the cycles after it, a verification and a status."""
    by, manager = people[Role.INSPECTOR.value], people[Role.MANAGER.value]
    later = {(i.force_id, i.cycle.first_year): i for i in inspections}
    last = FIRST_YEAR + CYCLES - 1
    verdicts = [Verdict.NO_PROGRESS, Verdict.SOME_PROGRESS, Verdict.GOOD_PROGRESS]
    many(Event, [event(f, EventKind.RAISED, manager, 0, status_after=Status.OPEN) for f in findings])
    text = "The team looked at a sample of records and spoke to supervisors; the practice is better than it was."
    follow_ups = many(
        Event,
        [
            event(
                finding,
                EventKind.FOLLOW_UP,
                by,
                step * 365,
                verdict=chance.choice(verdicts),
                inspection=later[finding.force_id, min(finding.cycle.first_year + step, last)],
                narrative=text,
            )
            for finding in findings
            for step in (1, 2, 3)
        ],
    )
    verified = [
        event(f.finding, EventKind.VERIFICATION, manager, 400, about=f, is_agreed=True, assurance=2)
        for f in follow_ups[::3]
    ]
    many(Event, verified)
    moved = [
        event(f, EventKind.STATUS, manager, 410, status_before=Status.OPEN, status_after=f.status) for f in findings
    ]
    many(Event, moved)


def make_template() -> tuple[CriteriaTemplate, list[Criterion], list[Rating]]:
    """Make a template of 25 questions in five themes."""
    template = CriteriaTemplate.objects.create(slug="investigation", title="Investigation")
    themes = [Theme.objects.create(template=template, number=n, title=f"Theme {n}") for n in range(1, 6)]
    criteria = [
        Criterion.objects.create(
            theme=theme, number=n, slug=f"criterion-{theme.number}-{n}", text=f"Was step {n} done, and in time?",
            guidance="Look at the log, the dates and who decided; say what is missing.",
        )
        for theme in themes
        for n in range(1, 6)
    ]  # fmt: skip
    ratings = [
        Rating.objects.create(template=template, number=n, slug=f"rating-{n}", label=label, counts_as_good=n == 1)
        for n, label in enumerate(("Good", "Adequate", "Poor"), start=1)
    ]
    return template, criteria, ratings


def make_file_reviews(inspections: list[Inspection], people: dict[str, User]) -> None:
    """Make a random sample for every inspection; those of the last cycle are begun."""
    template, criteria, ratings = make_template()
    exercises = many(
        Exercise,
        [
            Exercise(
                reference=f"{i.reference}-FR1",
                inspection=i,
                title="Random sample",
                design=Design.RANDOM,
                template=template,
                lead=people[Role.MANAGER.value],
                population="Crimes recorded January to March",
                target=FILES_EACH,
                seed="bench",
            )
            for i in inspections
        ],
    )
    strata = many(
        Stratum,
        [
            Stratum(exercise=exercise, number=n, slug=f"type-{n}", title=f"Offence type {n}", frame_count=100)
            for exercise in exercises
            for n in range(1, 8)
        ],
    )
    files = many(
        ReviewFile,
        [
            file_of(exercise, n, strata[place * 7 + n % 7], ratings, people)
            for place, exercise in enumerate(exercises)
            for n in range(1, FILES_EACH + 1)
        ],
    )
    make_answers([file for file in files if file.state == FileState.MARKED], criteria)


def file_of(exercise: Exercise, n: int, stratum: Stratum, ratings: list[Rating], people: dict[str, User]) -> ReviewFile:
    """Return a file: marked, or in an open inspection allocated once the first twenty are marked."""
    by = people[Role.INSPECTOR.value]
    file = ReviewFile(exercise=exercise, number=n, stratum=stratum, reviewer=by, state=FileState.ALLOCATED)
    if exercise.inspection.is_published or n <= FILES_EACH - UNMARKED_EACH:
        file.state, file.rating, file.rating_reason = (
            FileState.MARKED,
            chance.choice(ratings),
            "All of it was looked at.",
        )
        file.marked_by, file.marked_at = by, datetime(2020, 1, 1, tzinfo=UTC)
    return file


def make_answers(files: list[ReviewFile], criteria: list[Criterion]) -> None:
    """Answer every question of every marked file."""
    values = [AnswerValue.YES] * 7 + [AnswerValue.NO, AnswerValue.NOT_APPLICABLE, AnswerValue.NOT_EVIDENCED]
    for start in range(0, len(files), 1000):
        answers = []
        for file in files[start : start + 1000]:
            for criterion in criteria:
                value = chance.choice(values)
                answers.append(
                    Answer(file=file, criterion=criterion, value=value, note="Not done." if value == "no" else "")
                )
        many(Answer, answers)


def make_values(forces: list[Force], cycle: Cycle) -> None:
    """Make thirty years of 24 measures for every force, and a collection that is open."""
    held = set(Population.objects.values_list("force_id", "mid_year"))
    years = range(FIRST_YEAR + CYCLES - PERIODS, FIRST_YEAR + CYCLES)
    many(
        Population,
        [
            Population(
                force=f, mid_year=y, basis="unrounded", resident=chance.randint(300_000, 3_000_000), source="bench"
            )
            for f in forces
            for y in years
            if (f.pk, y) not in held
        ],
    )
    periods = many(Period, [period_of(year) for year in years])
    measures = many(Measure, [measure_of(number) for number in range(1, MEASURES + 1)])
    many(
        Value,
        [
            Value(
                force=force, measure=measure, period=period, numerator=chance.randint(100, 90_000),
                status=ValueStatus.SUPPLIED, source="bench",
            )
            for measure in measures
            for period in periods
            for force in forces
        ],
    )  # fmt: skip
    make_collection(forces, cycle, measures, periods[-1])


def period_of(year: int) -> Period:
    """Return the year to 31 March of a year."""
    return Period(
        slug=f"year-to-{year}-03",
        kind=PeriodKind.YEAR_TO,
        starts_on=date(year - 1, 4, 1),
        ends_on=date(year, 3, 31),
        label=f"Year to March {year}",
        population_year=year,
    )


def measure_of(number: int) -> Measure:
    """Return a measure per head."""
    return Measure(
        slug=f"measure-{number}",
        title=f"Measure {number}",
        definition="What is counted, and what is left out.",
        unit="per 1,000 population",
        numerator_label="Counted",
        denominator=Denominator.POPULATION,
        denominator_label="Residents",
        per=1000,
        period_kind=PeriodKind.YEAR_TO,
        source="bench",
    )


def make_collection(forces: list[Force], cycle: Cycle, measures: list[Measure], period: Period) -> None:
    """Make an open collection that asks every force for every measure."""
    today = datetime.now(UTC).date()
    collection = Collection.objects.create(
        slug="bench",
        title="Bench",
        cycle=cycle,
        opens_on=today - timedelta(days=30),
        closes_on=today + timedelta(days=365),
    )
    items = [
        CollectionItem(collection=collection, number=n, measure=m, period=period) for n, m in enumerate(measures, 1)
    ]
    many(CollectionItem, items)
    states = [ReturnState.NOT_STARTED, ReturnState.SUBMITTED, ReturnState.APPLIED]
    many(Return, [Return(collection=collection, force=f, state=states[n % 3]) for n, f in enumerate(forces)])


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
