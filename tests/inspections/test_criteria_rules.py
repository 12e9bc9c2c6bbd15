"""Conditions and scales of criteria, as pure functions."""

from __future__ import annotations

import pytest

from inspections.rules.criteria import Broken, broken, gaps, in_use
from inspections.rules.file_reviews import Question

YES_NO = ("yes", "no")
FIRST, SECOND, THIRD = Question(1, YES_NO), Question(2, YES_NO, after=1, when="no"), Question(3, YES_NO)


@pytest.mark.parametrize(
    ("questions", "found"),
    [
        ([], []),
        ([FIRST, SECOND, THIRD], []),
        ([FIRST, THIRD, SECOND], []),
        ([SECOND, FIRST], [Broken(2, 1, lacks_answer=False)]),
        ([SECOND, THIRD], [Broken(2, 1, lacks_answer=False)]),
        ([Question(1, ("yes",)), SECOND], [Broken(2, 1, lacks_answer=True)]),
        ([Question(1, YES_NO, after=1, when="no")], [Broken(1, 1, lacks_answer=False)]),
    ],
)
def test_a_condition_holds_after_an_earlier_question_that_offers_its_answer(
    questions: list[Question], found: list[Broken]
) -> None:
    assert broken(questions) == found


def test_a_chain_of_conditions_is_followed_from_its_beginning() -> None:
    last = Question(3, YES_NO, after=2, when="yes")
    assert broken([FIRST, SECOND, last]) == []
    assert [(one.key, one.after) for one in broken([last, FIRST, SECOND])] == [(3, 2)]


def test_a_scale_needs_two_ratings_one_of_each_sort_the_good_first() -> None:
    themes = [("Response", 1)]
    assert gaps(themes, [("Outstanding", True), ("Good", True), ("Poor", False)]) == []
    assert len(gaps(themes, [("Poor", False), ("Bad", False)])) == 1
    assert len(gaps(themes, [("Good", True), ("Better", True)])) == 1
    assert len(gaps(themes, [("Good", True), ("Poor", False), ("Better", True)])) == 1


def test_the_state_is_said_in_words() -> None:
    assert [in_use(number) for number in (0, 1, 2)] == [
        "Being edited", "In use by 1 exercise: frozen", "In use by 2 exercises: frozen",
    ]  # fmt: skip
