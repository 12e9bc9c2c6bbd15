"""Allocating, drafting, marking: who may, what is refused, what is kept."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Role, User
from core import clock
from core.actions import Stale
from inspections import policies, worklists
from inspections.actions import file_reviews as actions
from inspections.models import Answer, AssignmentRole, Draft, Exercise, FileState, ReviewFile
from inspections.rules.file_reviews import Given
from tests import factories
from tests.inspections import file_review_samples as samples

pytestmark = pytest.mark.django_db


def mark(by: User, file: ReviewFile, **changes: Any) -> ReviewFile:
    """Mark a file with yes throughout."""
    given = {
        "version": file.version,
        "answers": samples.all_yes(file.exercise),
        "rating": samples.rating(file.exercise),
    }
    return actions.mark(by=by, file=file, **{**given, "rating_reason": "Thorough.", "at": clock.now(), **changes})


def draft(by: User, file: ReviewFile, **changes: Any) -> ReviewFile:
    """Save a draft."""
    given = {"version": file.version, "content": {"answers": {}, "rating": None, "rating_reason": "So far."}}
    return actions.save_draft(by=by, file=file, **{**given, "at": clock.now(), **changes})


def drawn(made: Exercise) -> None:
    """Take every file back to where nobody has it."""
    made.files.update(state=FileState.DRAWN, reviewer=None)


# --- marking -----------------------------------------------------------------------------------------------
def test_marking_settles_the_file_and_writes_history() -> None:
    made = samples.exercise()
    file = samples.file_of(made)
    marked = mark(file.reviewer, file)
    assert (marked.state, marked.version, marked.rating.slug, marked.marked_by) == ("marked", 2, "good", file.reviewer)
    assert Counter(marked.answers.values_list("value", flat=True)) == {"yes": 2}
    assert Answer.history.filter(file=file, history_user=file.reviewer).count() == 2
    assert ReviewFile.history.get(id=file.pk).state == "marked"


def test_marking_takes_the_draft_away() -> None:
    made = samples.exercise()
    file = samples.file_of(made)
    kept = draft(file.reviewer, file)
    mark(file.reviewer, samples.file_of(made), version=kept.version)
    assert not Draft.objects.exists()


def test_marking_names_everything_that_is_missing_and_saves_nothing() -> None:
    made = samples.exercise()
    file = samples.file_of(made)
    first = samples.criteria(made)[0]
    with pytest.raises(ValidationError) as refused:
        mark(file.reviewer, file, answers={first.pk: Given("no", "")}, rating=None, rating_reason="")
    assert refused.value.messages == [
        "Write a note on question 1: its answer is no",
        "Answer question 2",
        "Choose an overall rating",
        "Give the reason for the rating",
    ]
    assert (samples.file_of(made).state, Answer.objects.count()) == ("allocated", 0)


def test_marks_never_change() -> None:
    made = samples.exercise()
    file = samples.file_of(made)
    mark(file.reviewer, file)
    with pytest.raises(PermissionDenied):
        mark(file.reviewer, samples.file_of(made))


def test_a_page_opened_before_the_last_save_is_refused() -> None:
    made = samples.exercise()
    file = samples.file_of(made)
    draft(file.reviewer, file)
    with pytest.raises(Stale):
        mark(file.reviewer, file, version=1)
    assert samples.file_of(made).state == "in-progress"


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR, Role.FORCE_CONTACT])
def test_only_inspectors_and_managers_mark(role: str) -> None:
    made = samples.exercise(reviewer=factories.user(role))
    file = samples.file_of(made)
    with pytest.raises(PermissionDenied):
        mark(file.reviewer, file)


def test_the_lead_does_not_mark_what_is_another_s() -> None:
    made = samples.exercise()
    with pytest.raises(PermissionDenied):
        mark(made.lead, samples.file_of(made))


def test_a_person_barred_from_the_force_marks_nothing() -> None:
    made = samples.exercise()
    file = samples.file_of(made)
    factories.BarFactory(user=file.reviewer, force=made.inspection.force)
    with pytest.raises(PermissionDenied):
        mark(file.reviewer, file)


# --- drafts ------------------------------------------------------------------------------------------------
def test_a_draft_is_kept_without_history() -> None:
    made = samples.exercise()
    file = samples.file_of(made)
    first = draft(file.reviewer, file)
    before = ReviewFile.history.count()
    second = draft(file.reviewer, samples.file_of(made), version=first.version, content={"answers": {"1": ["no", "x"]}})
    assert (first.state, first.version, second.version) == ("in-progress", 2, 3)
    assert ReviewFile.history.count() == before
    assert Draft.objects.get().content == {"answers": {"1": ["no", "x"]}}
    assert not hasattr(Draft, "history")


def test_a_draft_of_a_marked_file_is_refused() -> None:
    made = samples.exercise()
    file = samples.file_of(made)
    mark(file.reviewer, file)
    with pytest.raises(PermissionDenied):
        draft(file.reviewer, samples.file_of(made))


# --- allocation --------------------------------------------------------------------------------------------
def test_files_are_shared_evenly() -> None:
    made = samples.exercise(files=7)
    drawn(made)
    people = list(made.possible_reviewers())
    given = actions.allocate_evenly(by=made.lead, exercise=made, reviewers=people)
    assert sorted(Counter(file.reviewer_id for file in given).values()) == [3, 4]
    assert set(made.files.values_list("state", flat=True)) == {"allocated"}
    assert ReviewFile.history.filter(exercise=made, history_user=made.lead).count() == 7


def test_a_file_allocated_already_is_not_dealt_again() -> None:
    made = samples.exercise(files=3)
    made.files.filter(number=3).update(state=FileState.DRAWN, reviewer=None)
    given = actions.allocate_evenly(by=made.lead, exercise=made, reviewers=[made.lead])
    assert [file.number for file in given] == [3]
    with pytest.raises(ValidationError, match="Every file has a reviewer already"):
        actions.allocate_evenly(by=made.lead, exercise=made, reviewers=[made.lead])


def test_taking_a_file_from_somebody_needs_a_reason_and_keeps_the_draft() -> None:
    made = samples.exercise()
    file = samples.file_of(made)
    draft(file.reviewer, file)
    with pytest.raises(ValidationError, match="Give the reason for taking file 1 and 2 from its reviewer"):
        actions.allocate(by=made.lead, exercise=made, numbers=[1, 2], reviewer=made.lead)
    actions.allocate(by=made.lead, exercise=made, numbers=[1, 2], reviewer=made.lead, reason="Illness")
    now = samples.file_of(made)
    assert (now.reviewer, now.state, now.version, now.draft.content["rating_reason"]) == (
        made.lead, "in-progress", 3, "So far.",
    )  # fmt: skip
    assert now.history.first().history_change_reason == "Illness"


def test_a_marked_file_stays_with_whoever_marked_it() -> None:
    made = samples.exercise()
    file = samples.file_of(made)
    mark(file.reviewer, file)
    with pytest.raises(ValidationError, match="Marks never change: file 1 is marked already"):
        actions.allocate(by=made.lead, exercise=made, numbers=[1, 2], reviewer=made.lead, reason="Illness")


def test_allocation_by_hand_says_what_it_cannot_do() -> None:
    made = samples.exercise()
    with pytest.raises(ValidationError, match="This exercise has no file 4, 8 and 9"):
        actions.allocate(by=made.lead, exercise=made, numbers=[1, 4, 8, 9], reviewer=made.lead, reason="x")
    with pytest.raises(ValidationError, match="has these files already"):
        actions.allocate(by=made.lead, exercise=made, numbers=[1], reviewer=samples.file_of(made).reviewer)
    with pytest.raises(ValidationError, match="Choose who to give files to"):
        actions.allocate_evenly(by=made.lead, exercise=made, reviewers=[])


def test_only_the_lead_allocates() -> None:
    made = samples.exercise()
    other = factories.user(Role.MANAGER)
    factories.AssignmentFactory(inspection=made.inspection, user=other, role=AssignmentRole.LEAD)
    with pytest.raises(PermissionDenied):
        actions.allocate(by=other, exercise=made, numbers=[1], reviewer=other, reason="x")
    factories.BarFactory(user=made.lead, force=made.inspection.force)
    with pytest.raises(PermissionDenied):
        actions.allocate_evenly(by=made.lead, exercise=made, reviewers=[made.lead])


def test_files_go_to_active_people_of_the_team_who_are_not_barred() -> None:
    made = samples.exercise()
    outsider = factories.UserFactory()
    barred, gone, auditor = (
        factories.AssignmentFactory(inspection=made.inspection, user=factories.user(role)).user
        for role in (Role.INSPECTOR, Role.INSPECTOR, Role.AUDITOR)
    )
    factories.BarFactory(user=barred, force=made.inspection.force)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    assert {person.name for person in made.possible_reviewers()} == {"Reviewer", "Lead"}
    for person in (outsider, barred, gone, auditor):
        with pytest.raises(ValidationError, match="may not review files of this exercise"):
            actions.allocate(by=made.lead, exercise=made, numbers=[1], reviewer=person, reason="x")


# --- who sees what, and what waits ---------------------------------------------------------------------------
def test_a_file_is_there_for_its_reviewer_and_the_lead_and_nobody_else() -> None:
    made = samples.exercise(files=2)
    reviewer = samples.file_of(made).reviewer
    elsewhere = factories.AssignmentFactory(inspection=made.inspection).user
    assert ReviewFile.objects.visible_to(reviewer).count() == 2
    assert ReviewFile.objects.visible_to(made.lead).count() == 2
    for person in (
        elsewhere,
        factories.user(Role.AUDITOR),
        factories.user(Role.ADMINISTRATOR),
        factories.user(Role.MANAGER),
    ):
        assert not ReviewFile.objects.visible_to(person).exists()
    factories.BarFactory(user=reviewer, force=made.inspection.force)
    assert not ReviewFile.objects.visible_to(User.objects.get(pk=reviewer.pk)).exists()


def test_a_reviewer_turned_auditor_sees_no_file() -> None:
    made = samples.exercise()
    reviewer = samples.file_of(made).reviewer
    reviewer.role = Role.AUDITOR
    assert not ReviewFile.objects.visible_to(reviewer).exists()


def test_progress_is_for_the_inspectorate_and_those_not_barred() -> None:
    made = samples.exercise()
    contact, auditor, barred = (
        factories.user(Role.FORCE_CONTACT),
        factories.user(Role.AUDITOR),
        factories.user(Role.MANAGER),
    )
    factories.BarFactory(user=barred, force=made.inspection.force)
    assert [policies.may_see_progress(person, made) for person in (contact, auditor, barred)] == [False, True, False]


def test_each_exercise_is_counted_by_itself() -> None:
    one, other = samples.exercise(files=2), samples.exercise(files=3)
    file = samples.file_of(one)
    mark(file.reviewer, file)
    rows = {e.pk: (e.drawn, e.reviewed, e.good) for e in Exercise.objects.with_tally()}
    assert rows == {one.pk: (2, 1, 1), other.pk: (3, 0, 0)}


def test_the_worklist_counts_a_person_s_own_files_and_finds_the_next() -> None:
    made = samples.exercise(files=4)
    file = samples.file_of(made)
    made.files.filter(number=4).update(reviewer=made.lead)
    mark(file.reviewer, file)
    with CaptureQueriesContext(connection) as queries:
        [work] = worklists.files_of(file.reviewer)
    assert len(queries) == 3  # one of them what is barred to the person, asked once a request
    assert (work.exercise, work.words, str(work.next)) == (made, "1 of 3 files marked", "file 2")
    assert work.href == f"/file-reviews/{made.reference}/files/2/"


def test_the_worklist_leaves_out_what_is_finished_and_published_and_what_is_barred() -> None:
    published = samples.exercise(files=1, inspection=factories.InspectionFactory())
    reviewer = samples.file_of(published).reviewer
    finished = samples.exercise(files=1, reviewer=reviewer)
    for made in (published, finished):
        mark(reviewer, samples.file_of(made))
    [work] = worklists.files_of(reviewer)
    assert (work.exercise, work.next, work.href) == (finished, None, finished.get_absolute_url())
    factories.BarFactory(user=reviewer, force=finished.inspection.force)
    assert worklists.files_of(User.objects.get(pk=reviewer.pk)) == []
    assert worklists.files_of(factories.user(Role.AUDITOR)) == []
