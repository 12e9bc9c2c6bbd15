"""One factory per model: the least that makes a record whole; a test names what matters to it."""

from __future__ import annotations

import hashlib
import string
from datetime import UTC, date, datetime
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.models import Role, User
from core import clock
from core.models import Job, Notice
from core.sealing import digest, seal
from findings.models import (
    Attachment,
    BodyAnswer,
    BodyResponse,
    BodyResponseItem,
    Event,
    EventKind,
    Finding,
    FindingKind,
    FindingsFile,
    ForceRag,
    ItemEvidence,
    Lineage,
    LineageKind,
    NationalRecommendation,
    Observation,
    ObservationKind,
    Paper,
    PaperScope,
    Reminder,
    SourceRow,
    Status,
    UpdateRound,
    Verdict,
)
from forces.models import (
    Bar,
    Collection,
    CollectionItem,
    Cycle,
    DataNote,
    Force,
    ForceAlias,
    ForceContact,
    FrozenFigure,
    FrozenLine,
    Mapping,
    Measure,
    Period,
    Population,
    PublishedFigure,
    Query,
    QueryMessage,
    Region,
    Release,
    Return,
    SeriesBreak,
    SignOff,
    StagedRow,
    Upload,
    Value,
    Vintage,
)
from inspections.models import (
    Assignment,
    AssignmentRole,
    Correction,
    CriteriaTemplate,
    Criterion,
    Decision,
    Design,
    Draw,
    DrawnReference,
    EvidenceFile,
    EvidenceItem,
    EvidenceKind,
    EvidenceLink,
    Exercise,
    Framework,
    Grade,
    GradesFile,
    Grading,
    Inspection,
    InspectionKind,
    Judgment,
    JudgmentEvidence,
    JudgmentState,
    MappingKind,
    Moderation,
    Panel,
    PanelMember,
    Question,
    QuestionMapping,
    Rating,
    ReviewFile,
    Scale,
    ScopeDecision,
    ScopeEntry,
    Stage,
    Theme,
    Weight,
)
from reports.models import Proposal, ProposalKind, ReportFile


