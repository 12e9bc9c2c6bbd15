"""How often a page asks the database: within the limit of its kind, and as often for two hundred rows as for ten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, reset_queries
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core import notices
from core.models import Notice
from findings.models import BodyResponse, Finding, Lineage, Status
from inspections.models import CrimeList, CriteriaTemplate, Criterion, Exercise, FileState, Referral, ReviewFile
from inspections.rules.planning import SEVEN_TYPES
from tests import (
    access,
    factories,
    world_checks,
    world_criteria,
    world_editing,
    world_evidence,
    world_figures,
    world_force_side,
    world_judging,
    world_national,
    world_notices,
    world_queries,
    world_readings,
    world_reports,
    world_tables,
)
from tests.sent_catalogue import CATALOGUE
from tests.sent_checks import CHECKS, draft_sent
from tests.sent_editing import EDITING
from tests.sent_editions import EDITIONS
from tests.sent_evidence import EVIDENCE
from tests.sent_figures import FIGURES
from tests.sent_frameworks import SENT as FRAMEWORKS
from tests.sent_grades import GRADES
from tests.sent_judging import JUDGING
from tests.sent_national import NATIONAL
from tests.sent_papers import PAPERS
from tests.sent_planning import SENT as PLANNING
from tests.sent_queries import QUERIES
from tests.sent_readings import READINGS
from tests.sent_reports import REPORTS
from tests.sent_returns import RETURNS
from tests.sent_tables import TABLES
from tests.test_access import body, client_of
from tests.world import World

# a document is a whole report, gathered from every room
LIMITS = {"list": 8, "home": 10, "form": 12, "detail": 15, "file": 15, "post": 15, "document": 45, "edition": 70}
ASIDE = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT", "BEGIN", "COMMIT")
FORCES = 60  # inspected at most: there are 43, and every figure is worked out over them all
PEOPLE = ["inspector on the team", "manager leading", "administrator", "contact of first", "auditor"]


def asked(client: Client, url: str) -> int:
    """Return how many queries a page asks, savepoints not counted."""
    reset_queries()  # the log holds 9,000, and every page is asked for here
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url)
        text = body(response)
    assert response.status_code == 200, f"{url}: {response.status_code} {text[:200]}"
    return sum(not query["sql"].upper().startswith(ASIDE) for query in queries.captured_queries)


def counts(world: World) -> dict[tuple[str, str, str], int]:
    """Return the queries of every page, and of every file, for one person of each role."""
    found: dict[tuple[str, str, str], int] = {}
    for name in PEOPLE:
        client = client_of(world, world.people[name])
        for page, place, _subject, url in access.openings(world, world.people[name]):
            for query in ("", "?format=csv") if place.is_table else ("",):
                found[name, page, url + query] = asked(client, url + query)
    return found


def kind_of(name: str, url: str) -> str:
    """Return what an address answers with: a file, or its kind of page."""
    return "file" if "format=csv" in url else access.PLACES[name].page


def grow(world: World, rows: int) -> None:
    """Bring everything that is listed somewhere up to a number of rows."""
    inspection, upcoming = world.records["FIR-2017-E"], world.records["FIR-2018-E"]
    author = world.people["inspector on the team"].user
    exercise = upcoming.exercises.get(reference__endswith="FR1")
    before = factories.CycleFactory(first_year=2016)
    for number in range(inspection.findings.count(), rows):
        finding = factories.FindingFactory(
            reference=f"FIR-2017-{number + 1:03d}",
            inspection=inspection,
            cycle=inspection.cycle if number % 2 else before,
            question=inspection.framework.questions.first(),
            status=Status.OPEN if number % 2 else Status.AWAITING_VERIFICATION,
            lead=author,
        )
        factories.LineageFactory(earlier=finding, later=world.records["FIR-2017-01"], recorded_by=author)
        factories.EventFactory(finding=finding, recorded_by=author)
        factories.EventFactory(finding=finding, kind="raised", verdict="", status_after="open", recorded_by=author)
        factories.EventFactory(finding=world.records["FIR-2017-01"], recorded_by=author, inspection=inspection)
        factories.ReviewFileFactory(exercise=exercise, number=number + 10, state=FileState.ALLOCATED, reviewer=author)
        force = factories.ForceFactory(is_in_scope=number < FORCES)
        other = factories.InspectionFactory(force=force, framework=inspection.framework)
        factories.JudgmentFactory(inspection=other)
        factories.ExerciseFactory(inspection=other)
        factories.PaperFactory(reference=f"PAPER-2017-{number:03d}")
        factories.AssignmentFactory(inspection=other, user=author)
        factories.FindingsFileFactory(sent_by=author)
        world_national.grow(world, number, force)
        # one measure more: the annex prints every measure of every force
        measure = factories.MeasureFactory(group=f"Sheet {number % 5}")
        world_figures.grow(world, number, force, measure)
        world_editing.grow(number, force, measure)
        world_tables.grow(number, force, measure)
        world_queries.grow(world, number, force, measure)
        world_evidence.grow(world, number, author)
        world_checks.grow(world, number)
        world_judging.grow(world, number, force)
        world_readings.grow(world)
        world_reports.grow(world, number, measure)
        grow_force_side(world, other, number)
        owners = [world.people[name].user for name in PEOPLE]
        notices.give(world_notices.notice(owner, "overdue", finding, finding.title) for owner in owners)


def grow_force_side(world: World, inspection: Any, number: int) -> None:
    """Add a force that answers: a finding with an update and its file, a contact, a reminder, a round, a response."""
    held = world.records[world_force_side.ROUND]
    own, author = world.records["FIR-2017-01"], world.people["contact of first"].user
    factories.AttachmentFactory.create_batch(2, event=factories.UpdateFactory(finding=own, recorded_by=author))
    finding = factories.FindingFactory(inspection=inspection, response="not-accepted")
    factories.UpdateFactory(finding=finding, recorded_by=author)
    factories.ForceContactFactory(force=inspection.force)
    factories.ReminderFactory(round=held, force=inspection.force, sent_by=author)
    factories.UpdateRoundFactory(opens_on=date(2010, 1, 1) + timedelta(days=number))
    response = BodyResponse.objects.get(inspection__reference="FIR-2017-E")
    factories.BodyResponseItemFactory(response=response, finding=Finding.objects.latest("pk"))


@pytest.mark.longest
def test_a_page_asks_as_often_for_two_hundred_rows_as_for_ten_and_no_oftener_than_its_kind_may(world: World) -> None:
    grow(world, 10)
    few = counts(world)
    grow(world, 200)
    many = counts(world)
    grown = {key: (few[key], many[key]) for key in few if many[key] > few[key]}
    assert grown == {}
    too_many = {key: count for key, count in many.items() if count > LIMITS[kind_of(key[1], key[2])]}
    assert too_many == {}


# --- sending forms: who sends what where, filled in rightly ------------------------------------------------
Sent = tuple[str, str, dict[str, Any]]
WHEN = {"effective-day": "1", "effective-month": "5", "effective-year": "2018"}


def version_of(world: World) -> int:
    """Return the version of the finding that the forms are about."""
    return int(Finding.objects.get(reference="FIR-2017-01").version)


def follow_up(world: World) -> Sent:
    """What an inspector found."""
    data = {"version": version_of(world), "inspection": "FIR-2018-E", "verdict": "some-progress", "basis": "fieldwork"}
    return "inspector on the team", "/findings/FIR-2017-01/follow-up/", {**data, **WHEN, "narrative": "It is better."}


def verification(world: World) -> Sent:
    """That a manager agrees."""
    event = world.records["event of first"].pk
    data = {"version": version_of(world), "agreed": "yes", "assurance": "2", "narrative": "I read the evidence."}
    return "manager", f"/findings/FIR-2017-01/follow-ups/{event}/verify/", data


def closure(world: World) -> Sent:
    """That a finding is closed."""
    data = {"version": version_of(world), "to": "closed-no-longer-relevant", "reason": "The unit was closed."}
    return "manager", "/findings/FIR-2017-01/close/", {**data, **WHEN}


def raised_finding(world: World) -> Sent:
    """A new finding of the open inspection, like one that is there."""
    earlier = world.records["FIR-2017-01"]
    data = {"kind": "area-for-improvement", "question": world.records["FIR-2018-E"].framework.questions.first().pk}
    data |= {"title": earlier.title, "wording": earlier.wording, "due_kind": "relative", "due_days": 90}
    return "inspector on the team", "/findings/raise/FIR-2018-E/", {**data, "near": "FIR-2017-01"}


def changed_draft(world: World) -> Sent:
    """A draft with another title."""
    data = {"version": 1, "kind": "area-for-improvement", "title": "T", "wording": "W", "due_kind": "none"}
    return "inspector on the team", "/findings/FIR-2018-01/edit/", data


def withdrawal(world: World) -> Sent:
    """A draft taken back."""
    return "inspector on the team", "/findings/FIR-2018-01/withdraw/", {"version": 1, "reason": "Said already"}


def block(world: World) -> Sent:
    """That a finding waits for somebody else."""
    data = {"version": version_of(world), "inspection": "FIR-2018-E", "body": "Home Office", "reason": "A new form"}
    return "inspector on the team", "/findings/FIR-2017-01/block/", {**data, **WHEN}


def resume(world: World) -> Sent:
    """That it waits no longer."""
    data = {"version": 1, "inspection": "FIR-2018-E", "reason": "The form is there"}
    return "inspector on the team", "/findings/FIR-2017-BLO/resume/", {**data, **WHEN}


def extension(world: World) -> Sent:
    """A later due date."""
    day = {"to-day": "1", "to-month": "12", "to-year": "2018"}
    return "manager", "/findings/FIR-2017-BLO/extend/", {"version": 1, "reason": "The supplier is late", **day}


def reopening(world: World) -> Sent:
    """A closed finding opened again."""
    return "manager", "/findings/FIR-2017-CLO/reopen/", {"version": 1, "reason": "It is back", **WHEN}


def acceleration(world: World) -> Sent:
    """A cause of concern ahead of the report."""
    inspection = world.records["FIR-2018-E"]
    concern = {"inspection": inspection, "status": "draft", "kind": "cause-of-concern", "reference": "FIR-2018-50"}
    parent = factories.FindingFactory(**concern)
    factories.FindingFactory(inspection=inspection, status="draft", kind="recommendation", parent=parent)
    return "manager", "/findings/accelerate/FIR-2018-E/", {"findings": "FIR-2018-50", "reason": "Risk", **PUBLISHED}


PUBLISHED = {"published_on-day": "1", "published_on-month": "6", "published_on-year": "2018"}


def bulk_note(world: World) -> Sent:
    """A note on every finding of the register."""
    return "manager", "/findings/bulk/?all=yes", {"change": "note", "comment": "Asked again"}


def bulk_extension(world: World) -> Sent:
    """A later due date for every finding of the register."""
    day = {"due_on-day": "1", "due_on-month": "12", "due_on-year": "2018"}
    return "manager", "/findings/bulk/?all=yes", {"change": "extension", "comment": "All late", **day}


def saved_view(world: World) -> Sent:
    """A view of the register."""
    return "auditor", "/findings/views/?query=force=first", {"query": "force=first", "name": "First"}


def linking(world: World) -> Sent:
    """That a draft says an earlier finding again."""
    factories.FindingFactory(reference="FIR-2017-09", inspection=world.records["FIR-2017-E"], title="MARK again")
    data = {"other": "typed", "reference": "FIR-2017-09", "relation": "repeated-later", "reason": "The same."}
    return "inspector on the team", "/findings/FIR-2018-01/link/", data


def unlinking(world: World) -> Sent:
    """That a link was wrong."""
    link = Lineage.objects.get(later__reference="FIR-2018-01").pk
    data = {"back-link": link, "back-reason": "Two different things.", "then": "take-back"}
    return "inspector on the team", "/findings/FIR-2018-01/link/", data


def file_of(world: World) -> tuple[str, dict[str, Any]]:
    """Return a file in progress, with every question answered."""
    review = ReviewFile.objects.get(exercise__reference="FIR-2018-E-FR1", number=2)
    template = review.exercise.template
    assert template is not None
    answers = {f"answer-{c.pk}": "yes" for theme in template.themes.all() for c in theme.criteria.all()}
    rating = template.ratings.get().pk
    data = {**answers, "version": review.version, "rating": rating, "rating_reason": "All of it was done."}
    return review.get_absolute_url(), data


def file_draft(world: World) -> Sent:
    """A file half marked."""
    url, data = file_of(world)
    return "inspector on the team", url, {**data, "then": "draft"}


def file_draft_by_script(world: World) -> Sent:
    """The same, as the page's script sends it."""
    url, data = file_of(world)
    return "inspector on the team", f"{url}draft/", data


