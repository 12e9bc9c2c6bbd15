"""One small world for the house-wide tests: two forces with everything published and unpublished, every kind of person.

A text that not everybody may read carries a mark (`MARK-…`); the access tests look for marks in every answer.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from accounts.models import Role, User
from core import clock, history
from findings.models import Event, Finding, Status, Verdict
from forces.models import Cycle, Force
from inspections.models import (
    AnswerValue,
    AssignmentRole,
    Criterion,
    Design,
    Draft,
    Exercise,
    ExerciseState,
    FileState,
    Inspection,
    JudgmentState,
    Question,
    Rating,
    ReviewFile,
)
from tests import (
    factories,
    world_catalogue,
    world_checks,
    world_criteria,
    world_draws,
    world_editing,
    world_editions,
    world_evidence,
    world_figures,
    world_findings,
    world_force_side,
    world_frameworks,
    world_grades,
    world_judging,
    world_lineage,
    world_national,
    world_notices,
    world_papers,
    world_queries,
    world_readings,
    world_reports,
    world_returns,
    world_tables,
)

OPEN_CYCLE = 2018


@dataclass(frozen=True)
class Person:
    """A person, and what the rules ask about them: role, own force, barred forces."""

    name: str
    user: User
    role: str
    force: str = ""
    barred: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Subject:
    """A record as the rules see it: whose force, whether published, who is on it."""

    kind: str
    args: tuple[Any, ...]
    force: str = ""
    published: bool = True
    team: frozenset[str] = frozenset()
    team_lead: str = ""
    lead: str = ""
    reviewer: str = ""
    compared_by: frozenset[str] = frozenset()
    mark: str = ""


@dataclass
class World:
    """The people by name, the subjects by kind, and the records behind them."""

    people: dict[str, Person] = field(default_factory=dict)
    subjects: list[Subject] = field(default_factory=list)
    forces: dict[str, Force] = field(default_factory=dict)
    records: dict[str, Any] = field(default_factory=dict)
    cycles: list[Cycle] = field(default_factory=list)

    def of(self, kind: str) -> list[Subject]:
        """Return the subjects of a kind."""
        return [subject for subject in self.subjects if subject.kind == kind]

    def user(self, name: str) -> User:
        """Return a person's user, fresh, so that nothing is kept from an earlier request."""
        return User.objects.get(pk=self.people[name].user.pk)


PEOPLE = [
    # name, role, own force, barred from
    ("inspector on the team", Role.INSPECTOR, "", ""),
    ("inspector elsewhere", Role.INSPECTOR, "", ""),
    ("inspector barred", Role.INSPECTOR, "", "first"),
    ("manager", Role.MANAGER, "", ""),
    ("manager leading", Role.MANAGER, "", ""),
    ("manager barred", Role.MANAGER, "", "first"),
    ("administrator", Role.ADMINISTRATOR, "", ""),
    ("administrator barred", Role.ADMINISTRATOR, "", "first"),
    ("contact of first", Role.FORCE_CONTACT, "first", ""),
    ("contact of second", Role.FORCE_CONTACT, "second", ""),
    ("auditor", Role.AUDITOR, "", ""),
    ("auditor barred", Role.AUDITOR, "", "first"),
]
TEAMS = {"first": ("inspector on the team", "inspector barred"), "second": ("inspector elsewhere",)}
# who marks a file of the force again
SECOND = {"first": "inspector elsewhere", "second": "inspector on the team"}


def build() -> World:
    """Make the world."""
    world = World()
    for slug, code in (("first", "FIR"), ("second", "SEC")):
        world.forces[slug] = factories.ForceFactory(slug=slug, code=code, name=f"{slug.capitalize()} force")
        for year in (2015, 2016, 2017):
            factories.PopulationFactory(force=world.forces[slug], mid_year=year)
        world.subjects.append(Subject("force", (slug,), slug))
    for name, role, force, barred in PEOPLE:
        add_person(world, name, role, force, barred)
    world.cycles = [factories.CycleFactory(first_year=year) for year in (2017, OPEN_CYCLE)]
    world.subjects += [Subject("cycle", (cycle.slug,)) for cycle in world.cycles]
    for cycle in world.cycles:
        framework = factories.FrameworkFactory(cycle=cycle)
        for number in (1, 2):
            factories.QuestionFactory(framework=framework, number=number, slug=f"question-{number}")
    for force in world.forces:
        for published in (True, False):
            add_inspection(world, force, published)
    world_returns.add(world, Subject)
    world_editing.add(world, Subject)
    world_tables.add(world, Subject)
    world_figures.add(world, Subject)
    world_queries.add(world, Subject)
    world_draws.add(world, Subject)
    world_criteria.add(world, Subject)
    world_frameworks.add(world, Subject)
    world_findings.add(world, Subject)
    world_national.add(world, Subject)
    world_lineage.add(world, Subject)
    world_force_side.add(world, Subject)
    world_notices.add(world, Subject)
    world_catalogue.add(world, Subject)
    world_grades.add(world, Subject)
    world_papers.add(world, Subject)
    world_evidence.add(world, Subject)
    world_judging.add(world, Subject)
    world_reports.add(world, Subject)
    world_checks.add(world, Subject)
    world_editions.add(world, Subject)
    world_readings.add(world, Subject)
    return world