class UserFactory(DjangoModelFactory):
    """A person; an inspector unless said otherwise."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.test")
    name = factory.Sequence(lambda n: f"Person {n}")
    role = Role.INSPECTOR


def code_of(n: int) -> str:
    """Return a code no real force has: a figure first; the same one comes back only after 12,960 forces."""
    signs = string.digits + string.ascii_uppercase
    return f"{n // 1296 % 10}{signs[n // 36 % 36]}{signs[n % 36]}"


class ForceFactory(DjangoModelFactory):
    """A force in scope."""

    class Meta:
        model = Force

    code = factory.Sequence(code_of)
    slug = factory.Sequence(lambda n: f"force-{n}")
    name = factory.Sequence(lambda n: f"Force {n:05}")  # as no test names one
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
    grading = Grading.GRADED


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
    theme = factory.LazyAttribute(lambda f: f.question.slug if f.question else "")
    question = None
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


class FindingsFileFactory(DjangoModelFactory):
    """A file of published findings without a row, waiting to be confirmed."""

    class Meta:
        model = FindingsFile

    file = "back-catalogue/a-file"
    name = "findings.csv"
    size = 1
    sha256 = "0" * 64
    tally = {"rows": 0, "added": 0, "changed": 0, "merged": 0, "unchanged": 0, "refused": 0}
    sent_by = factory.SubFactory(UserFactory, role=Role.ADMINISTRATOR)
    sent_at = factory.LazyFunction(clock.now)


class GradesFileFactory(DjangoModelFactory):
    """A file of published grades without a row, waiting to be confirmed."""

    class Meta:
        model = GradesFile

    file = "grades/a-file"
    name = "grades.csv"
    size = 1
    sha256 = "0" * 64
    tally = {"rows": 0, "added": 0, "changed": 0, "unchanged": 0, "refused": 0}
    sent_by = factory.SubFactory(UserFactory, role=Role.ADMINISTRATOR)
    sent_at = factory.LazyFunction(clock.now)


class SourceRowFactory(DjangoModelFactory):
    """A row of a source that a finding holds."""

    class Meta:
        model = SourceRow

    key = factory.Sequence(lambda n: f"{n:064}")
    finding = factory.SubFactory(FindingFactory)
    found = factory.LazyFunction(lambda: {"cells": {}, "said": []})
    loaded_by = factory.SubFactory(UserFactory, role=Role.ADMINISTRATOR)
    loaded_at = factory.LazyFunction(clock.now)


class ReportFileFactory(DjangoModelFactory):
    """A published report that was read, of no inspection yet."""

    class Meta:
        model = ReportFile

    file = "reports/a-file"
    name = "report.txt"
    size = 1
    sha256 = factory.Sequence(lambda n: f"{n:064}")
    format = "text"
    text = "The force should sweep its yard."
    sent_by = factory.SubFactory(UserFactory, role=Role.ADMINISTRATOR)
    sent_at = factory.LazyFunction(clock.now)


class ProposalFactory(DjangoModelFactory):
    """A finding that a report seems to raise, waiting to be confirmed."""

    class Meta:
        model = Proposal

    report = factory.SubFactory(ReportFileFactory)
    number = factory.Sequence(lambda n: n + 1)
    kind = ProposalKind.FINDING
    lines = factory.LazyFunction(lambda: [1])
    read = factory.LazyFunction(
        lambda: {
            "kind": "area-for-improvement",
            "question": "",
            "slug": "",
            "diagnostic": "",
            "wording": "The force should sweep its yard.",
        }
    )


class LineageFactory(DjangoModelFactory):
    """A finding that a later one repeats."""

    class Meta:
        model = Lineage

    earlier = factory.SubFactory(FindingFactory)
    later = factory.SubFactory(FindingFactory)
    kind = LineageKind.REPEATED
    recorded_by = factory.SubFactory(UserFactory)


class NationalFactory(DjangoModelFactory):
    """A national recommendation to all forces."""

    class Meta:
        model = NationalRecommendation

    reference = factory.Sequence(lambda n: f"NAT-2017-{n + 1:02d}")
    cycle = factory.SubFactory(CycleFactory)
    theme = "stop-and-search"
    title = "Look at stop and search for disparities"
    wording = "Every force should look at its stop and search records for disparities and act on what it finds."
    published_on = date(2017, 12, 12)


class ObservationFactory(DjangoModelFactory):
    """A sentence of advice."""

    class Meta:
        model = Observation

    inspection = factory.SubFactory(InspectionFactory)
    kind = ObservationKind.ADVICE
    text = "The force could share its training with its neighbours."
    recorded_by = factory.SubFactory(UserFactory)
    recorded_on = date(2018, 3, 22)


class UpdateRoundFactory(DjangoModelFactory):
    """A round that is open on 1 June 2018."""

    class Meta:
        model = UpdateRound

    slug = factory.Sequence(lambda n: f"round-{n}")
    title = factory.LazyAttribute(lambda r: r.slug.replace("-", " ").capitalize())
    opens_on = date(2018, 4, 1)
    closes_on = date(2018, 6, 30)


class BodyResponseFactory(DjangoModelFactory):
    """A response that is awaited."""

    class Meta:
        model = BodyResponse

    inspection = factory.SubFactory(InspectionFactory)
    body = "Police and Crime Commissioner"


class BodyResponseItemFactory(DjangoModelFactory):
    """What a response does about a finding."""

    class Meta:
        model = BodyResponseItem

    response = factory.SubFactory(BodyResponseFactory)
    finding = factory.SubFactory(FindingFactory)
    answer = BodyAnswer.ACTION
    text = "Money was set aside for it."


class UpdateFactory(EventFactory):
    """A force's update that says it is on the way."""

    kind = EventKind.UPDATE
    verdict = ""
    rag = ForceRag.AMBER
    narrative = "Training has begun."


class AttachmentFactory(DjangoModelFactory):
    """A small PDF that came with an update."""

    class Meta:
        model = Attachment

    event = factory.SubFactory(UpdateFactory)
    file = factory.django.FileField(data=b"%PDF-1.4 a page", filename="plan.pdf")
    name = "plan.pdf"
    kind = "application/pdf"
    size = 15
    sha256 = "0" * 64


