"""Two at once on one file, on PostgreSQL with real threads: one wins, the other is told, nothing is lost or doubled."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from core import clock
from core.actions import Stale
from inspections.actions import file_reviews as actions
from inspections.models import Answer, Draft, FileState, ReviewFile
from inspections.rules.file_reviews import Given
from tests.findings.test_concurrency import at_once
from tests.inspections import file_review_samples as samples
from tests.inspections.test_file_reviews_actions import draft, mark

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_two_tabs_mark_one_file_and_the_second_is_told() -> None:
    made = samples.exercise(files=1)
    file = samples.file_of(made)
    first = samples.criteria(made)[0].pk

    def tab(value: str) -> Any:
        given = samples.all_yes(made) | {first: Given(value, "From this tab.")}
        return mark(file.reviewer, samples.file_of(made), version=1, answers=given)

    outcomes = at_once(lambda: tab("yes"), lambda: tab("no"))
    assert {type(outcome) for outcome in outcomes} == {ReviewFile, Stale}
    winner = "yes" if isinstance(outcomes[0], ReviewFile) else "no"
    assert Answer.objects.get(criterion=first).value == winner
    assert (Answer.objects.count(), Answer.history.count()) == (2, 2)
    assert samples.file_of(made).version == 2


def test_two_tabs_save_one_draft_and_the_second_is_told() -> None:
    made = samples.exercise(files=1)
    file = samples.file_of(made)
    outcomes = at_once(
        *(
            lambda words=words: draft(file.reviewer, file, content={"answers": {}, "rating_reason": words})
            for words in "ab"
        )  # type: ignore[misc]
    )
    assert {type(outcome) for outcome in outcomes} == {ReviewFile, Stale}
    assert Draft.objects.get().content["rating_reason"] == "ab"[[type(o) for o in outcomes].index(ReviewFile)]


def test_one_page_sending_again_before_its_first_answer_came_is_no_conflict() -> None:
    made = samples.exercise(files=1)
    file = samples.file_of(made)

    def sent(words: str) -> Any:
        content = {"answers": {}, "rating_reason": words, "tab": "one"}
        return draft(file.reviewer, file, version=1, tab="one", content=content)

    outcomes = at_once(lambda: sent("a"), lambda: sent("ab"))
    assert [type(outcome) for outcome in outcomes] == [ReviewFile, ReviewFile]
    assert samples.file_of(made).version == 3


def test_a_file_allocated_to_somebody_else_while_it_is_marked_is_one_or_the_other() -> None:
    for _ in range(5):
        made = samples.exercise(files=1)
        file = samples.file_of(made)
        marked, given = at_once(
            lambda file=file: mark(file.reviewer, file),  # type: ignore[misc]
            lambda made=made: actions.allocate(  # type: ignore[misc]
                by=made.lead, exercise=made, numbers=[1], reviewer=made.lead, reason="Leave"
            ),
        )
        now = samples.file_of(made)
        if isinstance(marked, ReviewFile):
            assert isinstance(given, ValidationError)
            assert (now.state, now.reviewer, now.answers.count()) == (FileState.MARKED, file.reviewer, 2)
        else:
            assert isinstance(marked, Stale)
            assert (now.state, now.reviewer, now.answers.count()) == (FileState.ALLOCATED, made.lead, 0)


def test_a_draft_saved_while_the_file_is_given_away_is_kept_or_its_writer_is_told() -> None:
    for _ in range(5):
        made = samples.exercise(files=1)
        file = samples.file_of(made)
        saved, _given = at_once(
            lambda file=file: draft(file.reviewer, file),  # type: ignore[misc]
            lambda made=made: actions.allocate(  # type: ignore[misc]
                by=made.lead, exercise=made, numbers=[1], reviewer=made.lead, reason="Leave"
            ),
        )
        now = samples.file_of(made)
        assert now.reviewer == made.lead
        if isinstance(saved, ReviewFile):
            assert (now.state, now.draft.content["rating_reason"]) == ("in-progress", "So far.")
        else:
            assert isinstance(saved, Stale | PermissionDenied)
            assert not Draft.objects.filter(file=file).exists()


def test_two_allocations_at_once_give_every_file_to_one_person_once() -> None:
    made = samples.exercise(files=12)
    people = list(made.possible_reviewers())
    made.files.update(state=FileState.DRAWN, reviewer=None)
    outcomes = at_once(
        *(lambda: actions.allocate_evenly(by=made.lead, exercise=made, reviewers=people) for _ in range(2))
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["ValidationError", "list"]
    assert sorted(made.files.filter(reviewer=person).count() for person in people) == [6, 6]
    assert ReviewFile.history.filter(exercise=made, history_type="~").count() == 12


def test_marks_and_allocation_of_other_files_do_not_wait_for_one_another() -> None:
    made = samples.exercise(files=6)
    reviewer = samples.file_of(made).reviewer
    files = [samples.file_of(made, number) for number in (1, 2, 3)]
    outcomes = at_once(
        *(lambda file=file: mark(reviewer, file, at=clock.now()) for file in files),  # type: ignore[misc]
        lambda: actions.allocate(by=made.lead, exercise=made, numbers=[4, 5, 6], reviewer=made.lead, reason="Leave"),
    )
    assert [type(outcome) for outcome in outcomes] == [ReviewFile, ReviewFile, ReviewFile, list]
    assert made.files.filter(state=FileState.MARKED, reviewer=reviewer).count() == 3
    assert made.files.filter(reviewer=made.lead).count() == 3
