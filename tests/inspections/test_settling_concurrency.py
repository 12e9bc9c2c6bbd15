"""Two at once on one exercise, on PostgreSQL with real threads: one wins, the other is told, nothing is lost."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from core.actions import Stale
from inspections.actions import file_reviews as actions
from inspections.models import Answer, Draft, DrawnReference, Exercise, FileState, Resolution, ReviewFile
from tests.findings.test_concurrency import at_once
from tests.inspections import file_review_samples as samples
from tests.inspections.test_file_reviews_actions import draft, mark
from tests.inspections.test_second_marks import marked_twice, resolve
from tests.inspections.test_settling import drawn_order, lock, not_provided, settled, void

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def names(outcomes: list[Any]) -> list[str]:
    """Return what each came to, by name, in alphabetical order."""
    return sorted(type(outcome).__name__ for outcome in outcomes)


def test_two_people_save_one_draft_when_it_changes_hands_and_only_its_reviewer_s_is_kept() -> None:
    mine = {"answers": {}, "rating_reason": "Mine."}
    for _ in range(3):
        made = samples.exercise(files=1)
        before, after = samples.file_of(made), samples.colleague(made)
        actions.allocate(by=made.lead, exercise=made, numbers=[1], reviewer=after, reason="Leave")
        outcomes = at_once(
            lambda before=before: draft(before.reviewer, before),  # type: ignore[misc]
            lambda made=made, after=after: draft(after, samples.file_of(made), content=mine),  # type: ignore[misc]
        )
        assert isinstance(outcomes[0], Stale | PermissionDenied)
        assert isinstance(outcomes[1], ReviewFile)
        kept = Draft.objects.get(file__exercise=made)
        assert (kept.content["rating_reason"], kept.saved_by) == ("Mine.", after)


def test_two_leads_lock_one_review_and_the_second_is_told_who_did() -> None:
    made = settled()
    outcomes = at_once(*(lambda: lock(made.lead, Exercise.objects.get(pk=made.pk)) for _ in range(2)))
    assert names(outcomes) == ["Exercise", "ValidationError"]
    [told] = [outcome.messages for outcome in outcomes if isinstance(outcome, ValidationError)]
    assert told == ["Lead locked this exercise already."]
    assert Exercise.history.filter(id=made.pk, state="locked").count() == 1


def test_a_lock_while_the_last_file_is_marked_waits_for_its_second_mark_or_refuses() -> None:
    for _ in range(5):
        made = samples.exercise(files=1)
        file = samples.file_of(made)
        marked, locked = at_once(
            lambda file=file: mark(file.reviewer, file),  # type: ignore[misc]
            lambda made=made: lock(made.lead, made),  # type: ignore[misc]
        )
        assert isinstance(marked, ReviewFile)
        assert isinstance(locked, ValidationError)
        assert Exercise.objects.get(pk=made.pk).state == "drawn"
        assert made.files.second_marks().count() == 1


def test_files_given_away_while_others_are_marked_neither_wait_in_a_circle_nor_lose_a_second_mark() -> None:
    for _ in range(5):
        made = samples.exercise(files=4, second_share=100)
        file, other = samples.file_of(made, 1), samples.file_of(made, 2)
        outcomes = at_once(
            lambda file=file: mark(file.reviewer, file),  # type: ignore[misc]
            lambda other=other: mark(other.reviewer, other),  # type: ignore[misc]
            lambda made=made: actions.allocate(  # type: ignore[misc]
                by=made.lead, exercise=made, numbers=[3, 4], reviewer=made.lead, reason="Leave"
            ),
        )
        assert [type(outcome) for outcome in outcomes] == [ReviewFile, ReviewFile, list]
        assert sorted(made.files.second_marks().values_list("number", flat=True)) == [1, 2]
        assert made.files.filter(reviewer=made.lead).count() == 2


def test_a_file_is_void_or_marked_never_both() -> None:
    for _ in range(5):
        made = samples.exercise(files=2)
        drawn_order(made, "ab")
        file = samples.file_of(made)
        marked, voided = at_once(
            lambda file=file: mark(file.reviewer, file),  # type: ignore[misc]
            lambda made=made, file=file: void(made.lead, file),  # type: ignore[misc]
        )
        now = samples.file_of(made)
        if isinstance(marked, ReviewFile):
            assert isinstance(voided, Stale)
            assert (now.state, now.answers.count(), made.files.first_marks().count()) == ("marked", 2, 2)
        else:
            assert isinstance(marked, Stale)
            assert (now.state, now.answers.count(), made.files.first_marks().count()) == ("void", 0, 3)
            assert voided.reference.position == 3
        assert Answer.objects.filter(file__exercise=made).count() == now.answers.count()


def test_two_files_set_aside_at_once_are_replaced_by_two_reserves() -> None:
    for _ in range(3):
        made = samples.exercise(files=2)
        drawn_order(made, "ab")
        files = [samples.file_of(made, number) for number in (1, 2)]
        takers = at_once(*(lambda file=file, made=made: void(made.lead, file) for file in files))  # type: ignore[misc]
        assert sorted(taker.number for taker in takers) == [3, 4]
        taken = DrawnReference.objects.filter(exercise=made, position__gt=2)
        assert sorted(taken.values_list("file", flat=True)) == sorted(taker.pk for taker in takers)


def test_one_file_set_aside_twice_is_replaced_once_and_the_second_is_told() -> None:
    made = samples.exercise(files=1)
    drawn_order(made, "ab")
    file = samples.file_of(made)
    outcomes = at_once(*(lambda: void(made.lead, file) for _ in range(2)))
    assert names(outcomes) == ["ReviewFile", "Stale"]
    assert made.files.count() == 2


def test_a_file_said_to_be_missing_while_its_draft_is_saved_is_one_or_the_other() -> None:
    for _ in range(3):
        made = samples.exercise(files=1)
        file = samples.file_of(made)
        saved, missing = at_once(
            lambda file=file: draft(file.reviewer, file),  # type: ignore[misc]
            lambda made=made, file=file: not_provided(made.lead, file),  # type: ignore[misc]
        )
        assert names([saved, missing]) == ["ReviewFile", "Stale"]
        state = FileState.IN_PROGRESS if isinstance(saved, ReviewFile) else FileState.NOT_PROVIDED
        assert samples.file_of(made).state == state
        assert Draft.objects.filter(file=file).exists() is isinstance(saved, ReviewFile)


def test_two_resolutions_of_one_disagreement_leave_one_and_the_second_is_told() -> None:
    made = marked_twice("poor")
    outcomes = at_once(*(lambda rating=rating: resolve(made.lead, made, rating) for rating in ("good", "poor")))  # type: ignore[misc]
    assert names(outcomes) == ["Resolution", "ValidationError"]
    [told] = [outcome.messages for outcome in outcomes if isinstance(outcome, ValidationError)]
    assert told == ["This disagreement is resolved already."]
    held = Resolution.objects.get()
    assert samples.file_of(made).settled_rating == held.rating
    assert Resolution.history.count() == 1


def test_a_second_mark_given_to_two_people_at_once_is_with_one_of_them() -> None:
    made = samples.exercise(files=1)
    mark(samples.file_of(made).reviewer, samples.file_of(made))
    people = [samples.colleague(made, name) for name in ("Ann", "Ben")]
    outcomes = at_once(
        *(
            lambda person=person: actions.allocate(  # type: ignore[misc]
                by=made.lead, exercise=made, numbers=[1], reviewer=person, second=True
            )
            for person in people
        )
    )
    assert names(outcomes) == ["ValidationError", "list"]
    winner = people[[type(outcome) for outcome in outcomes].index(list)]
    assert samples.second_of(made).reviewer == winner
