"""Rates, rounding, what counts, what a row changes: worked out by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from forces import rules
from forces.models import Status
from forces.returns import comparing
from forces.rules import Entry


def test_every_status_has_a_standing() -> None:
    assert set(Status.values) | {rules.NOT_HELD} == set(rules.STANDINGS)


@pytest.mark.parametrize(
    ("status", "in_rate"),
    [
        ("supplied", True),
        ("not-supplied", False),
        ("not-comparable", False),
        ("partial-excluded", False),
        ("partial-included", True),
        ("estimated", True),
        ("combined", True),
        ("contradiction", True),
        ("out-of-scope", False),
    ],
)
def test_which_statuses_count_in_the_rate(status: str, in_rate: bool) -> None:
    assert Entry("BED", status).in_rate is in_rate


def test_the_national_rate_is_sum_over_sum_and_not_the_mean_of_rates() -> None:
    working = rules.national([Entry("A", "supplied", 10, 100), Entry("B", "supplied", 90, 300)])
    assert (working.numerator, working.denominator) == (100, 400)  # 25 per 100; the mean of 10 and 30 is 20
    assert working.is_whole


def test_a_force_left_out_adds_neither_its_count_nor_its_population() -> None:
    working = rules.national([Entry("A", "supplied", 10, 100), Entry("COL", "not-comparable", 46, 7)])
    assert (working.numerator, working.denominator) == (10, 100)
    assert working.excluded == ("COL",)
    assert working.is_whole


def test_british_transport_police_is_neither_counted_nor_named_as_left_out() -> None:
    working = rules.national([Entry("A", "supplied", 10, 100), Entry("BTP", "out-of-scope", 5, 5)])
    assert (working.numerator, working.included, working.excluded) == (10, ("A",), ())


def test_a_force_we_hold_nothing_of_leaves_no_rate() -> None:
    working = rules.national([Entry("A", "supplied", 10, 100), Entry("B", denominator=100)])
    assert working.missing == ("B",)
    assert not working.is_whole


def test_a_contradiction_is_never_zero_so_it_leaves_no_rate() -> None:
    working = rules.national([Entry("A", "supplied", 10, 100), Entry("HUM", "contradiction", None, 100)])
    assert working.missing == ("HUM",)


def test_nobody_left_is_no_rate() -> None:
    assert not rules.national([Entry("A", "not-supplied")]).is_whole


def test_two_forces_in_one_figure_count_once_over_their_joint_population() -> None:
    working = rules.national(
        [Entry("WAR", "combined", 30, 100), Entry("WMC", "combined", None, 200), Entry("A", "supplied", 10, 100)]
    )
    assert (working.numerator, working.denominator) == (40, 400)
    assert working.is_whole


def test_a_joint_figure_that_is_not_held_leaves_no_rate() -> None:
    working = rules.national([Entry("WAR", "combined", None, 100), Entry("WMC", "combined", None, 200)])
    assert working.missing == ("WAR", "WMC")


def test_bedfordshires_recorded_crime() -> None:
    assert rules.shown(rules.rate(44472, 661459, 1000), 2) == "67.23"


def test_foreign_nationals_referred() -> None:
    assert rules.shown(rules.rate(472, 2470, 100, is_share=True), 1, is_share=True) == "19.1%"


@pytest.mark.parametrize(("value", "words"), [("0.125", "0.13"), ("-0.125", "-0.13"), ("1234.5", "1,234.50")])
def test_rounding_is_half_away_from_zero(value: str, words: str) -> None:
    assert rules.shown(Decimal(value), 2) == words


@pytest.mark.parametrize(("numerator", "denominator"), [(None, 100), (5, None), (5, 0)])
def test_no_rate_without_both_counts_or_over_zero(numerator: int | None, denominator: int | None) -> None:
    assert rules.rate(numerator, denominator, 100) is None


def test_no_percentage_of_fewer_than_thirty() -> None:
    assert rules.rate(10, 29, 100, is_share=True) is None
    assert rules.rate(15, 30, 100, is_share=True) == 50
    assert rules.rate(10, 29, 1000) is not None


def test_a_missing_rate_is_a_dash() -> None:
    assert rules.shown(None, 1) == "–"


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (Entry("A"), "not held"),
        (Entry("A", "not-supplied"), "–"),
        (Entry("A", "not-comparable", 46, 7), "–"),
        (Entry("A", "contradiction"), "–"),
        (Entry("A", "combined", 5, 10), "–"),
        (Entry("A", "partial-included"), "figure not held"),
        (Entry("A", "supplied", 10, 29), "10 of 29"),
    ],
)
def test_what_stands_in_place_of_a_rate(entry: Entry, words: str) -> None:
    assert rules.why_no_rate(entry, is_share=True) == words


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("56.3", "56.3"),
        ("56.8%", "56.8"),
        ("−23%", "-23"),
        ("-5", "-5"),
        ("1,234.5", "1234.5"),
        ("a fall of just under 6 percent", None),
        ("12,34", None),
        ("", None),
    ],
)
def test_which_printed_figures_can_be_drawn(text: str, number: str | None) -> None:
    assert rules.printed_number(text) == (None if number is None else Decimal(number))


def test_a_chart_that_needs_both_periods_leaves_out_a_force_without_the_one_before() -> None:
    assert not rules.is_in_figure("supplied", "not-supplied", needs_both=True)  # Dorset, outcomes 2017
    assert rules.is_in_figure("supplied", "not-supplied", needs_both=False)  # Cambridgeshire, arrests 2017
    assert rules.is_in_figure("supplied", rules.NOT_HELD, needs_both=True)
    assert not rules.is_in_figure("partial-excluded", "supplied", needs_both=False)


def test_only_an_estimated_figure_far_beyond_all_others_is_off_the_scale() -> None:
    rates = {"COL": Decimal(775), "WYO": Decimal(108), "MET": Decimal(89)}
    assert rules.off_the_scale(rates, ["COL", "MET"]) == {"COL"}
    assert rules.off_the_scale(rates, []) == set()
    assert rules.off_the_scale({"COL": Decimal(775)}, ["COL"]) == set()


HELD = {"numerator": 472, "denominator": 2470, "printed": "", "status": "supplied", "reason": "", "caveat": ""}


def test_a_row_that_says_what_is_held_is_unchanged() -> None:
    assert comparing.outcome_of(HELD, dict(HELD)) == "unchanged"


def test_a_row_about_nothing_held_is_added() -> None:
    assert comparing.outcome_of(None, HELD) == "added"


def test_the_changed_fields_are_named() -> None:
    after = {**HELD, "numerator": 742, "caveat": "revised"}
    assert comparing.outcome_of(HELD, after) == "changed"
    assert comparing.changed_fields(HELD, after) == ["numerator", "caveat"]


@pytest.mark.parametrize(
    ("start", "to", "links", "expected"),
    [
        (1, 1, {}, True),
        (1, 2, {2: None}, False),
        (1, 2, {2: 3, 3: 1}, True),
        (1, 2, {2: 3, 3: 4, 4: None}, False),
        (1, 2, {2: 3, 3: 2}, False),  # a circle there was before is not this link's
    ],
)
def test_a_link_goes_round_when_it_leads_back(
    start: int, to: int, links: dict[int, int | None], expected: bool
) -> None:
    assert rules.goes_round(start, to, links) is expected
