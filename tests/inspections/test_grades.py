"""Effective grades: what stands for a force as at a day."""

from __future__ import annotations

from datetime import date

import pytest

from inspections.rules.grades import (
    NEVER_GRADED,
    NOT_HELD,
    OTHER_SCALE,
    OVERALL,
    Asked,
    Books,
    Conclusion,
    Corrected,
    Effective,
    Inspected,
    Key,
    counts,
    effective,
    runs,
    sort_key,
)
from inspections.rules.movement import movement

FORCE, OTHER_FORCE = 1, 2
E15, E16, E17, P18 = Key(2015, "E"), Key(2016, "E"), Key(2017, "E"), Key(2018, "P")
OUT = {E15: date(2016, 2, 18), E16: date(2017, 3, 2), E17: date(2018, 3, 22)}
GOOD, INADEQUATE, OUTSTANDING = Conclusion("good", 2), Conclusion("inadequate", 4), Conclusion("outstanding", 1)
QUESTIONS = {"prevention": True, "specialist-capabilities": False}
AFTER_ALL = date(2018, 6, 1)


def asked(key: Key, scale: int = 1, questions: dict[str, bool] = QUESTIONS, has_overall: bool = True) -> Asked:
    return Asked(key, scale, questions, {OVERALL: key.pillar} if has_overall else {})


def books(inspections: dict, frameworks: list[Asked] | None = None) -> Books:
    """Return books in which another force has a report of every framework out on its day."""
    held = {(OTHER_FORCE, key): [Inspected(day, {OVERALL: GOOD})] for key, day in OUT.items()}
    held |= {(FORCE, key): [one] for key, one in inspections.items()}
    known = frameworks or [asked(E15), asked(E16), asked(E17)]
    return Books({one.key: one for one in known}, held, runs(held))


def stands(inspections: dict, question: str = OVERALL, on: date = AFTER_ALL, key: Key = E17, **known) -> Effective:
    return effective(books(inspections, **known), FORCE, key, question, on)


def shown(found: Effective) -> tuple[str, int | None, bool]:
    return found.grade, found.last_inspected, found.carried_over


def test_the_grade_of_a_published_inspection_stands_with_its_year():
    assert shown(stands({E17: Inspected(OUT[E17], {OVERALL: GOOD})})) == ("good", 2017, False)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2016, 2, 17), (NOT_HELD, None, False)),
        (date(2016, 2, 18), ("outstanding", 2015, True)),
        (date(2017, 3, 1), ("outstanding", 2015, True)),
        (date(2017, 3, 2), ("inadequate", 2016, True)),
        (date(2018, 3, 21), ("inadequate", 2016, True)),
        (date(2018, 3, 22), ("good", 2017, False)),
    ],
)
def test_as_at_a_past_day_what_was_published_by_then_stands(on, expected):
    held = {
        E15: Inspected(OUT[E15], {OVERALL: OUTSTANDING}),
        E16: Inspected(OUT[E16], {OVERALL: INADEQUATE}),
        E17: Inspected(OUT[E17], {OVERALL: GOOD}),
    }
    assert shown(stands(held, on=on)) == expected


def test_a_question_left_out_keeps_the_earlier_grade_and_its_year():
    held = {
        E16: Inspected(OUT[E16], {"prevention": OUTSTANDING}),
        E17: Inspected(OUT[E17], {OVERALL: GOOD}, {"prevention": "carried-over"}),
    }
    assert shown(stands(held, "prevention")) == ("outstanding", 2016, True)


def test_a_question_left_out_twice_goes_back_to_the_inspection_that_graded_it():
    held = {
        E15: Inspected(OUT[E15], {"prevention": OUTSTANDING}),
        E16: Inspected(OUT[E16], {}, {"prevention": "carried-over"}),
        E17: Inspected(OUT[E17], {}, {"prevention": "carried-over"}),
    }
    assert shown(stands(held, "prevention")) == ("outstanding", 2015, True)


def test_a_question_left_out_whose_earlier_grade_is_not_held_still_has_its_year():
    held = {
        E15: Inspected(OUT[E15], {"prevention": GOOD}),
        E16: Inspected(OUT[E16]),
        E17: Inspected(OUT[E17], {}, {"prevention": "carried-over"}),
    }
    assert shown(stands(held, "prevention")) == (NOT_HELD, 2016, True)


