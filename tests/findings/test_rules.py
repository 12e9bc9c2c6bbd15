"""What moves a finding, and what must hold before it closes."""

from __future__ import annotations

import itertools

import pytest

from findings.models import Status, Verdict
from findings.rules import closing, moves

LEGAL = {
    ("draft", "open"),
    ("draft", "closed-no-longer-relevant"),
    ("open", "in-progress"),
    ("open", "blocked"),
    ("open", "awaiting-verification"),
    ("open", "closed-superseded"),
    ("open", "closed-no-longer-relevant"),
    ("in-progress", "blocked"),
    ("in-progress", "awaiting-verification"),
    ("in-progress", "closed-superseded"),
    ("in-progress", "closed-no-longer-relevant"),
    ("blocked", "in-progress"),
    ("blocked", "awaiting-verification"),
    ("blocked", "closed-superseded"),
    ("blocked", "closed-no-longer-relevant"),
    ("awaiting-verification", "in-progress"),
    ("awaiting-verification", "blocked"),
    ("awaiting-verification", "closed-achieved"),
    ("awaiting-verification", "closed-superseded"),
    ("awaiting-verification", "closed-no-longer-relevant"),
    ("closed-achieved", "open"),
    ("closed-superseded", "open"),
    ("closed-no-longer-relevant", "open"),
}


@pytest.mark.parametrize(("status", "to"), list(itertools.product(Status.values, Status.values)))
def test_a_finding_moves_only_along_legal_moves(status: str, to: str) -> None:
    assert moves.may_move(status, to) is ((status, to) in LEGAL)


@pytest.mark.parametrize(
    ("status", "verdict", "after"),
    [
        ("open", "no-progress", "open"),
        ("open", "not-assessed", "open"),
        ("open", "some-progress", "in-progress"),
        ("open", "good-progress", "in-progress"),
        ("open", "achieved", "awaiting-verification"),
        ("blocked", "some-progress", "in-progress"),
        ("in-progress", "no-progress", "in-progress"),
        ("in-progress", "no-longer-a-concern", "awaiting-verification"),
        ("awaiting-verification", "no-progress", "in-progress"),
        ("awaiting-verification", "some-progress", "in-progress"),
        ("awaiting-verification", "achieved", "awaiting-verification"),
        ("awaiting-verification", "not-assessed", "awaiting-verification"),
    ],
)
def test_a_verdict_moves_a_finding(status: str, verdict: str, after: str) -> None:
    assert moves.after_follow_up(status, verdict) == after


@pytest.mark.parametrize(("status", "verdict"), list(itertools.product(sorted(moves.LIVE), Verdict.values)))
def test_no_verdict_closes_a_finding_or_breaks_a_move(status: str, verdict: str) -> None:
    after = moves.after_follow_up(status, verdict)
    assert after in moves.LIVE
    assert after == status or moves.may_move(status, after)


@pytest.mark.parametrize(
    ("status", "settles", "is_agreed", "after"),
    [
        ("awaiting-verification", True, False, "in-progress"),
        ("awaiting-verification", True, True, "awaiting-verification"),
        ("in-progress", True, True, "awaiting-verification"),
        ("in-progress", False, True, "in-progress"),
        ("in-progress", False, False, "in-progress"),
        ("open", False, True, "open"),
    ],
)
def test_a_verification_moves_a_finding(status: str, settles: bool, is_agreed: bool, after: str) -> None:
    assert moves.after_verification(status, settles=settles, is_agreed=is_agreed) == after


READY = {
    "is_cause_of_concern": False,
    "to": "closed-achieved",
    "verified": True,
    "assurance": 2,
    "closer_recorded": False,
    "closer_verified": True,
    "open_recommendations": 0,
    "has_successor": False,
}


def test_a_verified_area_for_improvement_closes_at_level_2_by_whoever_verified_it() -> None:
    assert closing.closing_blockers(**READY) == []


def test_nothing_is_achieved_without_a_verified_follow_up() -> None:
    assert closing.closing_blockers(**{**READY, "verified": False, "assurance": None}) == [
        "Nothing that says it is done, a follow-up or the force’s declaration, has been verified."
    ]


def test_superseded_names_its_successor() -> None:
    asked = {**READY, "to": "closed-superseded", "verified": False, "assurance": None}
    assert closing.closing_blockers(**asked) == ["Name the finding that takes its place."]
    assert closing.closing_blockers(**{**asked, "has_successor": True}) == []


def test_whoever_recorded_the_follow_up_does_not_close_on_it() -> None:
    assert closing.closing_blockers(**{**READY, "closer_recorded": True}) == [
        "You recorded the follow-up it rests on: another manager closes it."
    ]


COC = {**READY, "is_cause_of_concern": True, "assurance": 3, "closer_verified": False}


def test_a_cause_of_concern_closes_at_level_3_by_a_second_manager_with_its_recommendations_closed() -> None:
    assert closing.closing_blockers(**COC) == []
    assert closing.closing_blockers(**{**COC, "assurance": 2}) == [
        "A cause of concern closes only on a follow-up verified at level 3, tested in fieldwork."
    ]
    assert closing.closing_blockers(**{**COC, "closer_verified": True}) == [
        "You verified it: a cause of concern is closed by a second manager."
    ]
    assert closing.closing_blockers(**{**COC, "open_recommendations": 1}) == ["1 recommendation is still open."]
    assert closing.closing_blockers(**{**COC, "open_recommendations": 2}) == ["2 recommendations are still open."]