class ReminderFactory(DjangoModelFactory):
    """That a force was reminded."""

    class Meta:
        model = Reminder

    round = factory.SubFactory(UpdateRoundFactory)
    force = factory.SubFactory(ForceFactory)
    sent_on = date(2018, 5, 1)
    sent_by = factory.SubFactory(UserFactory, role=Role.MANAGER)
    addresses = "contact@example.test"


class PaperFactory(DjangoModelFactory):
    """A draft paper about one force."""

    class Meta:
        model = Paper

    reference = factory.Sequence(lambda n: f"PAPER-2018-{n + 1:02d}")
    title = "Open findings"
    scope = PaperScope.FORCE
    subject = "bedfordshire"
    as_at = date(2018, 6, 1)
    made_by = factory.SubFactory(UserFactory, role=Role.MANAGER)
    made_on = date(2018, 6, 1)


class NoticeFactory(DjangoModelFactory):
    """A notice nobody has looked at."""

    class Meta:
        model = Notice

    owner = factory.SubFactory(UserFactory)
    kind = "overdue"
    key = factory.Sequence(lambda n: f"overdue:{n}")
    text = "A finding is overdue."
    address = "/findings/"
    made_at = factory.LazyFunction(clock.now)


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
    slot = factory.SelfAttribute("number")


class DrawFactory(DjangoModelFactory):
    """The first draw of an exercise, of which nothing was left out."""

    class Meta:
        model = Draw

    exercise = factory.SubFactory(ExerciseFactory)
    number = 1
    is_dry_run = False
    file_name = "crimes.csv"
    file_checksum = "0" * 64
    method = "sha256-rank-1"
    seed = factory.LazyAttribute(lambda d: d.exercise.seed)
    checksum = "0" * 64
    drawn = 0
    reserves = 0
    by = factory.SubFactory(UserFactory)
    at = factory.LazyFunction(clock.now)


class DrawnReferenceFactory(DjangoModelFactory):
    """A crime in its place of the drawn order: a reserve, until a file is given."""

    class Meta:
        model = DrawnReference

    class Params:
        identifier = factory.Sequence(lambda n: f"SECRET-{n}")

    draw = factory.SubFactory(DrawFactory)
    exercise = factory.LazyAttribute(lambda r: r.draw.exercise)
    position = factory.Sequence(lambda n: n + 1)
    sealed = factory.LazyAttribute(lambda r: seal(r.identifier))
    digest = factory.LazyAttribute(lambda r: digest(r.identifier))


class MeasureFactory(DjangoModelFactory):
    """A rate per 1,000 people; `share` makes it a percentage of a whole."""

    class Meta:
        model = Measure

    class Params:
        share = factory.Trait(denominator="share", per=100, unit="%", denominator_label="Arrests")

    slug = factory.Sequence(lambda n: f"measure-{n}")
    title = factory.LazyAttribute(lambda m: m.slug.replace("-", " ").capitalize())
    definition = "What is counted for each 1,000 residents"
    unit = "per 1,000 population"
    numerator_label = "Crimes"
    denominator = "population"
    denominator_label = "Resident population"
    per = 1000
    decimals = 1
    period_kind = "year-to"
    source = "a source"


class PeriodFactory(DjangoModelFactory):
    """The twelve months to 30 June of a year."""

    class Meta:
        model = Period
        django_get_or_create = ("slug",)

    class Params:
        year = 2017

    slug = factory.LazyAttribute(lambda p: f"ye-{p.year}-06")
    kind = "year-to"
    starts_on = factory.LazyAttribute(lambda p: date(p.year - 1, 7, 1))
    ends_on = factory.LazyAttribute(lambda p: date(p.year, 6, 30))
    label = factory.LazyAttribute(lambda p: f"12 months to 30 June {p.year}")
    population_year = 2016