def add_person(world: World, name: str, role: str, force: str, barred: str) -> None:
    """Make one person, with the force they answer for and the one they are barred from."""
    user = factories.UserFactory(role=role, name=name.capitalize(), email=f"{name.replace(' ', '.')}@example.test")
    if force:
        factories.ForceContactFactory(user=user, force=world.forces[force])
    if barred:
        factories.BarFactory(user=user, force=world.forces[barred])
    world.people[name] = Person(name, user, role, force, frozenset({barred} - {""}))


def add_inspection(world: World, force: str, published: bool) -> None:
    """Make an inspection of a force with everything that hangs on one."""
    cycle = world.cycles[0 if published else 1]
    framework = cycle.frameworks.get()
    questions = list(framework.questions.all())
    stage = {} if published else {"open": True}
    reference = f"{world.forces[force].code}-{cycle.first_year}-E"
    inspection = factories.InspectionFactory(
        reference=reference, force=world.forces[force], framework=framework, cycle=cycle, **stage
    )
    team = TEAMS[force]
    for place, name in enumerate(team):
        role = AssignmentRole.INSPECTOR if place else AssignmentRole.LEAD
        factories.AssignmentFactory(inspection=inspection, user=world.people[name].user, role=role)
    facts = {"force": force, "published": published, "team": frozenset(team), "team_lead": team[0]}
    world.records[reference] = inspection
    world.subjects.append(Subject("inspection", (reference,), **facts))
    add_judgments(world, inspection, questions, facts)
    finding = add_finding(world, inspection, questions[0], facts)
    if not published:
        add_unpublished_follow_up(world, inspection, facts)
    add_exercise(world, inspection, facts)
    world.records[finding.reference] = finding


def mark(what: str, inspection: Inspection) -> str:
    """Return a text that stands in one place only."""
    return f"MARK-{what}-{inspection.reference}"


def add_judgments(world: World, inspection: Inspection, questions: list[Question], facts: dict[str, Any]) -> None:
    """Give the overall grade and one question's, the latter with a reason."""
    text = mark("judgment", inspection)
    factories.JudgmentFactory(inspection=inspection, grade=factories.GradeFactory(slug="good"))
    factories.JudgmentFactory(
        inspection=inspection, question=questions[0], grade=factories.GradeFactory(slug="inadequate"), reason=text
    )
    factories.JudgmentFactory(
        inspection=inspection, question=questions[1], state=JudgmentState.NOT_GRADED, grade=None, reason=text
    )
    world.subjects.append(Subject("judgment", (), mark=text, **facts))


def add_finding(world: World, inspection: Inspection, question: Question, facts: dict[str, Any]) -> Finding:
    """Raise a finding; a draft in an unpublished inspection."""
    text = mark("finding", inspection)
    finding: Finding = factories.FindingFactory(
        reference=f"{inspection.force.code}-{inspection.cycle.first_year}-01",
        inspection=inspection,
        question=question,
        title=text,
        wording=f"The force should improve. {text}",
        status=Status.OPEN if facts["published"] else Status.DRAFT,
        owner="Head of investigations",
        lead=world.people["manager"].user,
    )
    world.subjects.append(Subject("finding", (finding.reference,), mark=text, **facts))
    return finding


def add_unpublished_follow_up(world: World, inspection: Inspection, facts: dict[str, Any]) -> None:
    """Record what the open inspection found on the force's published finding, awaiting a manager."""
    finding = Finding.objects.get(force=inspection.force, inspection__stage="published")
    text = mark("follow-up", inspection)
    author = world.people[next(iter(TEAMS[facts["force"]]))].user
    event: Event = factories.EventFactory(
        finding=finding,
        inspection=inspection,
        narrative=text,
        recorded_by=author,
        verdict=Verdict.ACHIEVED,
        status_before=Status.OPEN,
        status_after=Status.AWAITING_VERIFICATION,
    )
    finding.status = Status.AWAITING_VERIFICATION
    with history.acting(author, "Recorded a follow-up"):
        finding.save()
    world.records[f"event of {facts['force']}"] = event
    world.subjects.append(Subject("follow-up", (finding.reference, event.pk), mark=text, **facts))