def file_mark(world: World) -> Sent:
    """A file marked."""
    url, data = file_of(world)
    return "inspector on the team", url, {**data, "then": "mark"}


def return_file(world: World) -> Sent:
    """A return."""
    lines = "Force code,Measure,Period,Numerator\nFIR,recorded-crime,year-to-2017-12,41\n"
    file = SimpleUploadedFile("return.csv", lines.encode(), "text/csv")
    return "contact of first", "/collections/spring-2018/upload/", {"force": "first", "file": file}


def confirmation(world: World) -> Sent:
    """That what a return would change is to be changed."""
    return "administrator", f"/uploads/{world.of('upload')[0].args[0]}/confirm/", {"version": 1}


def allocation(world: World) -> Sent:
    """A file given by hand to somebody else."""
    person = world.people["inspector elsewhere"].user
    factories.AssignmentFactory(inspection=world.records["FIR-2018-E"], user=person)
    data = {"how": "by-hand", "files": "2", "reviewer": person.pk, "reason": "Leave"}
    return "manager leading", "/file-reviews/FIR-2018-E-FR1/allocate/", data


def file_void(world: World) -> Sent:
    """A file set aside."""
    url, data = file_of(world)
    return "manager leading", f"{url}void/", {"version": data["version"], "reason": "Recorded in error"}