def test_a_question_left_out_with_no_earlier_inspection_held_has_no_year():
    held = {E17: Inspected(OUT[E17], {}, {"prevention": "carried-over"})}
    assert shown(stands(held, "prevention")) == (NOT_HELD, None, True)


def test_a_question_left_out_that_nobody_asked_before_is_not_held():
    held = {E17: Inspected(OUT[E17], {}, {"prevention": "carried-over"})}
    assert shown(stands(held, "prevention", frameworks=[asked(E17)])) == (NOT_HELD, None, True)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2018, 3, 22), ("inadequate", 2016, True)),  # the other force's report is out, a third one's is to come
        (date(2018, 7, 2), ("inadequate", 2016, True)),
        (date(2018, 7, 3), (NOT_HELD, None, False)),  # the last one is out, and this force's is not held
    ],
)
def test_a_force_of_which_no_report_is_held_keeps_its_grade_while_reports_of_the_cycle_are_to_come(on, expected):
    held = {(OTHER_FORCE, key): [Inspected(day, {OVERALL: GOOD})] for key, day in OUT.items()}
    held[FORCE, E16] = [Inspected(OUT[E16], {OVERALL: INADEQUATE})]
    held[3, E17] = [Inspected(date(2018, 7, 3), {OVERALL: GOOD})]
    known = {key: asked(key) for key in OUT}
    assert shown(effective(Books(known, held, runs(held)), FORCE, E17, OVERALL, on)) == expected
    held[3, E17] = [Inspected(None)]
    assert shown(effective(Books(known, held, runs(held)), FORCE, E17, OVERALL, AFTER_ALL)) == (
        "inadequate",
        2016,
        True,
    )


@pytest.mark.parametrize(
    ("scope", "year"), [({}, None), ({"prevention": "not-known"}, None), ({"prevention": "inspected"}, 2017)]
)
def test_a_grade_not_held_is_never_filled_from_an_earlier_year(scope, year):
    held = {E16: Inspected(OUT[E16], {"prevention": GOOD}), E17: Inspected(OUT[E17], {}, scope)}
    assert shown(stands(held, "prevention")) == (NOT_HELD, year, False)


def test_an_overall_grade_not_held_says_when_the_force_was_inspected():
    held = {E16: Inspected(OUT[E16], {OVERALL: GOOD}), E17: Inspected(OUT[E17])}
    assert shown(stands(held)) == (NOT_HELD, 2017, False)


def test_a_force_whose_inspection_is_not_held_is_not_given_its_earlier_grade_once_others_are_out():
    held = {E16: Inspected(OUT[E16], {OVERALL: GOOD})}
    assert shown(stands(held, on=date(2018, 3, 22))) == (NOT_HELD, None, False)
    assert shown(stands(held, on=date(2018, 3, 21))) == ("good", 2016, True)


def test_an_unpublished_inspection_shows_the_earlier_grade_and_nothing_of_its_own():
    held = {E16: Inspected(OUT[E16], {OVERALL: GOOD}), E17: Inspected(None, {OVERALL: INADEQUATE})}
    assert shown(stands(held)) == ("good", 2016, True)


def test_the_same_question_carries_over_into_a_framework_of_another_pillar():
    frameworks = [asked(E17), asked(P18, has_overall=False)]
    held = {E17: Inspected(OUT[E17], {"prevention": GOOD})}
    assert shown(stands(held, "prevention", key=P18, frameworks=frameworks)) == ("good", 2017, True)


def test_an_overall_grade_does_not_pass_from_one_pillar_to_another():
    frameworks = [asked(E16), asked(Key(2017, "L"))]
    held = {E16: Inspected(OUT[E16], {OVERALL: GOOD})}
    assert shown(stands(held, key=Key(2017, "L"), frameworks=frameworks)) == (NOT_HELD, None, False)


INTEGRATED = Asked(P18, 1, QUESTIONS, {"overall-effectiveness": "E", "overall-legitimacy": "L"})


def test_the_overall_judgment_of_a_pillar_goes_on_in_a_framework_of_several():
    held = {
        E17: Inspected(OUT[E17], {OVERALL: Conclusion("requires improvement", 3)}),
        P18: Inspected(date(2019, 9, 27), {"overall-effectiveness": GOOD}),
    }
    known = {"key": P18, "frameworks": [asked(E17), asked(Key(2017, "L")), INTEGRATED]}
    assert shown(stands(held, "overall-effectiveness", on=AFTER_ALL, **known)) == ("requires improvement", 2017, True)
    assert shown(stands(held, "overall-effectiveness", on=date(2019, 9, 27), **known)) == ("good", 2018, False)
    assert shown(stands(held, "overall-legitimacy", on=date(2019, 9, 27), **known)) == (NOT_HELD, 2018, False)
    assert moved(held, "overall-effectiveness", on=date(2019, 9, 27), **known) == "better"


