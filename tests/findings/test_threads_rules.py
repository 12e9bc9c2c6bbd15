"""Which links between findings make sense, and which findings hang together."""

from __future__ import annotations

from datetime import date

import pytest

from findings.models import FindingKind, LineageKind
from findings.rules import threads
from findings.rules.threads import End, Refusal

AREA, CONCERN, RECOMMENDATION = "area-for-improvement", "cause-of-concern", "recommendation"
MARCH_2017, MARCH_2018 = date(2017, 3, 2), date(2018, 3, 22)


def end(reference: str, kind: str = AREA, raised: date = MARCH_2017, **changed: object) -> End:
    """Return a finding of force 1 raised on a day."""
    facts = {"reference": reference, "kind": kind, "force": 1, "national": None}
    return End(**{**facts, "raised_from": raised, "raised_by": raised, **changed})  # type: ignore[arg-type]


def test_the_rules_know_every_kind_there_is() -> None:
    known = {threads.ESCALATED, threads.DE_ESCALATED, threads.REPEATED, threads.SPLIT, threads.MERGED, "superseded"}
    assert known == set(LineageKind.values)
    assert {AREA, CONCERN, RECOMMENDATION} == set(FindingKind.values)


@pytest.mark.parametrize(
    ("kind", "pairs"),
    [
        ("escalated", {(AREA, CONCERN), (RECOMMENDATION, CONCERN)}),
        ("de-escalated", {(CONCERN, AREA)}),
        ("repeated", {(AREA, AREA), (AREA, RECOMMENDATION), (RECOMMENDATION, AREA), (CONCERN, CONCERN),
                      (RECOMMENDATION, RECOMMENDATION)}),
        ("superseded", "any"),
        ("split", "any"),
        ("merged", "any"),
    ],
)  # fmt: skip
def test_a_link_is_between_kinds_of_finding_that_make_sense(kind: str, pairs: object) -> None:
    every = [(one, other) for one in FindingKind.values for other in FindingKind.values]
    allowed = {pair for pair in every if not threads.wrong_kinds(kind, *pair)}
    assert allowed == (set(every) if pairs == "any" else pairs)


def test_what_is_wrong_with_two_kinds_says_what_to_do() -> None:
    assert threads.refusals("repeated", end("A"), end("B", CONCERN, MARCH_2018)) == [
        Refusal(
            "relation",
            "One of the two is a cause of concern: say that it was escalated or de-escalated, not repeated.",
        )
    ]
    assert "became a cause of concern" in threads.refusals("escalated", end("A"), end("B"))[0].text
    assert "became an area for improvement" in threads.refusals("de-escalated", end("A"), end("B"))[0].text


def test_a_thread_leads_on_in_time_and_the_same_day_will_do() -> None:
    assert threads.refusals("repeated", end("A"), end("B", raised=MARCH_2018)) == []
    assert threads.refusals("repeated", end("A"), end("B")) == []
    assert threads.refusals("repeated", end("A", raised=MARCH_2018), end("B")) == [
        Refusal("relation", "B was raised before A: a thread leads on to what was raised later.")
    ]


def test_a_date_known_to_the_year_may_be_any_day_of_it() -> None:
    some_day = {"raised_from": date(2018, 1, 1), "raised_by": date(2018, 12, 31)}
    assert threads.refusals("repeated", end("A", raised=MARCH_2018), end("B", **some_day)) == []
    assert threads.refusals("repeated", end("A", **some_day), end("B", raised=MARCH_2018)) == []
    assert len(threads.refusals("repeated", end("A", **some_day), end("B", raised=date(2017, 12, 31)))) == 1


def test_a_link_stays_in_a_force_or_in_one_national_recommendation() -> None:
    assert threads.refusals("repeated", end("A", national=7), end("B", force=2, national=7)) == []
    for elsewhere in (end("B", force=2), end("B", force=2, national=7)):
        assert [refusal.about for refusal in threads.refusals("repeated", end("A"), elsewhere)] == ["other"]
    two_texts = threads.refusals("repeated", end("A", national=6), end("B", force=2, national=7))
    assert "of the same force" in two_texts[0].text


def test_nothing_descends_from_itself() -> None:
    assert "cannot descend from itself" in threads.refusals("repeated", end("A"), end("A"))[0].text


@pytest.mark.parametrize(
    ("earlier", "later", "kind"),
    [
        (AREA, AREA, "repeated"),
        (AREA, CONCERN, "escalated"),
        (RECOMMENDATION, CONCERN, "escalated"),
        (CONCERN, AREA, "de-escalated"),
        (CONCERN, CONCERN, "repeated"),
        (RECOMMENDATION, AREA, "repeated"),
    ],
)
def test_what_says_an_earlier_finding_again_is_linked_by_the_kinds_of_both(earlier: str, later: str, kind: str) -> None:
    assert threads.said_again(earlier, later) == kind
    assert threads.wrong_kinds(kind, earlier, later) == ""


def test_a_part_comes_from_one_finding_and_what_was_merged_went_into_one() -> None:
    assert threads.crossing("split", parted_from="", gone_into="") == ""
    assert threads.crossing("merged", parted_from="", gone_into="") == ""
    assert threads.crossing("split", parted_from="A", gone_into="").startswith("It is a part of A already.")
    assert threads.crossing("merged", parted_from="", gone_into="C").startswith("It went into C already.")
    assert threads.crossing("repeated", parted_from="A", gone_into="C") == ""


LINKS = [("a", "b"), ("b", "c"), ("b", "d"), ("e", "d"), ("f", "g")]


def test_what_hangs_together_is_found_whichever_way_the_links_go_the_nearest_first() -> None:
    assert threads.nearest("a", LINKS, at_most=9) == ["a", "b", "c", "d", "e"]
    assert threads.nearest("e", LINKS, at_most=9) == ["e", "d", "b", "a", "c"]
    assert threads.nearest("z", LINKS, at_most=9) == ["z"]


def test_no_more_is_followed_than_asked_for_and_a_circle_ends() -> None:
    assert threads.nearest("a", LINKS, at_most=3) == ["a", "b", "c"]
    assert threads.nearest("a", [("a", "b"), ("b", "a")], at_most=9) == ["a", "b"]


def test_keys_are_parted_into_threads_and_a_link_to_something_unknown_joins_nothing() -> None:
    assert threads.threads(list("abcdefgh"), LINKS) == [["a", "b", "c", "d", "e"], ["f", "g"], ["h"]]
    assert threads.threads(["a", "c", "d"], LINKS) == [["a"], ["c"], ["d"]]
    assert threads.threads([], LINKS) == []
