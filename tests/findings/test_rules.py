"""What moves a finding, and what must hold before it closes."""

from __future__ import annotations

import itertools

import pytest

from findings import rules
from findings.models import Status, Verdict

LEGAL = {
    ("draft", "open"),
    ("open", "in-progress"),
    ("open", "awaiting-verification"),
    ("open", "closed-superseded"),
    ("open", "closed-no-longer-relevant"),
    ("in-progress", "awaiting-verification"),
    ("in-progress", "closed-superseded"),
    ("in-progress", "closed-no-longer-relevant"),
    ("blocked", "in-progress"),
    ("blocked", "awaiting-verification"),
    ("blocked", "closed-superseded"),
    ("blocked", "closed-no-longer-relevant"),
    ("awaiting-verification", "in-progress"),
    ("awaiting-verification", "closed-achieved"),
    ("awaiting-verification", "closed-superseded"),
    ("awaiting-verification", "closed-no-longer-relevant"),
}


@pytest.mark.parametrize(("status", "to"), list(itertools.product(Status.values, Status.values)))
def test_a_finding_moves_only_along_legal_moves(status: str, to: str) -> None:
    assert rules.may_move(status, to) is ((status, to) in LEGAL)


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
        ("awaiting-verification", "some-progress", "in-progress"),
        ("awaiting-verification", "achieved", "awaiting-verification"),
        ("awaiting-verification", "not-assessed", "awaiting-verification"),
    ],
)
def test_a_verdict_moves_a_finding(status: str, verdict: str, after: str) -> None:
    assert rules.after_follow_up(status, verdict) == after


@pytest.mark.parametrize(("status", "verdict"), list(itertools.product(sorted(rules.LIVE), Verdict.values)))
def test_no_verdict_closes_a_finding_or_breaks_a_move(status: str, verdict: str) -> None:
    after = rules.after_follow_up(status, verdict)
    assert after in rules.LIVE
    assert after == status or rules.may_move(status, after)


@pytest.mark.parametrize(
    ("status", "verdict", "is_agreed", "after"),
    [
        ("awaiting-verification", "achieved", False, "in-progress"),
        ("awaiting-verification", "achieved", True, "awaiting-verification"),
        ("in-progress", "no-longer-a-concern", True, "awaiting-verification"),
        ("in-progress", "some-progress", True, "in-progress"),
        ("in-progress", "some-progress", False, "in-progress"),
        ("open", "no-progress", True, "open"),
    ],
)
def test_a_verification_moves_a_finding(status: str, verdict: str, is_agreed: bool, after: str) -> None:
    assert rules.after_verification(status, verdict, is_agreed=is_agreed) == after


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
    assert rules.closing_blockers(**READY) == []


def test_nothing_is_achieved_without_a_verified_follow_up() -> None:
    assert rules.closing_blockers(**{**READY, "verified": False, "assurance": None}) == [
        "No follow-up that found it achieved, or no longer a concern, has been verified."
    ]


def test_superseded_names_its_successor() -> None:
    asked = {**READY, "to": "closed-superseded", "verified": False, "assurance": None}
    assert rules.closing_blockers(**asked) == ["Name the finding that takes its place."]
    assert rules.closing_blockers(**{**asked, "has_successor": True}) == []


def test_whoever_recorded_the_follow_up_does_not_close_on_it() -> None:
    assert rules.closing_blockers(**{**READY, "closer_recorded": True}) == [
        "You recorded the follow-up it rests on: another manager closes it."
    ]


COC = {**READY, "is_cause_of_concern": True, "assurance": 3, "closer_verified": False}


def test_a_cause_of_concern_closes_at_level_3_by_a_second_manager_with_its_recommendations_closed() -> None:
    assert rules.closing_blockers(**COC) == []
    assert rules.closing_blockers(**{**COC, "assurance": 2}) == [
        "A cause of concern closes only on a follow-up verified at level 3, tested in fieldwork."
    ]
    assert rules.closing_blockers(**{**COC, "closer_verified": True}) == [
        "You verified it: a cause of concern is closed by a second manager."
    ]
    assert rules.closing_blockers(**{**COC, "open_recommendations": 1}) == ["1 recommendation is still open."]
    assert rules.closing_blockers(**{**COC, "open_recommendations": 2}) == ["2 recommendations are still open."]
