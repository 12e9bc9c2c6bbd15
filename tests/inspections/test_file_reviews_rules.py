"""The arithmetic of file reviews against worked examples and statsmodels; the allocation by property."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from inspections.models import Design
from inspections.rules import file_reviews as rules
from inspections.rules.file_reviews import Answered, Gap, Given, Tally

calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # the machine may be busy


# --- the tally ---------------------------------------------------------------------------------------------
def test_the_report_s_sample_of_sixty_in_words() -> None:
    assert Tally(46, 60, 60).in_words == "46 of 60 files good (77%, 95% interval 65% to 86%)"


def test_under_thirty_files_there_is_a_count_and_no_percentage() -> None:
    assert Tally(9, 13, 20).in_words == "9 of 13 files good so far"
    assert Tally(20, 29, 29).in_words == "20 of 29 files good"


def test_from_thirty_files_there_is_a_percentage_with_its_interval() -> None:
    # 20/30: Wilson 0.4878 to 0.8077
    assert Tally(20, 30, 60).in_words == "20 of 30 files good so far (67%, 95% interval 49% to 81%)"


def test_nothing_marked_is_said_in_words() -> None:
    assert Tally(0, 0, 20).in_words == "No file is marked yet"


@pytest.mark.parametrize(("share", "words"), [(0.125, "13%"), (0.005, "1%"), (0.004, "0%"), (1, "100%"), (0.45, "45%")])
def test_percentages_round_half_away_from_zero(share: float, words: str) -> None:
    assert rules.per_cent(share) == words


@calm
@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_is_wilson_s(sample: tuple[int, int]) -> None:
    good, reviewed = sample
    low, high = proportion_confint(good, reviewed, alpha=0.05, method="wilson")
    assert rules.interval(good, reviewed) == pytest.approx((low, high), abs=1e-12)


@calm
@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share_and_stays_between_nothing_and_all(sample: tuple[int, int]) -> None:
    good, reviewed = sample
    low, high = rules.interval(good, reviewed)
    assert 0 <= low <= good / reviewed <= high <= 1


@pytest.mark.parametrize(("good", "reviewed"), [(1, 0), (0, 0), (3, 2), (-1, 2)])
def test_what_is_no_share_has_no_interval(good: int, reviewed: int) -> None:
    with pytest.raises(ValueError, match="is not a share"):
        rules.interval(good, reviewed)


def test_not_applicable_leaves_the_denominator_and_not_evidenced_stays_in_it() -> None:
    counts = rules.answered(
        [(7, "yes", 40), (7, "no", 12), (7, "not-evidenced", 3), (7, "not-applicable", 5), (8, "yes", 1)]
    )
    assert counts[7] == Answered(yes=40, no=12, not_evidenced=3, not_applicable=5)
    assert counts[7].in_words == "40 of 55"
    assert (counts[7] + counts[8]).in_words == "41 of 56"


def test_only_samples_drawn_at_random_are_counted_as_good_or_not() -> None:
    assert [design for design in Design.values if design in rules.COUNTED_DESIGNS] == ["random", "stratified"]


# --- allocation --------------------------------------------------------------------------------------------
@calm
@given(st.lists(st.sampled_from("abcd"), max_size=60), st.integers(1, 5))
def test_dealt_files_differ_by_one_at_most_in_total_and_by_type(kinds: list[str], people: int) -> None:
    dealt = rules.allocate_evenly(list(enumerate(kinds)), list(range(people)), {})
    assert set(dealt) == set(range(len(kinds)))
    total = Counter(dealt.values())
    assert max((total[p] for p in range(people)), default=0) - min((total[p] for p in range(people)), default=0) <= 1
    for kind in set(kinds):
        of_kind = Counter(dealt[key] for key, one in enumerate(kinds) if one == kind)
        assert max(of_kind[p] for p in range(people)) - min(of_kind[p] for p in range(people)) <= 1


def test_what_a_reviewer_holds_already_counts() -> None:
    dealt = rules.allocate_evenly([(1, "a"), (2, "a"), (3, "a"), (4, "a")], [7, 8], {7: 2})
    assert Counter(dealt.values()) == {8: 3, 7: 1}


# --- marking -----------------------------------------------------------------------------------------------
ANY = ("yes", "no", "not-applicable", "not-evidenced")
QUESTIONS = [rules.Question(key, ANY) for key in (11, 12, 13)]


def test_every_gap_is_named_in_the_order_of_the_form() -> None:
    given_ = {11: Given("yes", ""), 12: Given("no", "")}
    assert rules.gaps(QUESTIONS, given_, None, "") == [
        Gap(12, "note", "Write a note on question 2: its answer is no"),
        Gap(13, "answer", "Answer question 3"),
        Gap(None, "rating", "Choose an overall rating"),
        Gap(None, "rating_reason", "Give the reason for the rating"),
    ]


def test_a_file_with_everything_has_no_gap() -> None:
    assert (
        rules.gaps(QUESTIONS[:2], {11: Given("no", "Not done."), 12: Given("not-applicable", "")}, object(), "Fair.")
        == []
    )


def test_a_critical_question_needs_a_note_whatever_its_answer() -> None:
    question = rules.Question(11, ANY, is_critical=True)
    [gap] = rules.gaps([question], {11: Given("yes", "")}, object(), "Fair.")
    assert gap == Gap(11, "note", "Write a note on question 1: it is critical")


def test_an_answer_the_question_does_not_offer_is_a_gap() -> None:
    question = rules.Question(11, ("yes", "no"))
    [gap] = rules.gaps([question], {11: Given("not-applicable", "")}, object(), "Fair.")
    assert gap.message == "Question 1 does not offer that answer; choose another"


def test_a_question_is_asked_only_after_the_answer_that_calls_for_it() -> None:
    first = rules.Question(11, ANY)
    second = rules.Question(12, ANY, after=11, when="no")
    third = rules.Question(13, ANY, after=12, when="yes")
    every = [first, second, third]
    assert rules.asked(every, {}) == [first]
    assert rules.asked(every, {11: Given("no", "Late.")}) == [first, second]
    assert rules.asked(every, {11: Given("no", "Late."), 12: Given("yes", "")}) == every
    # an answer left from before the first was changed calls for nothing
    assert rules.asked(every, {11: Given("yes", ""), 12: Given("yes", "")}) == [first]
    assert rules.gaps(every, {11: Given("yes", "")}, object(), "Fair.") == []
