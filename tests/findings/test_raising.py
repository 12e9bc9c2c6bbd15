"""Raising a finding: from a crime file, a question or by hand; changing its draft and taking it back."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from accounts.models import Role, User
from core import clock
from findings.actions import raising
from findings.models import Event, FileEvidence, Finding, FindingKind, Lineage
from inspections.models import Exercise, Inspection, Question, Stage
from tests import factories
from tests.inspections import file_review_samples as samples
from tests.inspections.test_file_reviews_actions import mark

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Exercise:
    """Return an exercise whose first file is marked; its second question was answered no."""
    made = samples.exercise(files=2, second_share=0)
    file = samples.file_of(made)
    answers = samples.all_yes(made)
    second = samples.criteria(made)[1]
    answers[second.pk] = answers[second.pk]._replace(value="no", note="Nobody rang the victim back.")
    mark(file.reviewer, file, answers=answers)
    return made


def address(made: Exercise, question: str = "") -> str:
    """Return where a finding is raised from the first file."""
    return f"/findings/from-file/{made.reference}/1/" + (f"?question={question}" if question else "")


DATA = {
    "kind": "area-for-improvement",
    "title": "Calling victims back",
    "wording": "Ring victims back.",
    "due_kind": "none",
}


def raised(by: User, made: Exercise, **changes: Any) -> Finding:
    """Raise a finding from the first file."""
    draft = raising.Draft(kind=FindingKind.AREA_FOR_IMPROVEMENT, title="T", wording="W")
    file = samples.file_of(made)
    return raising.raise_finding(by=by, inspection=made.inspection, draft=draft, file=file, at=clock.now(), **changes)


def test_a_reviewer_raises_a_finding_from_an_answer_in_one_step(made: Exercise, client: Client) -> None:
    client.force_login(samples.file_of(made).reviewer)
    page = client.get(address(made, "2")).content.decode()
    assert "Nobody rang the victim back." in page
    answer = client.post(address(made, "2"), DATA)
    finding = Finding.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, finding.get_absolute_url())
    inspection = made.inspection
    assert (finding.force, finding.cycle, finding.inspection) == (inspection.force, inspection.cycle, inspection)
    assert (finding.status, finding.published_status) == ("draft", "draft")
    evidence = FileEvidence.objects.get()
    assert (evidence.finding, evidence.file.number, evidence.criterion) == (finding, 1, samples.criteria(made)[1])
    event = Event.objects.get()
    assert (event.kind, event.recorded_by) == ("raised", samples.file_of(made).reviewer)
    assert finding.history.get().history_user == samples.file_of(made).reviewer


def test_references_count_on_within_the_force_and_the_cycle(made: Exercise) -> None:
    inspection = made.inspection
    start = f"{inspection.force.code}-{inspection.cycle.first_year}-"
    factories.FindingFactory(inspection=inspection, force=inspection.force, reference=f"{start}07")
    assert raised(made.lead, made).reference == f"{start}08"
    assert raised(made.lead, made).reference == f"{start}09"


def test_the_notes_are_shown_to_those_who_may_read_the_file_and_the_file_named_to_the_others(
    made: Exercise, client: Client
) -> None:
    finding = raised(made.lead, made, criterion=samples.criteria(made)[1])
    colleague = factories.AssignmentFactory(inspection=made.inspection).user
    seen = {}
    for person in (made.lead, colleague):
        client.force_login(person)
        seen[person.pk] = client.get(finding.get_absolute_url()).content.decode()
    assert "Nobody rang the victim back." in seen[made.lead.pk]
    assert "Nobody rang the victim back." not in seen[colleague.pk]
    assert f"{made.reference}, file 1" in seen[colleague.pk]


def test_what_was_typed_stays_when_something_is_missing(made: Exercise, client: Client) -> None:
    client.force_login(made.lead)
    answer = client.post(address(made), {**DATA, "title": ""})
    assert answer.status_code == 422
    assert "Ring victims back." in answer.content.decode()
    assert not Finding.objects.exists()


def test_a_question_the_form_does_not_have_is_not_there(made: Exercise, client: Client) -> None:
    client.force_login(made.lead)
    assert client.get(address(made, "99")).status_code == 404
    assert client.get(address(made, "x")).status_code == 404


def test_only_those_who_read_the_file_raise_from_it_and_only_before_publication(made: Exercise) -> None:
    colleague = factories.AssignmentFactory(inspection=made.inspection).user
    for person in (colleague, factories.user(Role.MANAGER), factories.user(Role.AUDITOR)):
        with pytest.raises(PermissionDenied):
            raised(person, made)
    made.inspection.stage = Stage.PUBLISHED
    made.inspection.save()
    with pytest.raises(PermissionDenied):
        raised(made.lead, made)


def test_a_question_of_another_framework_is_refused(made: Exercise, client: Client) -> None:
    client.force_login(made.lead)
    other = factories.QuestionFactory(framework__cycle__first_year=2016)
    answer = client.post(address(made), {**DATA, "question": other.pk})
    assert answer.status_code == 422


# --- by hand and from a question -------------------------------------------------------------------------------------
@pytest.fixture
def open_inspection() -> Inspection:
    """Return an open inspection with one question of two parts."""
    inspection: Inspection = factories.InspectionFactory(open=True, framework=factories.FrameworkFactory())
    question = factories.QuestionFactory(framework=inspection.framework, slug="prevention", number=1)
    for number in (1, 2):
        question.diagnostics.create(number=number, title=f"Part {number}")
    return inspection


def draft_of(inspection: Inspection, by: User, **fields: Any) -> Finding:
    """Raise a draft by hand."""
    given = {"kind": FindingKind.AREA_FOR_IMPROVEMENT, "title": "Train call handlers", "wording": "Train them."}
    draft = raising.Draft(**{**given, **fields})
    return raising.raise_finding(by=by, inspection=inspection, draft=draft, at=clock.now())


def test_a_finding_raised_from_a_question_stands_under_it_and_carries_its_theme(
    open_inspection: Inspection, manager: User, client: Client
) -> None:
    client.force_login(manager)
    address = f"/findings/raise/{open_inspection.reference}/"
    page = client.get(f"{address}?question=prevention").content.decode()
    question = Question.objects.get(slug="prevention")
    assert f'<option value="{question.pk}" selected>' in page
    data = {**DATA, "question": question.pk, "diagnostic": question.diagnostics.first().pk, "owner": "Head of contact"}
    assert client.post(address, {**data, "due_kind": "relative", "due_days": "90"}).status_code == 302
    finding = Finding.objects.get()
    assert (finding.question, finding.theme, finding.diagnostic.title) == (question, "prevention", "Part 1")
    assert (finding.due_kind, finding.due_days, finding.due_on) == ("relative", 90, None)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"kind": FindingKind.RECOMMENDATION}, "Choose the cause of concern"),
        ({"due_kind": "relative"}, "how many days after publication"),
        ({"due_kind": "absolute"}, "Enter the day it is due"),
    ],
)
def test_what_a_draft_lacks_is_said(
    open_inspection: Inspection, manager: User, fields: dict[str, Any], words: str
) -> None:
    with pytest.raises(ValidationError, match=words):
        draft_of(open_inspection, manager, **fields)


def test_what_belongs_to_another_inspection_or_question_is_refused(open_inspection: Inspection, manager: User) -> None:
    elsewhere = factories.QuestionFactory(framework__cycle__first_year=2016)
    part = elsewhere.diagnostics.create(number=1, title="Elsewhere")
    concern = factories.FindingFactory(kind=FindingKind.CAUSE_OF_CONCERN)
    question = Question.objects.get(framework=open_inspection.framework)
    for fields, words in (
        ({"question": elsewhere}, "this inspection's framework"),
        ({"question": question, "diagnostic": part}, "a part of the question"),
        ({"diagnostic": part}, "a part of the question"),
        ({"kind": FindingKind.RECOMMENDATION, "parent": concern}, "a cause of concern of this inspection"),
        ({"parent": concern}, "Only a recommendation"),
    ):
        with pytest.raises(ValidationError, match=words):
            draft_of(open_inspection, manager, **fields)


def test_what_reads_alike_is_pointed_out_and_the_person_says_whether_it_repeats_it(
    open_inspection: Inspection, manager: User, client: Client
) -> None:
    earlier = factories.FindingFactory(
        inspection__force=open_inspection.force,
        title="Evaluate and share what works",
        wording="Test what works as a matter of routine and share it with partners.",
        theme="prevention",
        reference="BED-2017-04",
    )
    factories.FindingFactory(title="Evaluate and share what works", theme="prevention")  # of another force
    client.force_login(manager)
    address = f"/findings/raise/{open_inspection.reference}/"
    data = {**DATA, "title": "Evaluate tactics and share effective ones", "question": Question.objects.get().pk}
    data["wording"] = "Routinely evaluate what works and share it, inside the force and with partners."
    asked = client.post(address, data)
    page = asked.content.decode()
    assert asked.status_code == 422
    assert "It repeats BED-2017-04: Evaluate and share what works" in page
    assert page.count("It repeats") == 1
    assert data["wording"] in page
    assert client.post(address, {**data, "near": "BED-2099-01"}).status_code == 422
    assert client.post(address, {**data, "near": "BED-2017-04"}).status_code == 302
    link = Lineage.objects.get()
    assert (link.earlier, link.kind, link.recorded_by) == (earlier, "repeated", manager)
    assert client.post(address, {**data, "near": "new", "title": "Evaluate and share"}).status_code == 302
    assert Lineage.objects.count() == 1


def test_a_repeat_of_another_force_s_finding_is_refused(open_inspection: Inspection, manager: User) -> None:
    draft = raising.Draft(kind=FindingKind.AREA_FOR_IMPROVEMENT, title="T", wording="W")
    with pytest.raises(ValidationError, match="of this force"):
        raising.raise_finding(
            by=manager, inspection=open_inspection, draft=draft, at=clock.now(), repeats=factories.FindingFactory()
        )


# --- drafts ----------------------------------------------------------------------------------------------------------
def test_a_draft_is_changed_before_it_is_published_and_not_afterwards(
    open_inspection: Inspection, manager: User, client: Client
) -> None:
    finding = draft_of(open_inspection, manager)
    client.force_login(manager)
    address = f"/findings/{finding.reference}/edit/"
    assert "Train them." in client.get(address).content.decode()
    assert client.post(address, {**DATA, "version": 1}).status_code == 302
    finding.refresh_from_db()
    assert (finding.title, finding.version) == ("Calling victims back", 2)
    stale = client.post(address, {**DATA, "version": 1, "wording": "Typed meanwhile"})
    assert stale.status_code == 409
    assert "Typed meanwhile" in stale.content.decode()
    Finding.objects.update(status="open", published_status="open")
    assert client.get(address).status_code == 403
    with pytest.raises(ValidationError, match="stays as it is"):
        raising.edit(by=manager, finding=finding, version=2, draft=raising.Draft(kind="x", title="T", wording="W"))


def test_a_concern_with_recommendations_stays_one_and_none_stands_under_itself(
    open_inspection: Inspection, manager: User
) -> None:
    concern = draft_of(open_inspection, manager, kind=FindingKind.CAUSE_OF_CONCERN)
    below = draft_of(open_inspection, manager, kind=FindingKind.RECOMMENDATION, parent=concern)
    fields = {"title": "T", "wording": "W"}
    lesser = raising.Draft(kind=FindingKind.AREA_FOR_IMPROVEMENT, **fields)
    with pytest.raises(ValidationError, match="stays a cause of concern"):
        raising.edit(by=manager, finding=concern, version=1, draft=lesser)
    circle = raising.Draft(kind=FindingKind.RECOMMENDATION, parent=below, **fields)
    with pytest.raises(ValidationError, match="a cause of concern of this inspection"):
        raising.edit(by=manager, finding=below, version=1, draft=circle)
    with pytest.raises(ValidationError, match="withdraw them first"):
        raising.withdraw(by=manager, finding=concern, version=1, reason="No", at=clock.now())


def test_a_draft_taken_back_is_on_file_for_those_who_could_read_it_and_in_no_list(
    open_inspection: Inspection, manager: User, auditor: User, administrator: User, client: Client
) -> None:
    finding = draft_of(open_inspection, manager)
    raising.withdraw(by=manager, finding=finding, version=1, reason="Said elsewhere", at=clock.now())
    finding.refresh_from_db()
    assert (finding.status, finding.published_status) == ("closed-no-longer-relevant", "draft")
    contact = factories.ForceContactFactory(force=finding.force).user
    open_inspection.stage = Stage.PUBLISHED
    open_inspection.save()
    for person in (manager, auditor, administrator, contact):
        assert not Finding.objects.visible_to(person).exists()
    client.force_login(auditor)
    assert "Said elsewhere" in client.get(finding.get_absolute_url()).content.decode()
    for person in (administrator, contact):
        client.force_login(person)
        assert client.get(finding.get_absolute_url()).status_code == 404


def test_only_those_who_may_raise_change_or_take_back_a_draft(open_inspection: Inspection, manager: User) -> None:
    finding = draft_of(open_inspection, manager)
    barred = factories.BarFactory(user__role=Role.MANAGER, force=finding.force).user
    for person in (barred, factories.user(Role.INSPECTOR), factories.user(Role.AUDITOR)):
        with pytest.raises(PermissionDenied):
            raising.withdraw(by=person, finding=finding, version=1, reason="No", at=clock.now())