PILLARS = Asked(
    P18, 1, {"prevention": True, "fairness": True, "leadership": True},
    {"overall-effectiveness": "E", "overall-legitimacy": "L"}, {},
    {"prevention": "E", "fairness": "L", "leadership": "L"},
)  # fmt: skip
L17 = Key(2017, "L")


@pytest.mark.parametrize(
    ("scope", "judged", "expected"),
    [
        ({"fairness": "carried-over", "leadership": "carried-over"}, {}, ("good", 2017, True)),
        ({"fairness": "carried-over", "leadership": "inspected"}, {}, (NOT_HELD, 2018, False)),
        ({"fairness": "carried-over", "leadership": "not-known"}, {}, (NOT_HELD, 2018, False)),
        ({"fairness": "carried-over"}, {"leadership": GOOD}, (NOT_HELD, 2018, False)),
        ({"prevention": "carried-over"}, {}, (NOT_HELD, 2018, False)),
    ],
)
def test_an_overall_judgment_is_left_out_with_all_of_its_pillar_and_only_then(scope, judged, expected):
    held = {L17: Inspected(OUT[E17], {OVERALL: GOOD}), P18: Inspected(date(2019, 9, 27), judged, scope)}
    known = {"key": P18, "frameworks": [asked(E17), asked(L17), PILLARS]}
    assert shown(stands(held, "overall-legitimacy", on=date(2019, 9, 27), **known)) == expected


def test_a_question_under_another_name_is_the_same_where_its_mapping_says_so():
    later = Asked(P18, 1, {"crime-prevention": True}, {}, {"crime-prevention": "prevention"})
    held = {E17: Inspected(OUT[E17], {"prevention": GOOD})}
    assert shown(stands(held, "crime-prevention", key=P18, frameworks=[asked(E17), later])) == ("good", 2017, True)


NORTHAMPTONSHIRE = Conclusion(
    "adequate",
    3,
    (Corrected(date(2024, 8, 8), "requires improvement", 4, "adequate", "Data from the force was incorrect"),),
)


@pytest.mark.parametrize(
    ("on", "grade", "was"),
    [(date(2024, 8, 7), "adequate", ""), (date(2024, 8, 8), "requires improvement", "adequate")],
)
def test_before_its_day_the_published_grade_stands_and_from_it_the_corrected_one(on, grade, was):
    held = {P18: Inspected(date(2024, 5, 1), {"responding": NORTHAMPTONSHIRE})}
    found = stands(held, "responding", on=on, key=P18, frameworks=[asked(P18, questions={"responding": True})])
    assert (found.grade, found.corrected.was if found.corrected else "") == (grade, was)


def moved(inspections: dict, question: str = OVERALL, on: date = AFTER_ALL, key: Key = E17, **known) -> str:
    held = books(inspections, **known)
    return movement(held, FORCE, key, question, on, effective(held, FORCE, key, question, on))


@pytest.mark.parametrize(
    ("then", "now", "expected"),
    [
        (GOOD, INADEQUATE, "worse"),
        (INADEQUATE, GOOD, "better"),
        (GOOD, GOOD, "same"),
        (None, GOOD, "no comparison"),
        (GOOD, None, "no comparison"),
        (Conclusion("not graded"), GOOD, "no comparison"),
        (GOOD, Conclusion("not graded"), "no comparison"),
    ],
)
def test_movement_is_told_between_two_grades_and_from_nothing_else(then, now, expected):
    held = {
        E16: Inspected(OUT[E16], {OVERALL: then} if then else {}),
        E17: Inspected(OUT[E17], {OVERALL: now} if now else {}),
    }
    assert moved(held) == expected


def test_a_grade_carried_over_has_not_moved_and_scales_are_never_compared():
    held = {
        E15: Inspected(OUT[E15], {"prevention": OUTSTANDING}),
        E16: Inspected(OUT[E16], {"prevention": GOOD}),
        E17: Inspected(OUT[E17], {OVERALL: GOOD}, {"prevention": "carried-over"}),
    }
    assert moved(held, "prevention") == "no comparison"
    again = held | {E17: Inspected(OUT[E17], {"prevention": GOOD})}
    assert moved(again, "prevention") == "same"
    assert moved(again, "prevention", frameworks=[asked(E16, scale=1), asked(E17, scale=2)]) == "no comparison"


