"""What may be concluded on a question, and what a grade rests on."""

from __future__ import annotations

import pytest

from inspections.rules.judging import AFTER, MOVES, misjudged, unsupported
from inspections.rules.stages import MADE_ELSEWHERE, STAGES, ahead, behind, is_back


@pytest.mark.parametrize(
    ("grading", "state", "reason", "wrong"),
    [
        ("graded", "graded", "", set()),
        ("graded", "to-be-graded", "", set()),
        ("graded", "not-graded", "The inspection was cancelled.", set()),
        ("graded", "not-graded", "", {"not_graded_because"}),
        ("graded", "narrative-only", "", {"conclusion"}),
        ("graded", "ungraded-by-design", "", {"conclusion"}),
        ("narrative", "narrative-only", "", set()),
        ("narrative", "graded", "", {"conclusion"}),
        ("ungraded", "ungraded-by-design", "", set()),
        ("ungraded", "graded", "", {"conclusion"}),
        ("ungraded", "not-graded", "Cancelled", {"conclusion"}),
    ],
)
def test_a_question_takes_only_what_its_framework_gives(grading: str, state: str, reason: str, wrong: set[str]) -> None:
    assert set(misjudged(grading, state, reason)) == wrong


@pytest.mark.parametrize(
    ("state", "kinds", "is_borne_out"),
    [
        ("graded", ["interview"], True),
        ("graded", ["survey", "document"], True),
        ("graded", ["survey", "file-review"], False),
        ("graded", ["file-review"], False),
        ("graded", [], False),
        ("to-be-graded", [], True),
        ("narrative-only", ["survey"], True),
    ],
)
def test_a_grade_never_rests_on_surveys_and_file_reviews_alone(
    state: str, kinds: list[str], is_borne_out: bool
) -> None:
    assert (unsupported(state, kinds) == "") is is_borne_out


def test_every_decision_of_a_panel_leads_to_a_status_a_proposal_may_take() -> None:
    assert {MOVES["proposed"] >= {after} for after in AFTER.values()} == {True}


def test_the_stages_lead_from_one_to_the_next_and_each_knows_the_one_before() -> None:
    assert [ahead(stage) for stage in STAGES] == [*STAGES[1:], ""]
    assert [behind(stage) for stage in STAGES] == ["", *STAGES[:-2], ""]  # nothing goes back from published
    assert is_back("moderation", "drafting")
    assert not is_back("drafting", "moderation")
    assert {"with-force", "approved", "published"} == MADE_ELSEWHERE