class CollectionFactory(DjangoModelFactory):
    """A collection that is open on 1 June 2018."""

    class Meta:
        model = Collection

    slug = factory.Sequence(lambda n: f"collection-{n}")
    title = factory.LazyAttribute(lambda c: c.slug.replace("-", " ").capitalize())
    cycle = factory.SubFactory(CycleFactory)
    opens_on = date(2018, 5, 14)
    closes_on = date(2018, 6, 29)


class CollectionItemFactory(DjangoModelFactory):
    """A figure a collection asks for."""

    class Meta:
        model = CollectionItem

    collection = factory.SubFactory(CollectionFactory)
    number = factory.Sequence(lambda n: n + 1)
    measure = factory.SubFactory(MeasureFactory)
    period = factory.SubFactory(PeriodFactory)


class ReturnFactory(DjangoModelFactory):
    """A return of which nothing has come yet."""

    class Meta:
        model = Return

    collection = factory.SubFactory(CollectionFactory)
    force = factory.SubFactory(ForceFactory)


class JobFactory(DjangoModelFactory):
    """A job waiting for its turn."""

    class Meta:
        model = Job

    kind = "read-return"
    subject = 0
    title = "Reading a file"
    owner = factory.SubFactory(UserFactory)
    created_at = factory.LazyFunction(clock.now)
    heartbeat_at = factory.LazyFunction(timezone.now)
    result_address = "/"


class UploadFactory(DjangoModelFactory):
    """A file of one force, read and waiting to be confirmed."""

    class Meta:
        model = Upload

    collection = factory.SubFactory(CollectionFactory)
    force = factory.SubFactory(ForceFactory)
    file = "returns/nothing"
    original_name = "return.csv"
    size = 100
    sha256 = "0" * 64
    format = "csv"
    state = "read"
    tally = factory.LazyFunction(
        lambda: {"rows": 0, "empty": 0, "refused": 0, "changed": 0, "added": 0, "unchanged": 0}
    )
    uploaded_by = factory.SubFactory(UserFactory, role=Role.ADMINISTRATOR)
    uploaded_at = factory.LazyFunction(clock.now)


class StagedRowFactory(DjangoModelFactory):
    """A row that would add a figure."""

    class Meta:
        model = StagedRow

    upload = factory.SubFactory(UploadFactory)
    number = factory.Sequence(lambda n: n + 2)
    outcome = "added"
    force = factory.LazyAttribute(lambda r: r.upload.force)
    measure = factory.SubFactory(MeasureFactory)
    period = factory.SubFactory(PeriodFactory)
    found = factory.LazyAttribute(lambda r: [r.force.code, r.measure.slug, r.period.slug, "10", "", "", "", ""])
    after = factory.LazyFunction(
        lambda: {
            "numerator": 10,
            "denominator": None,
            "printed": "",
            "status": "supplied",
            "reason": "",
            "caveat": "",
        }
    )


class ValueFactory(DjangoModelFactory):
    """Ten of something, supplied and public."""

    class Meta:
        model = Value

    force = factory.SubFactory(ForceFactory)
    measure = factory.SubFactory(MeasureFactory)
    period = factory.SubFactory(PeriodFactory)
    numerator = 10
    status = "supplied"
    source = "a source"


class ReleaseFactory(DjangoModelFactory):
    """The tables of January 2018."""

    class Meta:
        model = Release
        django_get_or_create = ("slug",)

    slug = "january-2018"
    title = "Tables of January 2018"
    released_on = date(2018, 1, 25)
    source = "a source"


class VintageFactory(DjangoModelFactory):
    """Ten of something, as a release had it."""

    class Meta:
        model = Vintage

    value = factory.SubFactory(ValueFactory)
    release = factory.SubFactory(ReleaseFactory)
    numerator = 10
    status = "supplied"


class ForceAliasFactory(DjangoModelFactory):
    """Another name of a force."""

    class Meta:
        model = ForceAlias

    force = factory.SubFactory(ForceFactory)
    name = factory.LazyAttribute(lambda a: f"{a.force.name} police area".lower())


class SeriesBreakFactory(DjangoModelFactory):
    """A break in April 2017, in all forces."""

    class Meta:
        model = SeriesBreak

    measure = factory.SubFactory(MeasureFactory)
    on = date(2017, 4, 1)
    reason = "Counted otherwise since"


