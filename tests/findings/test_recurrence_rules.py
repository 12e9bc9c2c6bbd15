"""How long an issue has lived and how often a theme comes back, with counts worked out by hand."""

from __future__ import annotations

import pytest

from findings.rules.recurrence import Life, Raised, Theme, cycle_of, life, themes

CYCLES = [2014, 2015, 2016, 2017, 2018, 2021]


@pytest.mark.parametrize(
    ("findings", "reported", "lived"),
    [
        # raised in 2015 and still open when 2017 was reported: 2015, 2016 and 2017
        ([Raised(2015, True)], 2017, Life(2015, 2017, True, 3)),
        # escalated, de-escalated, and the last one still open
        ([Raised(2015, False, 2016), Raised(2016, True), Raised(2017, True)], 2017, Life(2015, 2017, True, 3)),
        # closed in the cycle that raised it
        ([Raised(2016, False, 2016)], 2018, Life(2016, 2016, False, 1)),
        # closed two cycles on; that the force was inspected later adds nothing
        ([Raised(2015, False, 2017)], 2018, Life(2015, 2017, False, 3)),
        # one of two is closed, the other open: the thread lives
        ([Raised(2015, False, 2015), Raised(2016, True)], 2018, Life(2015, 2018, True, 4)),
        # nobody knows what closed it
        ([Raised(2015, False)], 2018, Life(2015, 2015, False, 1)),
        # no inspection of the force is published since
        ([Raised(2017, True)], 0, Life(2017, 2017, True, 1)),
        # there was no cycle in 2019 and 2020
        ([Raised(2018, True)], 2021, Life(2018, 2021, True, 2)),
        # found again after it was closed: the cycle between counts
        ([Raised(2014, False, 2014), Raised(2016, False, 2017)], 2018, Life(2014, 2017, False, 4)),
    ],
)
def test_an_issue_lives_from_its_first_raising_to_its_last_closing_or_the_last_report(
    findings: list[Raised], reported: int, lived: Life
) -> None:
    assert life(findings, reported=reported, cycles=CYCLES) == lived


@pytest.mark.parametrize(("year", "cycle"), [(2013, None), (2014, 2014), (2017, 2017), (2020, 2018), (2025, 2021)])
def test_a_year_belongs_to_the_cycle_that_had_begun_by_then(year: int, cycle: int | None) -> None:
    assert cycle_of(year, CYCLES) == cycle


def test_sharing_effective_practice_came_back_in_three_cycles_in_five_forces() -> None:
    # Derbyshire 2015; Essex, Staffordshire and Bedfordshire 2017; Dyfed-Powys 2018/19: the public facts that are held
    raised = [("sharing", force, cycle) for force, cycle in ((1, 2015), (2, 2017), (3, 2017), (4, 2017), (5, 2018))]
    assert themes(raised) == [Theme("sharing", 5, 5, (2015, 2017, 2018), in_two=0, in_three=0)]


def test_forces_are_counted_that_were_told_in_two_and_in_three_cycles() -> None:
    raised = [
        ("custody", 1, 2015), ("custody", 1, 2016), ("custody", 1, 2017),
        ("custody", 2, 2016), ("custody", 2, 2017),
        ("custody", 3, 2017), ("custody", 3, 2017),  # twice in one cycle
        ("", 1, 2015),
    ]  # fmt: skip
    assert themes(raised) == [
        Theme("", 1, 1, (2015,), 0, 0),
        Theme("custody", 7, 3, (2015, 2016, 2017), in_two=2, in_three=1),
    ]
    assert themes([]) == []
