"""Agreement, weighted shares and small counts: worked examples, and random tables against statsmodels."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from statsmodels.stats.inter_rater import cohens_kappa
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.weightstats import DescrStatsW

from inspections.rules import results
from inspections.rules.results import Agreement, Hidden, Stratum, Weighted, hidden_small, kappa

calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # the machine may be busy
RATINGS = ("good", "fair", "poor")
TABLES = st.dictionaries(st.tuples(st.sampled_from(RATINGS), st.sampled_from(RATINGS)), st.integers(0, 60))


def sample(most: int = 500, fewest: int = 1) -> st.SearchStrategy[tuple[int, int]]:
    """Return a strategy of (good, reviewed)."""
    return st.integers(fewest, most).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


# --- agreement ---------------------------------------------------------------------------------------------
def test_kappa_of_a_table_worked_by_hand() -> None:
    # 35 of 50 agree (0.7); by chance 0.5 × 0.6 + 0.5 × 0.4 = 0.5; (0.7 − 0.5) ÷ (1 − 0.5) = 0.4
    table = {("good", "good"): 20, ("good", "poor"): 5, ("poor", "good"): 10, ("poor", "poor"): 15}
    assert kappa(table) == pytest.approx(0.4)
    assert Agreement.of(table).in_words == "35 of 50 agree (kappa 0.40)"


def test_kappa_below_nothing_is_less_agreement_than_chance() -> None:
    table = {("good", "poor"): 20, ("poor", "good"): 20}
    assert kappa(table) == -1
    assert Agreement.of(table).in_words == "0 of 40 agree (kappa −1.00)"


def test_kappa_is_not_defined_without_pairs_or_where_every_mark_is_the_same() -> None:
    assert kappa({}) is None
    assert kappa({("good", "good"): 0}) is None
    assert kappa({("good", "good"): 31}) is None
    assert Agreement.of({("good", "good"): 31}).in_words == "31 of 31 agree (no kappa: every mark is the same)"


@calm
@given(TABLES)
def test_kappa_is_the_one_statsmodels_gives(table: dict[tuple[str, str], int]) -> None:
    found = kappa(table)
    assume(found is not None)
    square = [[table.get((one, other), 0) for other in RATINGS] for one in RATINGS]
    assert found == pytest.approx(cohens_kappa(square, return_results=False), abs=1e-12)


def test_under_thirty_pairs_agreement_is_a_count() -> None:
    assert Agreement(6, 5, 0.57).in_words == "5 of 6 agree"
    assert Agreement(29, 25, 0.6).in_words == "25 of 29 agree"
    assert Agreement(30, 25, 0.615).in_words == "25 of 30 agree (kappa 0.62)"
    assert Agreement(30, 25, -0.001).in_words == "25 of 30 agree (kappa 0.00)"
    assert Agreement(0, 0).in_words == "No file is marked twice yet"


# --- weighted shares ---------------------------------------------------------------------------------------
def weighted(*rows: tuple[int, int, int]) -> Weighted:
    """Return strata of (crimes, reviewed, good), named a, b, c…"""
    return Weighted(tuple(Stratum("abcdefgh"[place], *row) for place, row in enumerate(rows)))


def test_two_types_worked_by_hand() -> None:
    # weights 0.75 and 0.25; 0.75 × 0.6 + 0.25 × 0.9 = 0.675
    # variance 0.75² × (1 − 20/300) × 0.24/19 + 0.25² × (1 − 20/100) × 0.09/19 = 0.0066316 + 0.0002368
    found = weighted((300, 20, 12), (100, 20, 18))
    assert found.weights == {"a": 0.75, "b": 0.25}
    assert found.share == pytest.approx(0.675)
    assert found.standard_error == pytest.approx(math.sqrt(0.0068684), abs=1e-6)
    # by the spread 40/39 × 0.219375/0.0068684 = 32.76; by the weights 1/(0.02625 + 0.0025) = 34.78: the smaller counts
    assert found.effective_size == pytest.approx(32.76, abs=0.01)
    # Wilson: (0.675 + 3.8415/65.52) ÷ 1.11726 = 0.65663, ± 1.95996 × √(0.248691/32.76) ÷ 1.11726 = 0.15285
    assert found.interval == pytest.approx((0.50378, 0.80948), abs=2e-5)
    assert found.in_words == ("68% of crimes (weighted by offence type; 95% interval 50% to 81%), 30 of 40 files good")


def test_one_type_with_many_crimes_is_the_report_s_own_figure() -> None:
    assert weighted((10**9, 60, 46)).in_words == (
        "77% of crimes (weighted by offence type; 95% interval 65% to 86%), 46 of 60 files good"
    )


def test_types_that_are_all_good_keep_the_doubt_their_few_files_leave() -> None:
    found = weighted((1000, 20, 20), (1000, 20, 20))
    assert found.share == 1
    assert found.standard_error == 0
    # by the weights 1/(2 × 0.25 × 0.98/20) = 40.8; Wilson at all good: 40.8/(40.8 + 3.84) = 0.914
    assert found.effective_size == pytest.approx(40.816, abs=1e-3)
    assert found.interval == pytest.approx((0.914, 1), abs=5e-4)


def test_a_type_with_one_file_has_an_interval_and_no_standard_error() -> None:
    found = weighted((900, 40, 30), (10, 1, 1))
    assert found.standard_error is None
    assert found.share == pytest.approx((900 * 0.75 + 10) / 910)
    # 41/40 × 0.186119 ÷ 0.0044936 = 42.45 files' worth, one more than there are; Wilson 0.7318 ± 0.1260
    assert found.interval == pytest.approx((0.6057, 0.8578), abs=1e-4)
    assert found.in_words.startswith("75% of crimes (weighted by offence type; 95% interval 61% to 86%)")


def test_where_every_crime_s_file_is_reviewed_there_is_no_doubt() -> None:
    found = weighted((30, 30, 24), (1, 1, 0))
    assert found.share == pytest.approx(24 / 31)
    assert found.standard_error == 0
    assert found.interval == (found.share, found.share)


def test_types_without_a_file_are_named_and_there_is_no_weighted_figure() -> None:
    found = Weighted(
        (
            Stratum("common assault", 300, 60, 46),
            Stratum("rape", 20, 0, 0),
            Stratum("stalking", 10, 0, 0),
            Stratum("theft", 0, 0, 0),
        )
    )
    assert found.not_reviewed == ["rape", "stalking"]
    assert (found.share, found.standard_error, found.effective_size, found.interval) == (None, None, None, None)
    assert found.in_words == "46 of 60 files good; no weighted figure: no file is reviewed of rape and stalking"


def test_under_thirty_files_there_is_no_weighted_percentage() -> None:
    assert weighted((300, 20, 12), (100, 9, 8)).in_words == "20 of 29 files good"


def test_nothing_reviewed_and_no_crimes_are_said_in_words() -> None:
    assert weighted((300, 0, 0)).in_words == "No file is marked yet"
    assert weighted((0, 0, 0)).in_words == "No file is marked yet"
    assert Weighted(()).share is None
    assert Weighted(()).weights == {}


@pytest.mark.parametrize("row", [(10, 5, 6), (4, 5, 2), (10, 5, -1)])
def test_more_good_than_reviewed_or_more_reviewed_than_crimes_is_no_sample(row: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match=r"a: -?\d good of 5 reviewed"):
        weighted(row)


STRATA = st.lists(
    st.tuples(sample(40), st.integers(0, 2000)).map(lambda one: (one[0][1] + one[1], one[0][1], one[0][0])),
    min_size=1,
    max_size=7,
)


@calm
@given(STRATA)
def test_share_and_standard_error_are_those_statsmodels_gives_type_by_type(rows: list[tuple[int, int, int]]) -> None:
    found, crimes = weighted(*rows), sum(row[0] for row in rows)
    values = [mark for _, reviewed, good in rows for mark in [1] * good + [0] * (reviewed - good)]
    weights = [population / reviewed for population, reviewed, _ in rows for _ in range(reviewed)]
    assert found.share == pytest.approx(DescrStatsW(values, weights).mean, abs=1e-12)
    assume(all(reviewed > 1 for _, reviewed, _ in rows))
    variance = sum(
        (population / crimes) ** 2
        * (1 - reviewed / population)
        * DescrStatsW([1] * good + [0] * (reviewed - good)).std_mean ** 2
        for population, reviewed, good in rows
    )
    assert found.standard_error == pytest.approx(math.sqrt(variance), abs=1e-12)


@calm
@given(STRATA)
def test_the_weighted_interval_holds_the_share_and_stays_between_nothing_and_all(
    rows: list[tuple[int, int, int]],
) -> None:
    found = weighted(*rows)
    assert found.share is not None
    assert found.interval is not None
    low, high = found.interval
    assert -1e-12 <= low <= found.share + 1e-12
    assert found.share - 1e-12 <= high <= 1 + 1e-12
    assert sum(found.weights.values()) == pytest.approx(1)


@calm
@given(sample())
def test_one_type_has_wilson_s_interval(files: tuple[int, int]) -> None:
    good, reviewed = files
    low, high = proportion_confint(good, reviewed, alpha=0.05, method="wilson")
    assert weighted((10**12, reviewed, good)).interval == pytest.approx((low, high), abs=1e-8)


@calm
@given(sample(most=60, fewest=2), st.integers(2, 6))
def test_types_alike_in_size_and_share_are_worth_as_much_as_one(files: tuple[int, int], types: int) -> None:
    good, reviewed = files
    low, high = proportion_confint(good * types, reviewed * types, alpha=0.05, method="wilson")
    found = weighted(*[(10**10, reviewed, good)] * types).interval
    assert found is not None
    assert found[0] <= low + 1e-6
    assert found[1] >= high - 1e-6
    assert found == pytest.approx((low, high), abs=0.5 / reviewed)


@pytest.mark.parametrize(
    "design",
    [  # crimes, files, good crimes
        [(140, 10, 112), (80, 10, 48), (300, 10, 210), (500, 10, 450), (900, 10, 675), (60, 10, 30), (1200, 10, 960)],
        [(1000, 10, 950), (300, 10, 290), (60, 10, 57), (2000, 10, 1920)],
    ],
)
def test_over_many_samples_the_interval_holds_the_true_share_as_often_as_it_says(
    design: list[tuple[int, int, int]],
) -> None:
    chance, times, held = random.Random(1), 1500, 0
    truth = sum(good for _, _, good in design) / sum(crimes for crimes, _, _ in design)
    for _ in range(times):
        drawn = [
            (crimes, files, sum(place < good for place in chance.sample(range(crimes), files)))
            for crimes, files, good in design
        ]
        low, high = weighted(*drawn).interval or (1, 0)
        held += low <= truth <= high
    assert 0.94 <= held / times <= 0.99


# --- counts kept inside the team ---------------------------------------------------------------------------
def test_nothing_small_hides_nothing() -> None:
    assert hidden_small({"rape": 5, "theft": 40}) == Hidden(frozenset())
    assert hidden_small({}) == Hidden(frozenset())


def test_one_small_row_takes_the_next_smallest_with_it() -> None:
    found = hidden_small({"rape": 4, "stalking": 9, "theft": 7, "assault": 40})
    assert found == Hidden(frozenset({"rape"}), further="theft", total=False)
    assert found.rows == {"rape", "theft"}


def test_two_small_rows_hide_each_other() -> None:
    found = hidden_small({"rape": 4, "stalking": 3, "assault": 40})
    assert found == Hidden(frozenset({"rape", "stalking"}))
    assert found.rows == {"rape", "stalking"}


def test_two_small_rows_that_make_a_small_count_together_need_a_third() -> None:
    assert hidden_small({"rape": 1, "stalking": 2, "assault": 40}).further == "assault"


def test_nought_is_hidden_too() -> None:
    assert hidden_small({"rape": 0, "assault": 40, "theft": 12}).rows == {"rape", "theft"}


def test_where_no_row_is_left_to_hide_the_total_is_hidden() -> None:
    assert hidden_small({"rape": 3}) == Hidden(frozenset({"rape"}), further=None, total=True)
    assert hidden_small({"rape": 1, "theft": 2}).total
    assert not hidden_small({"rape": 4, "theft": 4}).total


def test_the_fewest_shown_may_be_another_number() -> None:
    assert hidden_small({"rape": 5, "theft": 40, "assault": 12}, fewest=10).rows == {"rape", "assault"}


@calm
@given(st.dictionaries(st.integers(0, 20), st.integers(0, 30), max_size=10))
def test_the_total_less_what_is_shown_never_gives_a_small_count_away(counts: dict[int, int]) -> None:
    found = hidden_small(counts)
    hidden = [count for row, count in counts.items() if row in found.rows]
    shown = [count for row, count in counts.items() if row not in found.rows]
    assert all(count >= results.FEWEST_SHOWN for count in shown)
    if hidden and not found.total:
        assert len(hidden) > 1
        assert sum(hidden) >= results.FEWEST_SHOWN
