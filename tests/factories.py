"""One factory per model: the least that makes a record whole; a test names what matters to it."""

from __future__ import annotations

from datetime import date
from typing import Any

import factory
from factory.django import DjangoModelFactory

from accounts.models import Role, User
from core import clock
from findings.models import Event, EventKind, Finding, FindingKind, Status, Verdict
from forces.models import Bar, Cycle, Force, ForceContact, Population, Region
from inspections.models import (
    Assignment,
    AssignmentRole,
    CriteriaTemplate,
    Criterion,
    Design,
    Exercise,
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
    Theme,
)


class UserFactory(DjangoModelFactory):
    """A person; an inspector unless said otherwise."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.test")
    name = factory.Sequence(lambda n: f"Person {n}")
    role = Role.INSPECTOR


class ForceFactory(DjangoModelFactory):
    """A force in scope."""

    class Meta:
        model = Force

    code = factory.Sequence(lambda n: f"{chr(65 + n // 100 % 26)}{n % 100:02d}")
    slug = factory.Sequence(lambda n: f"force-{n}")
    name = factory.Sequence(lambda n: f"Force {n}")
    official_name = factory.LazyAttribute(lambda f: f"{f.name} Police")
    country = "England"
    region = Region.EAST


class ForceContactFactory(DjangoModelFactory):
    """A force's contact."""

    class Meta:
        model = ForceContact

    user = factory.SubFactory(UserFactory, role=Role.FORCE_CONTACT)
    force = factory.SubFactory(ForceFactory)


class BarFactory(DjangoModelFactory):
    """A person kept away from a force."""

    class Meta:
        model = Bar

    user = factory.SubFactory(UserFactory)
    force = factory.SubFactory(ForceFactory)
    reason = "Served there"
    since = date(2018, 1, 1)


class PopulationFactory(DjangoModelFactory):
    """A population of a thousand."""

    class Meta:
        model = Population

    force = factory.SubFactory(ForceFactory)
    mid_year = 2016
    basis = "unrounded"
    resident = 1000
    source = "a source"


class CycleFactory(DjangoModelFactory):
    """The cycle of a year."""

    class Meta:
        model = Cycle
        django_get_or_create = ("first_year",)

    first_year = 2017
    slug = factory.LazyAttribute(lambda c: str(c.first_year))
    title = factory.LazyAttribute(lambda c: f"PEEL {c.first_year}")


class ScaleFactory(DjangoModelFactory):
    """A scale without grades."""

    class Meta:
        model = Scale
        django_get_or_create = ("slug",)

    slug = "four-grade"
    title = "Four grades"


class GradeFactory(DjangoModelFactory):
    """A grade of the four-grade scale."""

    class Meta:
        model = Grade
        django_get_or_create = ("scale", "slug")

    scale = factory.SubFactory(ScaleFactory)
    slug = "good"
    label = factory.LazyAttribute(lambda g: g.slug.replace("-", " ").capitalize())
    rank = factory.LazyAttribute(
        lambda g: ["outstanding", "good", "requires-improvement", "inadequate"].index(g.slug) + 1
    )


class FrameworkFactory(DjangoModelFactory):
    """The effectiveness framework of a cycle."""

    class Meta:
        model = Framework
        django_get_or_create = ("slug",)

    cycle = factory.SubFactory(CycleFactory)
    slug = factory.LazyAttribute(lambda f: f"effectiveness-{f.cycle.slug}")
    pillar = "E"
    title = factory.LazyAttribute(lambda f: f"Effectiveness {f.cycle.slug}")
    scale = factory.SubFactory(ScaleFactory)
    has_overall = True


class QuestionFactory(DjangoModelFactory):
    """A graded question."""

    class Meta:
        model = Question

    framework = factory.SubFactory(FrameworkFactory)
    number = factory.Sequence(lambda n: n + 1)
    slug = factory.Sequence(lambda n: f"question-{n}")
    title = factory.LazyAttribute(lambda q: q.slug.replace("-", " ").capitalize())
    is_graded = True


class InspectionFactory(DjangoModelFactory):
    """A published PEEL inspection; `open` makes one in fieldwork."""

    class Meta:
        model = Inspection

    class Params:
        open = factory.Trait(stage=Stage.FIELDWORK, published_on=None)

    reference = factory.Sequence(lambda n: f"INS-{n}")
    force = factory.SubFactory(ForceFactory)
    framework = factory.SubFactory(FrameworkFactory)
    cycle = factory.LazyAttribute(lambda i: i.framework.cycle)
    kind = InspectionKind.PEEL
    stage = Stage.PUBLISHED
    published_on = date(2018, 3, 22)


