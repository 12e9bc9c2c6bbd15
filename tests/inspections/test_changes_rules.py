"""Change since last time: worked examples, and random samples against statsmodels."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep

from inspections.rules.changes import Estimate, change, difference
from inspections.rules.file_reviews import Tally, interval
from inspections.rules.results import Stratum, Weighted

calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # the machine may be busy


def sample(most: int = 500, fewest: int = 1) -> st.SearchStrategy[tuple[int, int]]:
    """Return a strategy of (good, reviewed)."""
    return st.integers(fewest, most).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def estimated(good: int, reviewed: int) -> Estimate:
    """Return a share with Wilson's interval, however few the files."""
    return Estimate(good / reviewed, *interval(good, reviewed))


def two_types(good: int, poor: int) -> Weighted:
    """Return a sample of 30 and 30 files: a type of 3,000 crimes, and one of 1,000."""
    return Weighted((Stratum("theft", 3000, 30, good), Stratum("rape", 1000, 30, poor)))


def test_better_beyond_chance_is_said() -> None:
    # 0.7667 (0.6456 to 0.8556) then, 0.9167 (0.8193 to 0.9639) now: 0.15 − √(0.0974² + 0.0889²) = 0.018, + 0.130
    assert change(Tally(46, 60, 60), Tally(55, 60, 60)) == (
        "Better than last time beyond what chance would explain: 46 of 60 then, 55 of 60 now "
        "(15 points, 95% interval 2 to 28)"
    )


def test_worse_beyond_chance_is_said() -> None:
    assert change(Tally(55, 60, 60), Tally(46, 60, 60)) == (
        "Worse than last time beyond what chance would explain: 55 of 60 then, 46 of 60 now "
        "(−15 points, 95% interval −28 to −2)"
    )


def test_a_difference_chance_explains_is_no_change() -> None:
    assert change(Tally(46, 60, 60), Tally(50, 60, 60)) == ("No change beyond chance: 46 of 60 then, 50 of 60 now")
    assert change(Tally(46, 60, 60), Tally(46, 60, 60)) == ("No change beyond chance: 46 of 60 then, 46 of 60 now")


def test_one_point_is_one_point() -> None:
    assert difference(estimated(46, 60), estimated(70, 90)).in_words.startswith("1 point, 95%")
    assert difference(estimated(70, 90), estimated(46, 60)).in_words.startswith("−1 point, 95%")


def test_under_thirty_files_on_either_side_nothing_is_said_of_a_change() -> None:
    assert (
        change(Tally(2, 29, 29), Tally(60, 60, 60)) == "Too few files to speak of a change: 2 of 29 then, 60 of 60 now"
    )
    assert (
        change(Tally(60, 60, 60), Tally(2, 29, 29)) == "Too few files to speak of a change: 60 of 60 then, 2 of 29 now"
    )
    assert change(Tally(0, 0, 0), Tally(46, 60, 60)) == "Too few files to speak of a change: 0 of 0 then, 46 of 60 now"


@calm
@given(sample(), sample())
def test_the_difference_s_interval_is_newcombe_s(then: tuple[int, int], now: tuple[int, int]) -> None:
    found = difference(estimated(*then), estimated(*now))
    low, high = confint_proportions_2indep(now[0], now[1], then[0], then[1], method="newcomb", compare="diff")
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-12)
    assert found.value == pytest.approx(now[0] / now[1] - then[0] / then[1])


@calm
@given(sample(fewest=30), sample(fewest=30))
def test_what_is_beyond_chance_never_prints_an_interval_that_holds_nothing(
    then: tuple[int, int], now: tuple[int, int]
) -> None:
    before, after = Tally(*then, then[1]), Tally(*now, now[1])
    words = change(before, after)
    found = difference(estimated(*then), estimated(*now))
    assert words.startswith("No change") == (found.low <= 0 <= found.high)
    if "interval" in words:
        low, high = (float(end.replace("−", "-")) for end in words.split("interval ")[1].rstrip(")").split(" to "))
        assert low >= 0 or high <= 0
        assert words.startswith("Better") == (low >= 0 and high > 0)


def test_a_weighted_sample_is_compared_by_its_weighted_figures() -> None:
    # (3,000 × 25/30 + 1,000 × 5/30) / 4,000 = 67% then; (3,000 × 5/30 + 1,000 × 25/30) / 4,000 = 33% now, of 30 both
    words = change(two_types(25, 5), two_types(5, 25))
    assert words.startswith("Worse than last time beyond what chance would explain: 30 of 60 then, 30 of 60 now")
    assert "(weighted: −33 points, 95% interval −" in words
    assert change(two_types(25, 5), two_types(25, 5)) == "No change beyond chance: 30 of 60 then, 30 of 60 now"


def test_a_weighted_sample_with_a_type_nobody_reviewed_is_not_compared() -> None:
    without = Weighted((Stratum("theft", 3000, 60, 40), Stratum("rape", 1000, 0, 0)))
    assert change(two_types(25, 5), without) == "Too few files to speak of a change: 30 of 60 then, 40 of 60 now"