def add_exercise(world: World, inspection: Inspection, facts: dict[str, Any]) -> None:
    """Make a sample: finished in a published inspection; allocated, begun and partly marked in an open one."""
    text = mark("exercise", inspection)
    template = factories.TemplateFactory()
    theme = factories.ThemeFactory(template=template, number=1)
    criteria = [factories.CriterionFactory(theme=theme, number=number) for number in (1, 2)]
    good = factories.RatingFactory(template=template, number=1)
    world.subjects.append(Subject("criteria", (template.slug, template.version_number)))
    exercise: Exercise = factories.ExerciseFactory(
        reference=f"{inspection.reference}-FR1",
        inspection=inspection,
        title=text,
        template=template,
        design=Design.RANDOM,
        state=ExerciseState.DRAWN,
        target=3,
        lead=world.people["manager leading"].user,
    )
    world.subjects.append(Subject("exercise", (exercise.reference,), lead="manager leading", mark=text, **facts))
    factories.ExerciseFactory(
        reference=f"{inspection.reference}-FR2",
        inspection=inspection,
        template=template,
        design=Design.TARGETED_DIP,
        seed="",
        lead=world.people["manager leading"].user,
    )
    world.subjects.append(Subject("dip", (f"{inspection.reference}-FR2",), lead="manager leading", **facts))
    names = [TEAMS[facts["force"]][0]] * 2 + [TEAMS[facts["force"]][-1]]
    for number, name in enumerate(names, start=1):
        text = mark(f"note{number}", inspection)
        args = (exercise.reference, number)
        both = frozenset({names[0], SECOND[facts["force"]]}) if number == 1 else frozenset()
        seen = {"lead": "manager leading", "reviewer": name, "compared_by": both, **facts}
        world.subjects.append(Subject("file", args, mark=text, **seen))
        if facts["published"] or number == 1:
            marked = add_marked(world.people[name].user, exercise, number, criteria, good, text)
        else:
            add_draft(world.people[name].user, exercise, number, criteria, text)
        if number == 1:
            add_second_mark(world, marked, criteria, seen)


def add_second_mark(world: World, first: ReviewFile, criteria: list[Criterion], seen: dict[str, Any]) -> None:
    """Mark a file again, by somebody else; both marks may be compared, and a victim at risk was told of."""
    name, inspection = SECOND[seen["force"]], first.exercise.inspection
    text, args = mark("second", inspection), (first.exercise.reference, first.number)
    reviewer = world.people[name].user
    second = add_marked(reviewer, first.exercise, first.number, criteria, first.rating, text, second_of=first)
    world.subjects.append(Subject("second mark", args, mark=text, **{**seen, "reviewer": name}))
    world.subjects.append(Subject("marks", args, **seen))
    add_referral(world, "referral", first, seen)
    add_referral(world, "referral of a second mark", second, {**seen, "reviewer": name})


def add_referral(world: World, kind: str, file: ReviewFile, seen: dict[str, Any]) -> None:
    """Tell the force of a victim at risk, from a file or from its second mark."""
    text = mark(kind.replace(" ", "-"), file.exercise.inspection)
    referral = file.referrals.create(what=text, to_whom="Control room", made_by=file.reviewer, made_at=clock.now())
    args = (file.exercise.reference, file.number, referral.pk)
    world.subjects.append(Subject(kind, args, mark=text, **seen))


def add_marked(
    reviewer: User,
    exercise: Exercise,
    number: int,
    criteria: list[Criterion],
    good: Rating | None,
    text: str,
    second_of: ReviewFile | None = None,
) -> ReviewFile:
    """Mark a file: every answer no, with a note."""
    review: ReviewFile = factories.ReviewFileFactory(
        exercise=exercise,
        number=number,
        state=FileState.MARKED,
        reviewer=reviewer,
        rating=good,
        settled_rating=None if second_of else good,
        second_of=second_of,
        rating_reason=text,
        marked_by=reviewer,
        marked_at=clock.now(),
    )
    for criterion in criteria:
        review.answers.create(criterion=criterion, value=AnswerValue.NO, note=text)
    return review


def add_draft(reviewer: User, exercise: Exercise, number: int, criteria: list[Criterion], text: str) -> None:
    """Begin a file: one answer of no, with a note, in a draft."""
    review = factories.ReviewFileFactory(
        exercise=exercise, number=number, state=FileState.IN_PROGRESS, reviewer=reviewer
    )
    answers = {str(criteria[0].pk): [AnswerValue.NO, text]}
    content = {"answers": answers, "rating": None, "rating_reason": ""}
    Draft.objects.create(file=review, content=content, saved_by=reviewer, saved_at=clock.now())
