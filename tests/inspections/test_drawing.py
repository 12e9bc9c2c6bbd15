"""The draw: its order by hand and by property, equal chances, second marks, and what is said when a draw differs."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from math import sqrt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspections.rules import drawing
from inspections.rules.drawing import Record, compare, second_marks

NAMES = st.text(alphabet="abc123/é ", min_size=1, max_size=6)
FRAMES = st.dictionaries(NAMES, st.sampled_from("abc"), min_size=1, max_size=40)
calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # the machine may be busy


@calm
@given(FRAMES, st.integers(1, 80), st.randoms(use_true_random=False))
def test_the_sample_does_not_depend_on_the_order_of_the_list(
    frame: dict[str, str], size: int, chance: random.Random
) -> None:
    shuffled = list(frame.items())
    chance.shuffle(shuffled)
    assert drawing.draw(dict(shuffled), seed="s", size=size) == drawing.draw(frame, seed="s", size=size)


@calm
@given(FRAMES, st.integers(1, 80))
def test_each_crime_is_drawn_once_with_its_own_type_and_a_small_list_is_drawn_whole(
    frame: dict[str, str], size: int
) -> None:
    drawn = drawing.draw(frame, seed="s", size=size)
    assert len(drawn) == min(size, len(frame)) == len({one.identifier for one in drawn})
    assert all(frame[one.identifier] == one.stratum for one in drawn)


@calm
@given(FRAMES, st.integers(1, 30))
def test_a_longer_draw_begins_with_the_shorter_one(frame: dict[str, str], size: int) -> None:
    longer = drawing.draw(frame, seed="s", size=size + 10)
    assert longer[:size] == drawing.draw(frame, seed="s", size=size)


def test_the_method_is_the_documented_one() -> None:
    # printf 'seed\na' | sha256sum, and so for b and c: 1095c3…, 966be6…, a17d26…
    drawn = drawing.draw({"a": "x", "b": "x", "c": "y"}, seed="seed", size=3)
    assert [one.identifier for one in drawn] == ["a", "b", "c"]


def test_over_many_seeds_each_type_gets_the_share_it_has_in_the_list() -> None:
    frame = {f"a{n}": "a" for n in range(60)} | {f"b{n}": "b" for n in range(30)} | {f"c{n}": "c" for n in range(10)}
    seeds, size = 2000, 20
    drawn = Counter(one.stratum for seed in range(seeds) for one in drawing.draw(frame, seed=str(seed), size=size))
    # expected 12, 6 and 2 a draw; the standard error of c's mean is 1.2/sqrt(2000), about 0.03
    assert drawn["a"] / seeds == pytest.approx(12, abs=0.25)
    assert drawn["b"] / seeds == pytest.approx(6, abs=0.25)
    assert drawn["c"] / seeds == pytest.approx(2, abs=0.15)


def test_over_many_seeds_every_crime_is_drawn_as_often() -> None:
    # 20 crimes, 5 drawn, 2,000 seeds: each expected 500 times, standard deviation sqrt(2000 × 1/4 × 3/4) = 19.4
    frame = {f"CR/{n}/17": "a" for n in range(20)}
    drawn = Counter(one.identifier for seed in range(2000) for one in drawing.draw(frame, seed=str(seed), size=5))
    assert len(drawn) == 20
    assert all(abs(times - 500) < 5 * sqrt(2000 * 0.25 * 0.75) for times in drawn.values())


# --- second marks ------------------------------------------------------------------------------------------
def test_the_slots_of_lowest_rank_are_marked_a_second_time() -> None:
    # printf 'seed\nsecond mark\n1' | sha256sum, and so on to 5: 5fd9c0…, c89207…, fef705…, 79eab8…, bc566d…
    assert second_marks("seed", range(1, 6), Decimal("0.4")) == {1, 4}


@pytest.mark.parametrize(
    ("slots", "share", "chosen"),
    [(60, "0.1", 6), (61, "0.1", 7), (30, "0.1", 3), (7, "0.1", 1), (5, "0", 0), (5, "1", 5), (0, "0.1", 0)],
)
def test_a_share_of_the_slots_is_rounded_up(slots: int, share: str, chosen: int) -> None:
    assert len(second_marks("seed", range(1, slots + 1), Decimal(share))) == chosen
    assert len(second_marks("seed", range(1, slots + 1), float(share))) == chosen


@calm
@given(st.sets(st.integers(1, 500), max_size=60), st.integers(0, 100), st.integers(0, 100))
def test_a_greater_share_holds_the_smaller_one(slots: set[int], one: int, other: int) -> None:
    low, high = (second_marks("s", slots, Decimal(share) / 100) for share in sorted((one, other)))
    assert low <= high <= slots


# --- proving a draw ----------------------------------------------------------------------------------------
COUNTS = {
    "rows": 1790, "without_identifier": 454, "without_date": 0, "outside_window": 0, "unmapped": 0,
    "other_types": 1196, "repeated": 0, "population": 140, "types": {"theft": 140}, "targets": {"": 60},
}  # fmt: skip
RECORDED = Record("seed", COUNTS, "aa", "bb", [str(place) for place in range(1, 121)])


def test_a_draw_done_again_matches() -> None:
    assert compare(RECORDED, replace(RECORDED, order=list(RECORDED.order or []))) == []


def test_rows_in_another_order_make_another_file_and_the_same_draw() -> None:
    assert compare(RECORDED, replace(RECORDED, file_checksum="cc")) == []


def test_a_list_with_more_rows_is_told_by_its_counts_and_checksums() -> None:
    counts = {**COUNTS, "rows": 1795, "population": 145, "types": {"theft": 140, "rape": 5}}
    assert compare(RECORDED, replace(RECORDED, counts=counts, checksum="cc", file_checksum="dd")) == [
        "The list has 1,795 rows; 1,790 were recorded",
        "The population has 145 crimes; 140 were recorded",
        "The population has 5 crimes of the type rape; 0 were recorded",
        "The population's checksum is cc; aa was recorded",
        "The file's checksum is dd; bb was recorded",
    ]


def test_another_plan_is_told() -> None:
    again = replace(RECORDED, seed="other", method="lottery", counts={**COUNTS, "targets": {"theft": 60}})
    assert compare(RECORDED, again) == [
        "The method is lottery; sha256-rank-1 was recorded",
        "The seed is “other”; “seed” was recorded",
        "The target is 0; 60 was recorded",
        "The target of theft is 60; 0 was recorded",
    ]


def test_another_crime_in_the_order_is_told_by_its_place_and_not_by_its_identifier() -> None:
    order = list(RECORDED.order or [])
    order[6] = "CR/1/17"
    assert compare(RECORDED, replace(RECORDED, order=order)) == ["Place 7 of the drawn order is another crime"]


def test_an_order_with_a_crime_less_is_told_once() -> None:
    order = list(RECORDED.order or [])
    del order[6]
    assert compare(RECORDED, replace(RECORDED, order=order)) == [
        "The drawn order has 119 places; 120 were recorded",
        "Place 7 of the drawn order is another crime",
        "So are 112 of the places after it",
    ]


def test_once_the_references_are_purged_the_counts_and_the_checksum_still_prove_the_draw() -> None:
    purged = replace(RECORDED, order=None)
    assert compare(purged, RECORDED) == []
    assert compare(purged, replace(RECORDED, checksum="cc")) == ["The population's checksum is cc; aa was recorded"]
