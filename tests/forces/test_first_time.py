"""How many figures were right the first time, counted by hand, and the board's column of it."""

from __future__ import annotations

import csv
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forces import first_time
from forces.actions import queries, uploads
from forces.first_time import Score
from forces.models import Force, Return
from tests.forces.conftest import Ask, Spring
from tests.test_access import body

pytestmark = pytest.mark.django_db


def send(spring: Spring, *rows: tuple[Any, ...], force: Force | None = None) -> None:
    """Send a file and confirm what is accepted of it."""
    upload = spring.send(spring.rows(*rows), force)
    if upload.tally["added"] or upload.tally["changed"]:
        uploads.confirm(by=spring.administrator, upload=upload)


def of(spring: Spring, force: Force) -> Score | None:
    return first_time.scores(spring.collection).get(force.pk)


def test_figures_sent_once_and_not_asked_about_are_right_the_first_time(spring: Spring) -> None:
    assert of(spring, spring.bedfordshire) is None
    send(spring, ("BED", "crime", 40_000), ("BED", "referrals", 475, 2470), ("CAM", "crime", 50_000))
    assert of(spring, spring.bedfordshire) == Score(2, 2)
    assert of(spring, spring.cambridgeshire) == Score(1, 1)


def test_a_figure_refused_before_is_not(spring: Spring) -> None:
    send(spring, ("BED", "crime", -1), ("BED", "referrals", 475, 2470))
    assert of(spring, spring.bedfordshire) == Score(1, 1)  # the refused one is not held
    send(spring, ("BED", "crime", 40_000))
    assert of(spring, spring.bedfordshire) == Score(1, 2)


def test_a_figure_changed_after_it_was_confirmed_is_not(spring: Spring) -> None:
    send(spring, ("BED", "crime", 40_000), ("BED", "referrals", 475, 2470))
    send(spring, ("BED", "crime", 40_000), ("BED", "referrals", 475, 2470))  # the same file again
    assert of(spring, spring.bedfordshire) == Score(2, 2)
    send(spring, ("BED", "crime", 40_001))
    assert of(spring, spring.bedfordshire) == Score(1, 2)


def test_a_figure_asked_about_is_not_unless_the_query_was_our_mistake(spring: Spring) -> None:
    send(spring, ("BED", "crime", 40_000), ("BED", "referrals", 475, 2470))
    held = Return.objects.get(force=spring.bedfordshire)
    query = queries.raise_by_hand(
        by=spring.administrator, held=held, measure=spring.crime, period=spring.period, text="Is fraud left out?"
    )
    assert of(spring, spring.bedfordshire) == Score(1, 2)
    queries.withdraw(by=spring.administrator, query=query, text="It says so.")
    assert of(spring, spring.bedfordshire) == Score(2, 2)


def test_one_figure_wrong_twice_over_counts_once(spring: Spring) -> None:
    send(spring, ("BED", "crime", -1), ("BED", "referrals", 475, 2470))
    send(spring, ("BED", "crime", 40_000))
    send(spring, ("BED", "crime", 41_000))
    held = Return.objects.get(force=spring.bedfordshire)
    queries.raise_by_hand(
        by=spring.administrator, held=held, measure=spring.crime, period=spring.period, text="Which is it?"
    )
    assert of(spring, spring.bedfordshire) == Score(1, 2)


@pytest.mark.parametrize(
    ("score", "words"),
    [(Score(45, 50), "45 of 50 (90%)"), (Score(29, 29), "29 of 29"), (Score(1, 30), "1 of 30 (3%)"), (Score(0, 0), "")],
)
def test_a_score_is_a_count_and_from_thirty_figures_a_percentage_too(score: Score, words: str) -> None:
    assert score.words == words


def test_the_board_is_sorted_by_the_share_that_was_right(spring: Spring, ask: Ask) -> None:
    send(spring, ("BED", "crime", -1), ("BED", "referrals", 475, 2470), ("CAM", "crime", 50_000))
    send(spring, ("BED", "crime", 40_000))
    assert "1 of 2" in body(ask(spring.administrator, "/collections/spring/"))

    def order(sort: str) -> list[tuple[str, str]]:
        text = body(ask(spring.administrator, f"/collections/spring/?format=csv&sort={sort}"))
        return [(row["code"], row["first_time_right"]) for row in csv.DictReader(text.splitlines())]

    assert order("first_time_right") == [("BED", "1"), ("CAM", "1")]
    assert order("-first_time_right") == [("CAM", "1"), ("BED", "1")]


def test_any_number_of_forces_is_scored_in_two_queries(spring: Spring) -> None:
    send(spring, ("BED", "crime", 40_000), ("CAM", "crime", 50_000))
    with CaptureQueriesContext(connection) as captured:
        first_time.scores(spring.collection)
    assert len(captured.captured_queries) == 2