def test_movement_is_from_the_inspection_before_even_where_the_one_between_left_the_question_out():
    held = {
        E15: Inspected(OUT[E15], {"prevention": OUTSTANDING}),
        E16: Inspected(OUT[E16], {}, {"prevention": "carried-over"}),
        E17: Inspected(OUT[E17], {"prevention": GOOD}),
    }
    assert moved(held, "prevention") == "worse"
    assert moved({E17: Inspected(OUT[E17], {"prevention": GOOD})}, "prevention", frameworks=[asked(E17)]) == (
        "no comparison"
    )


def test_movement_within_one_framework_is_from_its_earlier_report():
    held = books({E16: Inspected(OUT[E16], {OVERALL: GOOD}), E17: Inspected(OUT[E17], {OVERALL: INADEQUATE})})
    held.inspections[FORCE, E17].append(Inspected(date(2018, 5, 1), {OVERALL: GOOD}))
    assert movement(held, FORCE, E17, OVERALL, AFTER_ALL, effective(held, FORCE, E17, OVERALL, AFTER_ALL)) == "better"


def test_a_report_whose_day_is_not_held_counts_from_a_day_it_was_out_by_and_says_nothing_of_others():
    held = {E16: Inspected(OUT[E16], {OVERALL: INADEQUATE}), E17: Inspected(AFTER_ALL, {OVERALL: GOOD}, is_dated=False)}
    assert shown(stands(held, on=date(2018, 5, 31))) == ("inadequate", 2016, True)
    assert shown(stands(held)) == ("good", 2017, False)
    assert runs({(FORCE, E17): [held[E17]]}) == {}


def test_a_grade_of_another_scale_is_named_and_never_shown():
    frameworks = [asked(E16, scale=1), asked(E17, scale=2)]
    held = {
        E16: Inspected(OUT[E16], {"prevention": GOOD}),
        E17: Inspected(OUT[E17], {}, {"prevention": "carried-over"}),
    }
    found = stands(held, "prevention", frameworks=frameworks)
    assert shown(found) == (OTHER_SCALE, 2016, True)
    assert found.rank is None


def test_a_state_carried_from_another_scale_is_still_that_state():
    frameworks = [asked(E16, scale=1), asked(E17, scale=2)]
    held = {
        E16: Inspected(OUT[E16], {"prevention": Conclusion("narrative only")}),
        E17: Inspected(OUT[E17], {}, {"prevention": "carried-over"}),
    }
    assert shown(stands(held, "prevention", frameworks=frameworks)) == ("narrative only", 2016, True)


def test_a_question_its_framework_never_grades_is_ungraded_by_design_and_not_missing():
    assert stands({E17: Inspected(OUT[E17])}, "specialist-capabilities").grade == NEVER_GRADED
    assert stands({}, "specialist-capabilities").grade == NEVER_GRADED


def test_the_latest_of_two_reports_against_one_framework_stands():
    held = books({E17: Inspected(OUT[E17], {OVERALL: INADEQUATE, "prevention": GOOD})})
    held.inspections[FORCE, E17].append(Inspected(date(2018, 5, 1), {OVERALL: GOOD}))
    assert effective(held, FORCE, E17, OVERALL, date(2018, 4, 30)).grade == "inadequate"
    assert effective(held, FORCE, E17, OVERALL, date(2018, 5, 1)).grade == "good"
    assert effective(held, FORCE, E17, "prevention", date(2018, 5, 1)).grade == "good"


def test_counts_name_every_grade_and_sum_to_the_forces():
    found = [Effective("good", 2), Effective("good", 2), Effective("narrative only"), Effective(NOT_HELD)]
    assert counts(found, ["outstanding", "good"]) == {"outstanding": 0, "good": 2, "narrative only": 1, NOT_HELD: 1}


def test_grades_sort_by_their_scale_and_what_is_no_grade_comes_last_either_way():
    best, worst = Effective("outstanding", 1), Effective("inadequate", 4)
    state, none = Effective("narrative only"), Effective(NOT_HELD)
    assert sorted([none, worst, state, best], key=sort_key) == [best, worst, state, none]
    assert sorted([none, worst, state, best], key=lambda one: sort_key(one, descending=True)) == [
        worst, best, state, none,
    ]  # fmt: skip