class MappingFactory(DjangoModelFactory):
    """A table with a force, a year and a count."""

    class Meta:
        model = Mapping

    slug = factory.Sequence(lambda n: f"mapping-{n}")
    title = factory.LazyAttribute(lambda m: m.slug.replace("-", " ").capitalize())
    force_column = "force"
    period_columns = factory.LazyFunction(lambda: ["financial_year"])
    count_column = "count"
    measure = factory.SubFactory(MeasureFactory)


class QueryFactory(DjangoModelFactory):
    """A figure a force is asked about."""

    class Meta:
        model = Query

    held = factory.SubFactory(ReturnFactory)
    measure = factory.SubFactory(MeasureFactory)
    period = factory.SubFactory(PeriodFactory)
    check_name = "change-on-last-year"
    found = "10 is double last year’s 5."
    numerator = 10
    raised_at = factory.LazyFunction(clock.now)


class QueryMessageFactory(DjangoModelFactory):
    """What a check asked."""

    class Meta:
        model = QueryMessage

    query = factory.SubFactory(QueryFactory)
    kind = "asked"
    text = "10 is double last year’s 5."
    said_by = factory.SubFactory(UserFactory, role=Role.ADMINISTRATOR)
    said_at = factory.LazyFunction(clock.now)


class SignOffFactory(DjangoModelFactory):
    """A signature under an empty return."""

    class Meta:
        model = SignOff

    held = factory.SubFactory(ReturnFactory, state="signed off")
    edition = factory.LazyAttribute(lambda s: s.held.edition)
    signed_by = factory.SubFactory(UserFactory, role=Role.FORCE_CONTACT)
    name = "The force contact"
    post = "Head of performance"
    statement = "These are our figures."
    signed_at = factory.LazyFunction(clock.now)
    figures = factory.LazyFunction(list)


class FrozenFigureFactory(DjangoModelFactory):
    """A figure as printed, without lines."""

    class Meta:
        model = FrozenFigure

    measure = factory.SubFactory(MeasureFactory)
    period = factory.SubFactory(PeriodFactory)
    number = 1
    purpose = "A report"
    numerator = 10
    denominator = 1000
    printed = "10.0"
    unit = factory.LazyAttribute(lambda f: f.measure.unit)
    per = factory.LazyAttribute(lambda f: f.measure.per)
    decimals = factory.LazyAttribute(lambda f: f.measure.decimals)
    frozen_by = factory.SubFactory(UserFactory, role=Role.ADMINISTRATOR)
    frozen_at = factory.LazyFunction(clock.now)


class FrozenLineFactory(DjangoModelFactory):
    """Ten of something in a frozen figure."""

    class Meta:
        model = FrozenLine

    figure = factory.SubFactory(FrozenFigureFactory)
    force = factory.SubFactory(ForceFactory)
    numerator = 10
    denominator = 1000
    printed = "10.0"
    status = "supplied"
    is_in_rate = True
    is_in_figure = True


class PublishedFigureFactory(DjangoModelFactory):
    """A figure printed for England and Wales."""

    class Meta:
        model = PublishedFigure

    measure = factory.SubFactory(MeasureFactory)
    period = factory.SubFactory(PeriodFactory)
    printed = "45.5"
    source = "a report"


class DataNoteFactory(DjangoModelFactory):
    """A note about everything."""

    class Meta:
        model = DataNote

    kind = "caveat"
    text = "Read with care."
    source = "a report"


def user(role: str, **fields: Any) -> User:
    """Return a person of a role; a force contact gets a force to answer for."""
    person = UserFactory(role=role, **fields)
    if role == Role.FORCE_CONTACT:
        ForceContactFactory(user=person)
    return person


class PanelFactory(DjangoModelFactory):
    """A panel of a cycle; its members are added to it."""

    class Meta:
        model = Panel

    cycle = factory.SubFactory(CycleFactory)
    held_on = date(2018, 5, 1)
    title = factory.Sequence(lambda n: f"Panel {n}")


