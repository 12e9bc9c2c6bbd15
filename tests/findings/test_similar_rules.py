"""Which findings say what another has said: pairs that must be pointed out and pairs that must not."""

from __future__ import annotations

import pytest

from findings.rules.similar import ALIKE, near_duplicates, similarity, stem, telling_words

TEAMS_2015 = ("Resourcing of community teams", "Give community teams enough people to deal with anti-social behaviour.")
TEAMS_2016 = (
    "Community policing too thinly staffed",
    "Community teams had too few people to stop anti-social behaviour before it happens.",
)
TEAMS_2017 = (
    "Local teams with enough people",
    "Give local teams the people they need to prevent crime and deal with anti-social behaviour well.",
)
SHARING_2015 = ("Evaluate tactics and share effective practice", "")
SHARING_2017 = (
    "Evaluate and share what works",
    "Test what works as a matter of routine and share it, inside the force and with partners.",
)
SHARING_2018 = ("Routinely evaluate and share effective practice with partners", "")
PROBLEMS_2017 = (
    "Structured problem solving",
    "Solve problems in one structured and consistent way, so that crime is tackled better.",
)
PROBLEMS_2018 = ("Adopt structured, consistent problem-solving", "")
COMMUNITIES = ("Understanding of communities", "Know local communities better, among them people who seldom call.")
STRATEGY = ("A clear neighbourhood policing strategy that everybody knows", "")
CAPACITY = ("Enough capacity for neighbourhood policing", "")
ARRESTS = ("Domestic abuse arrests", "Improve on arrests of domestic abuse suspects.")
NOTICES = ("Use of protection notices", "Review how notices and orders protect victims of domestic abuse.")
DEVICES = ("Evidence from digital devices", "Get evidence out of phones and computers fast enough.")
NATIONALS = ("Checks on arrested foreign nationals", "Check who an arrested foreign national is, as routine.")
CALLS = ("Risk assessment by call handlers", "Train call handlers so that they understand threat and risk.")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (TEAMS_2015, TEAMS_2016),
        (TEAMS_2016, TEAMS_2017),
        (TEAMS_2015, TEAMS_2017),
        (SHARING_2015, SHARING_2017),
        (SHARING_2017, SHARING_2018),
        (SHARING_2015, SHARING_2018),
        (PROBLEMS_2017, PROBLEMS_2018),
    ],
)
def test_the_same_advice_in_other_words_is_pointed_out_whichever_came_first(
    one: tuple[str, str], other: tuple[str, str]
) -> None:
    assert [key for key, _ in near_duplicates(*one, [("other", *other)])] == ["other"]
    assert near_duplicates(*one, [("k", *other)]) == near_duplicates(*other, [("k", *one)])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (TEAMS_2017, COMMUNITIES),
        (TEAMS_2017, PROBLEMS_2017),
        (TEAMS_2015, SHARING_2015),
        (PROBLEMS_2017, SHARING_2017),
        (STRATEGY, CAPACITY),  # one subject, two findings
        (ARRESTS, NOTICES),
        (DEVICES, NATIONALS),
        (CALLS, ARRESTS),
        (CALLS, DEVICES),
    ],
)
def test_other_advice_on_the_same_theme_is_not_pointed_out(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert near_duplicates(*one, [("other", *other)]) == []
    assert near_duplicates(*other, [("other", *one)]) == []


def test_texts_are_as_alike_as_the_mean_of_two_shares() -> None:
    # evaluat, shar, practic against evaluat, tactic, shar, practic: Dice 2×3/7, of the shorter 3/3
    assert similarity("Evaluate and share practice", "Evaluating tactics, sharing practices") == pytest.approx(
        (6 / 7 + 1) / 2
    )
    # call, handler and risk against call, handler and train: Dice 2×2/6, of the shorter 2/3
    assert similarity("Call handlers' risks", "Train the call handlers") == pytest.approx(2 / 3)


def test_the_same_text_is_wholly_alike_and_nothing_is_like_nothing() -> None:
    assert similarity("Use of force", "USE OF FORCE") == 1.0
    assert similarity("Improve the service", "Improve the service") == 1.0  # says little, but the same
    assert similarity("", "") == 0.0
    assert similarity("Stop and search records", "") == 0.0


def test_one_word_in_common_is_a_coincidence_unless_it_is_all_that_either_says() -> None:
    assert similarity("Understanding of demand", "Approach to managing demand") == 0.0
    assert similarity("Demand", "Demands") == 1.0


def test_words_are_cut_back_to_their_stems_and_short_ones_are_left_alone() -> None:
    assert [stem(word) for word in ("evaluating", "evaluates", "evaluations", "evaluation")] == [
        "evaluat",
        "evaluat",
        "evalu",
        "evalu",
    ]
    assert stem("community") == stem("communities") == "communit"
    assert stem("asb") == "asb"
    assert stem("used") == "used"


def test_words_that_any_finding_holds_tell_nothing() -> None:
    assert telling_words("The force’s police officers should improve their use of force records") == {
        "offic",
        "useofforc",
        "record",
    }
    assert telling_words("Ensure that anti-social behaviour is tackled effectively") == {"asb"}


def test_the_likeliest_come_first_and_equals_keep_their_order() -> None:
    others = [
        (1, *CAPACITY),
        (2, "Evaluate tactics and share effective practice", ""),
        (3, "Evaluate and share effective practice", ""),
        (4, "Share and evaluate practice", ""),
    ]
    assert near_duplicates("Evaluate and share practice", "", others) == [
        (3, 1.0),
        (4, 1.0),
        (2, pytest.approx((6 / 7 + 1) / 2)),
    ]


def test_a_long_wording_does_not_hide_that_two_titles_say_the_same() -> None:
    wording = "Above everything, senior leaders have to read monthly figures, challenge district commanders and report."
    assert similarity(f"Stop and search records {wording}", "Stop and search records complete") < 1.0
    assert near_duplicates("Stop and search records", wording, [("k", "Records of stop and search", "")]) == [
        ("k", 1.0)
    ]


def test_whoever_asks_may_want_fewer_or_more() -> None:
    others = [("k", "Train the call handlers", "")]
    assert near_duplicates("Call handlers' risks", "", others) == [("k", pytest.approx(2 / 3))]
    assert near_duplicates("Call handlers' risks", "", others, at_least=0.7) == []
    assert near_duplicates("Domestic abuse arrests", "", [("k", *NOTICES)], at_least=0.3) != []
    assert ALIKE == 0.45