def file_not_provided(world: World) -> Sent:
    """A file the force did not provide."""
    url, data = file_of(world)
    return "inspector on the team", f"{url}not-provided/", {"version": data["version"], "reason": "Lost"}


def referral(world: World) -> Sent:
    """A victim at risk."""
    url, _ = file_of(world)
    return "inspector on the team", f"{url}refer/", {"what": "The suspect is back.", "to_whom": "Control room"}


def referral_answer(world: World) -> Sent:
    """What the force did about it."""
    held = Referral.objects.get(file__exercise__reference="FIR-2018-E-FR1", file__second_of=None)
    day = {"acknowledged_on-day": "1", "acknowledged_on-month": "6", "acknowledged_on-year": "2018"}
    data = {"version": held.version, **day, "acknowledgement": "A patrol was sent.", "outcome": ""}
    return "manager leading", held.get_absolute_url(), data


def resolution(world: World) -> Sent:
    """Which of two ratings counts."""
    second = ReviewFile.objects.second_marks().get(exercise__reference="FIR-2018-E-FR1")
    poor = factories.RatingFactory(template=second.exercise.template, number=9, label="Poor", counts_as_good=False)
    ReviewFile.objects.filter(pk=second.pk).update(rating=poor)
    return "manager leading", "/file-reviews/FIR-2018-E-FR1/files/1/marks/", {"rating": poor.pk, "reason": "It is."}