class AssignmentFactory(DjangoModelFactory):
    """A person on a team."""

    class Meta:
        model = Assignment

    inspection = factory.SubFactory(InspectionFactory)
    user = factory.SubFactory(UserFactory)
    role = AssignmentRole.INSPECTOR


class ScopeEntryFactory(DjangoModelFactory):
    """A decision to look at a question."""

    class Meta:
        model = ScopeEntry

    inspection = factory.SubFactory(InspectionFactory)
    question = factory.SubFactory(QuestionFactory)
    decision = ScopeDecision.INSPECTED


class JudgmentFactory(DjangoModelFactory):
    """An overall judgment of good."""

    class Meta:
        model = Judgment

    inspection = factory.SubFactory(InspectionFactory)
    question = None
    state = JudgmentState.GRADED
    grade = factory.SubFactory(GradeFactory)


class FindingFactory(DjangoModelFactory):
    """A published, open area for improvement."""

    class Meta:
        model = Finding

    reference = factory.Sequence(lambda n: f"FIN-{n:05d}")
    inspection = factory.SubFactory(InspectionFactory)
    force = factory.LazyAttribute(lambda f: f.inspection.force)
    cycle = factory.LazyAttribute(lambda f: f.inspection.cycle)
    kind = FindingKind.AREA_FOR_IMPROVEMENT
    title = "Improve how incidents are assessed"
    wording = "The force should improve how it assesses incidents."
    status = Status.OPEN
    published_status = factory.LazyAttribute(lambda f: f.status)
    raised_on = date(2018, 3, 22)


class EventFactory(DjangoModelFactory):
    """A follow-up that found some progress."""

    class Meta:
        model = Event

    finding = factory.SubFactory(FindingFactory)
    kind = EventKind.FOLLOW_UP
    effective_on = date(2018, 5, 1)
    recorded_on = date(2018, 5, 2)
    recorded_by = factory.SubFactory(UserFactory)
    entered_at = factory.LazyFunction(clock.now)
    verdict = Verdict.SOME_PROGRESS


class TemplateFactory(DjangoModelFactory):
    """A criteria template."""

    class Meta:
        model = CriteriaTemplate

    slug = factory.Sequence(lambda n: f"template-{n}")
    title = "Investigation quality"


class ThemeFactory(DjangoModelFactory):
    """A theme of a template."""

    class Meta:
        model = Theme

    template = factory.SubFactory(TemplateFactory)
    number = factory.Sequence(lambda n: n + 1)
    title = "Investigation"


class CriterionFactory(DjangoModelFactory):
    """A question asked of a file."""

    class Meta:
        model = Criterion

    theme = factory.SubFactory(ThemeFactory)
    number = factory.Sequence(lambda n: n + 1)
    slug = factory.Sequence(lambda n: f"criterion-{n}")
    text = "Were all lines of enquiry followed?"


class RatingFactory(DjangoModelFactory):
    """The rating good."""

    class Meta:
        model = Rating

    template = factory.SubFactory(TemplateFactory)
    number = factory.Sequence(lambda n: n + 1)
    slug = "good"
    label = "Good"
    counts_as_good = True


class ExerciseFactory(DjangoModelFactory):
    """A random sample of sixty."""

    class Meta:
        model = Exercise

    reference = factory.Sequence(lambda n: f"INS-{n}-FR1")
    inspection = factory.SubFactory(InspectionFactory)
    title = "Random sample"
    design = Design.RANDOM
    template = factory.SubFactory(TemplateFactory)
    population = "Crimes recorded January to March 2017"
    target = 60
    seed = "a seed"


class ReviewFileFactory(DjangoModelFactory):
    """A drawn file."""

    class Meta:
        model = ReviewFile

    exercise = factory.SubFactory(ExerciseFactory)
    number = factory.Sequence(lambda n: n + 1)


def user(role: str, **fields: Any) -> User:
    """Return a person of a role; a force contact gets a force to answer for."""
    person = UserFactory(role=role, **fields)
    if role == Role.FORCE_CONTACT:
        ForceContactFactory(user=person)
    return person
