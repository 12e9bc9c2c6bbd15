"""The step chart: where lines, breaks and words go, worked out by hand.

The line has 696 units from 8 to 704, so that over 696 days from 1 January 2017 a day is one; a strip's highest level is
52 from the top of the first and its lowest 36 below that.
"""

from __future__ import annotations

from datetime import date, timedelta

from core.step_chart import Run, StepChart, step_chart

FIRST = date(2017, 1, 1)
LAST = FIRST + timedelta(696)


def four(day: int, text: str, level: int) -> Run:
    """Return a grade of the scale of four from a day on."""
    return Run(FIRST + timedelta(day), text, level, 4, "four grades")


def five(day: int, text: str, level: int) -> Run:
    """Return a grade of the scale of five from a day on."""
    return Run(FIRST + timedelta(day), text, level, 5, "five grades")


def none(day: int) -> Run:
    """Return that no grade stood from a day on."""
    return Run(FIRST + timedelta(day), "Not held")


def chart(*rows: list[Run]) -> StepChart:
    """Return rows placed."""
    names = ["Prevention", "Vulnerability"]
    return step_chart(list(zip(names, rows, strict=False)), title="Kent", first=FIRST, last=LAST)


def words(made: StepChart, row: int = 0) -> list[tuple[float, float, str]]:
    """Return the words on a row in their places."""
    return [(text.x, text.y, text.text) for text in made.strips[row].texts]


def test_a_line_steps_within_a_scale_and_is_broken_at_a_new_one() -> None:
    made = chart([four(0, "Good", 2), four(100, "Inadequate", 4), five(300, "Adequate", 3)])
    [strip] = made.strips
    # good is a third of the way down from 52 to 88, inadequate at 88; adequate is half way, and nothing leads to it
    assert strip.path == "M8.0 64H108.0V88H308.0M308.0 70H704.0"
    assert strip.breaks == [308]
    assert words(made) == [(12, 59, "Good"), (112, 83, "Inadequate"), (312, 65, "Adequate")]
    assert made.description == (
        "Prevention: Good from January 2017, then Inadequate from April 2017, then Adequate from October 2017."
    )
    assert made.ticks == [(373, "2018")]


def test_the_line_stops_where_no_grade_stood_and_only_a_new_scale_is_a_break() -> None:
    same, other = chart(
        [four(0, "Good", 2), none(100), four(300, "Good", 2)], [four(0, "Good", 2), none(100), five(300, "Good", 2)]
    ).strips
    assert (same.path, same.breaks) == ("M8.0 64H108.0M308.0 64H704.0", [])
    # the second strip is 92 lower; good of five is a quarter of the way down
    assert (other.path, other.breaks) == ("M8.0 156H108.0M308.0 153H704.0", [308])
    assert [(text.text, text.is_quiet) for text in same.texts] == [("Good", False), ("Not held", True), ("Good", False)]


def test_words_that_would_touch_others_are_left_to_the_description_and_the_last_stay_inside() -> None:
    # a letter is 7 wide: 12 days hold no "Inadequate", and the last words end where the line does
    made = chart([four(0, "Good", 2), four(100, "Inadequate", 4), four(112, "Good", 2), four(690, "Outstanding", 1)])
    assert words(made) == [(12, 59, "Good"), (124, 59, "Good"), (704 - 11 * 7, 47, "Outstanding")]
    assert "then Inadequate from April 2017" in made.description


def test_a_row_without_anything_is_a_name_only() -> None:
    made = chart([], [none(0)])
    assert [(strip.name, strip.y, strip.path) for strip in made.strips] == [
        ("Prevention", 28, ""),
        ("Vulnerability", 120, ""),
    ]
    assert made.description == "Prevention: nothing held. Vulnerability: Not held from January 2017."
    assert (made.bottom, made.height) == (192, 222)