def all_read(world: World) -> Sent:
    """That one has read what one was told of a kind."""
    return "manager", "/notices/?kind=verification", {"notice": "all", "last": Notice.objects.latest("pk").pk}


def one_read(world: World) -> Sent:
    """That one has read a notice."""
    held = Notice.objects.get(owner=world.people["inspector on the team"].user, key="due:FIR-2017-01")
    return "inspector on the team", "/notices/", {"notice": held.pk, "last": held.pk}


def digest(world: World) -> Sent:
    """How often one's notices come by e-mail."""
    return "contact of first", "/notices/settings/", {"digest": "none"}


def lock(world: World) -> Sent:
    """That a review is finished."""
    exercise = Exercise.objects.get(reference="FIR-2018-E-FR1")
    exercise.files.exclude(state="marked").update(state="not-provided", state_reason="Lost")
    return "manager leading", "/file-reviews/FIR-2018-E-FR1/lock/", {"version": exercise.version}


def criteria_question(world: World) -> Sent:
    """A question of a template, changed."""
    [theme, *_], [question, *_] = criteria_of(world)
    data = {"version": 1, "theme": theme.pk, "text": "Was it done?", "answer_set": "yes-no", "asked": "always"}
    return "administrator", f"/criteria/{world_criteria.SLUG}/1/questions/{question.pk}/", data