class PanelMemberFactory(DjangoModelFactory):
    """A manager on a panel."""

    class Meta:
        model = PanelMember

    panel = factory.SubFactory(PanelFactory)
    user = factory.SubFactory(UserFactory, role=Role.MANAGER)


class ModerationFactory(DjangoModelFactory):
    """A panel agreed to a proposed judgment."""

    class Meta:
        model = Moderation

    judgment = factory.SubFactory(JudgmentFactory)
    panel = factory.SubFactory(PanelFactory)
    decision = Decision.AGREED
    state_before = factory.LazyAttribute(lambda m: m.judgment.state)
    grade_before = factory.LazyAttribute(lambda m: m.judgment.grade)
    state_after = factory.LazyAttribute(lambda m: m.judgment.state)
    grade_after = factory.LazyAttribute(lambda m: m.judgment.grade)
    proposed_by = factory.SubFactory(UserFactory)
    reason = "The evidence bears it out."
    recorded_by = factory.SubFactory(UserFactory)
    recorded_at = datetime(2018, 5, 1, 12, tzinfo=UTC)


class CorrectionFactory(DjangoModelFactory):
    """A published judgment corrected a year later."""

    class Meta:
        model = Correction

    judgment = factory.SubFactory(JudgmentFactory)
    corrected_on = date(2019, 3, 22)
    state = JudgmentState.GRADED
    grade = factory.SubFactory(GradeFactory)
    reason = "The force supplied wrong data."
    recorded_by = factory.SubFactory(UserFactory)
    recorded_at = datetime(2019, 3, 22, 12, tzinfo=UTC)


class QuestionMappingFactory(DjangoModelFactory):
    """A question that was split."""

    class Meta:
        model = QuestionMapping

    earlier = factory.SubFactory(QuestionFactory)
    later = factory.SubFactory(QuestionFactory)
    kind = MappingKind.SPLIT


class EvidenceItemFactory(DjangoModelFactory):
    """An interview in an open inspection; what it speaks to are links."""

    class Meta:
        model = EvidenceItem

    inspection = factory.SubFactory(InspectionFactory, open=True)
    number = factory.Sequence(lambda n: n + 1000)
    kind = EvidenceKind.INTERVIEW
    title = "Interview with the head of crime"
    text = "Supervisors look at every file within a week."
    dated_on = date(2018, 5, 14)
    captured_by = factory.SubFactory(UserFactory)
    captured_at = datetime(2018, 5, 14, 15, tzinfo=UTC)


class JudgmentEvidenceFactory(DjangoModelFactory):
    """An item a judgment rests on."""

    class Meta:
        model = JudgmentEvidence

    judgment = factory.SubFactory(JudgmentFactory)
    item = factory.SubFactory(EvidenceItemFactory)


class EvidenceLinkFactory(DjangoModelFactory):
    """Primary evidence on a question."""

    class Meta:
        model = EvidenceLink

    item = factory.SubFactory(EvidenceItemFactory)
    question = factory.SubFactory(QuestionFactory)
    weight = Weight.PRIMARY


def bear_out(inspection: Inspection) -> None:
    """Let every judgment of an inspection rest on an interview."""
    item = EvidenceItemFactory(inspection=inspection)
    for judgment in inspection.judgments.select_related("question"):
        JudgmentEvidenceFactory(judgment=judgment, item=item)
        if judgment.question:
            EvidenceLinkFactory(item=item, question=judgment.question)


class EvidenceFileFactory(DjangoModelFactory):
    """A PDF file with an item of evidence."""

    class Meta:
        model = EvidenceFile

    item = factory.SubFactory(EvidenceItemFactory)
    file = factory.django.FileField(filename="plan.pdf", data=b"%PDF-1.4")
    name = "plan.pdf"
    kind = "application/pdf"
    size = 8
    sha256 = hashlib.sha256(b"%PDF-1.4").hexdigest()


class ItemEvidenceFactory(DjangoModelFactory):
    """A finding that rests on an item of evidence."""

    class Meta:
        model = ItemEvidence

    finding = factory.SubFactory(FindingFactory)
    item = factory.SubFactory(EvidenceItemFactory)
