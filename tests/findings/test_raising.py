"""Raising a finding from a crime file, with what it rests on."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from accounts.models import Role, User
from core import clock
from findings.actions import raising
from findings.models import Event, FileEvidence, Finding, FindingKind
from inspections.models import Exercise, Stage
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