def criteria_move(world: World) -> Sent:
    """A question of a template, moved."""
    _, [question, *_] = criteria_of(world)
    return (
        "administrator",
        f"/criteria/{world_criteria.SLUG}/1/questions/{question.pk}/move/",
        {"version": 1, "to": "down"},
    )


def criteria_of(world: World) -> tuple[list[Any], list[Any]]:
    """Return the themes and the questions of the template that may change."""
    template = world.records[world_criteria.SLUG]
    return list(template.themes.all()), list(Criterion.objects.of_template(template.pk))


def review_plan(world: World) -> Sent:
    """A file review of the seven types."""
    template = CriteriaTemplate.objects.filter(exercises__reference="FIR-2018-E-FR1").get()
    factories.RatingFactory(template=template, number=2, slug="poor", label="Poor", counts_as_good=False)
    window = {"window_from-day": 1, "window_from-month": 1, "window_from-year": 2018}
    window |= {"window_to-day": 31, "window_to-month": 3, "window_to-year": 2018}
    data = {"title": "Review of 60 files", "design": "random", "target": 60, "population": "Crimes of seven types"}
    data |= {f"type-{number}": title for number, title in enumerate(SEVEN_TYPES, start=1)}
    lead = world.user("inspector on the team").pk
    data |= {"template": template.pk, "lead": lead, "second_share": 10}
    return "manager", "/inspections/FIR-2018-E/file-reviews/new/", {**data, **window}


def crime_list(world: World) -> Sent:
    """A force's crime list, in place of one that is held already."""
    file = SimpleUploadedFile("crimes.csv", b"Crime ID,Month,Crime type\nA1,2018-01,Stalking\n", "text/csv")
    return "manager leading", "/file-reviews/FIR-2018-E-FR1/draw/", {"file": file}


def list_of(world: World) -> str:
    """Return the address of the list that is held."""
    return str(CrimeList.objects.get(exercise__reference="FIR-2018-E-FR1").get_absolute_url())


def list_columns(world: World) -> Sent:
    """Which columns of the list are read."""
    data = {"version": 1, "identifier": "Crime ID", "recorded_on": "Month", "offence_type": "Crime type"}
    return "manager leading", f"{list_of(world)}columns/", data


def list_types(world: World) -> Sent:
    """What the offence types of the list are."""
    return "manager leading", f"{list_of(world)}types/", {"version": 1, "value-1": "stalking"}


def dry_run(world: World) -> Sent:
    """A dry run from the list."""
    return "manager leading", list_of(world), {"version": 1, "then": "dry-run"}


def update(world: World) -> Sent:
    """An update with two files."""
    files = [SimpleUploadedFile(f"{number}.pdf", b"%PDF-1.4 a page") for number in range(2)]
    data = {"version": version_of(world), "narrative": "Training has begun.", "rag": "amber", "evidence": files}
    return "contact of first", "/findings/FIR-2017-01/update/", data


def declaration(world: World) -> Sent:
    """That it is done."""
    data = {"version": version_of(world), "narrative": "All are trained.", "rag": "green", "is_done": "on"}
    return "contact of first", "/findings/FIR-2017-01/update/", data


def force_response(world: World) -> Sent:
    """That the force accepts a finding."""
    data = {"version": version_of(world), "response": "accepted", "reason": "", **WHEN}
    return "contact of first", "/findings/FIR-2017-01/respond/", data


def new_round(world: World) -> Sent:
    """The next round."""
    opens = {"opens_on-day": "1", "opens_on-month": "7", "opens_on-year": "2018"}
    closes = {"closes_on-day": "30", "closes_on-month": "9", "closes_on-year": "2018"}
    return "manager", "/findings/rounds/new/", {"title": "Summer 2018 updates", **opens, **closes}


def reminders(world: World) -> Sent:
    """Reminders to both forces, which have findings without an update, and to thirty more."""
    for _ in range(30):
        finding = factories.FindingFactory()
        factories.ForceContactFactory(force=finding.force)
    return "manager", f"/findings/rounds/{world_force_side.ROUND}/remind/", {}


def body_response(world: World) -> Sent:
    """That a response is out."""
    day = {"published_on-day": "16", "published_on-month": "5", "published_on-year": "2018"}
    data = {"version": 1, "body": "The mayor", "address": "", "note": "", **day}
    return "administrator", "/findings/responses/FIR-2017-E/record/", data


def body_answers(world: World) -> Sent:
    """What a response says of every finding of the report, one of them anew."""
    factories.FindingFactory.create_batch(10, inspection=world.records["FIR-2017-E"])
    findings = Finding.objects.as_published().filter(inspection=world.records["FIR-2017-E"])
    data: dict[str, Any] = {"version": 1}
    for finding in findings:
        data |= {f"answer-{finding.pk}": "no-action", f"text-{finding.pk}": "It is in hand."}
    return "manager", "/findings/responses/FIR-2017-E/answers/", data


FORCE_SIDE = [update, declaration, force_response, new_round, reminders, body_response, body_answers]
DRAWING = [review_plan, crime_list, list_columns, list_types, dry_run]
SENT = [
    linking,
    unlinking,
    follow_up,
    verification,
    closure,
    raised_finding,
    changed_draft,
    withdrawal,
    block,
    resume,
    extension,
    reopening,
    acceleration,
    bulk_note,
    bulk_extension,
    saved_view,
    file_draft,
    file_draft_by_script,
    file_mark,
    return_file,
    confirmation,
    criteria_question,
    criteria_move,
    allocation,
    file_void,
    file_not_provided,
    referral,
    referral_answer,
    resolution,
    lock,
    all_read,
    one_read,
    digest,
]
FORMS = [
    *SENT,
    *DRAWING,
    *NATIONAL,
    *FORCE_SIDE,
    *CATALOGUE,
    *PAPERS,
    *RETURNS,
    *EDITING,
    *TABLES,
    *FIGURES,
    *QUERIES,
    *FRAMEWORKS,
    *PLANNING,
    *EVIDENCE,
    *GRADES,
    *JUDGING,
    *CHECKS,
    *EDITIONS,
    *REPORTS,
    *READINGS,
]
# what freezes a report gathers the whole document first: each kind of record in it is read once
FREEZING = [draft_sent]


def limit_of(form: Callable[[World], Sent]) -> int:
    """Return how often a form may ask; an edition is asked about at every gate, gathered, and frozen or compared."""
    if form in EDITIONS:
        return LIMITS["edition"]
    return LIMITS["post"] + (LIMITS["document"] if form in FREEZING else 0)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_sending_a_form_asks_no_oftener_than_it_may(world: World, form: Callable[[World], Sent]) -> None:
    who, url, data = form(world)
    client = client_of(world, world.people[who])
    client.get(url)  # as a person does
    with CaptureQueriesContext(connection) as queries:
        response = client.post(url, data)
    assert response.status_code == (200 if url.endswith("/draft/") else 302), body(response)
    sent = [query["sql"] for query in queries.captured_queries if not query["sql"].upper().startswith(ASIDE)]
    assert len(sent) <= limit_of(form), "\n".join(sent)


def test_one_query_more_a_row_would_be_seen(world: World) -> None:
    client = client_of(world, world.people["manager leading"])
    few = asked(client, "/findings/")
    with CaptureQueriesContext(connection) as queries:
        body(client.get("/findings/"))
        for finding in list(world.of("finding")):
            world.forces[finding.force].refresh_from_db()
    assert len(queries.captured_queries) > few
