"""The forms of a file review without JavaScript, on a small screen and by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from inspections.models import (
    AnswerValue,
    AssignmentRole,
    Criterion,
    Draft,
    Exercise,
    FileState,
    Inspection,
    ReviewFile,
)
from tests import factories
from tests.e2e import looks
from tests.e2e.review_steps import answer, marked, plan, question, rate, save, share_out, staffed
from tests.inspections import draw_samples
from tests.inspections import file_review_samples as samples

# Where what has the focus stands, and what of it the bar at the foot covers.
STOP = """() => {
  const e = document.activeElement, s = e.getBoundingClientRect(), form = e.closest("form[data-module=file-review]");
  const bar = document.querySelector(".peel-sticky"), b = bar.getBoundingClientRect();
  return {
    form: form !== null, bar: bar.contains(e), order: [...document.querySelectorAll("*")].indexOf(e),
    top: s.top + scrollY, seen: s.top >= 0 && s.top < innerHeight, covered: bar.contains(e) ? 0 : s.bottom - b.top,
    name: e.id || e.innerText,
  };
}"""


@pytest.fixture
def made(live_server: Any) -> Exercise:
    """Return an exercise of two files with eight questions; the second is asked when the answer to the first is no."""
    made = samples.exercise(files=2, questions=8, second_share=0)
    first, second, *_ = samples.criteria(made)
    Criterion.objects.filter(pk=second.pk).update(asked_after=first, asked_when=AnswerValue.NO)
    return made


@pytest.fixture
def inspection(live_server: Any) -> Inspection:
    """Return an open inspection with a lead and two inspectors on its team, and criteria to choose."""
    return staffed()


def test_without_javascript_a_file_is_begun_left_and_marked(made: Exercise, open_as: Callable[..., Page]) -> None:
    page = open_as(samples.file_of(made).reviewer, javascript=False)
    page.goto(made.get_absolute_url())
    page.get_by_role("button", name="Continue with file 1").click()
    expect(question(page, 2)).to_contain_text("Asked only when question 1 is answered “no”.")
    answer(page, 1, "No", "Not done.")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("Draft saved.", exact=True)).to_be_visible()
    expect(question(page, 1).locator("textarea")).to_have_value("Not done.")
    assert list(Draft.objects.get().content["answers"].values()) == [["no", "Not done."]]
    for number in range(3, 9):
        answer(page, number, "Yes")
    rate(page, "Poor", "Late.")
    save(page)
    page.get_by_role("link", name="question 2").click()
    answer(page, 2, "Not applicable")
    save(page)
    expect(page.get_by_text("File 1 is marked. 1 of 2 done.")).to_be_visible()
    expect(page.locator("h1")).to_contain_text("File 2")
    assert samples.file_of(made).state == FileState.MARKED


def test_without_javascript_a_review_is_planned(inspection: Inspection, open_as: Callable[..., Page]) -> None:
    page = open_as(inspection.assignments.get(role=AssignmentRole.LEAD).user, javascript=False)
    page.goto(inspection.get_absolute_url())
    page.get_by_role("button", name="Plan a file review").click()
    plan(page)
    exercise = Exercise.objects.get()
    assert (exercise.target, exercise.strata.count()) == (4, 2)


def test_without_javascript_files_are_shared_out(live_server: Any, open_as: Callable[..., Page]) -> None:
    exercise = draw_samples.planned()
    for name in ("Asha", "Ben"):
        factories.AssignmentFactory(inspection=exercise.inspection, user__name=name)
    draw_samples.draw(exercise)
    page = open_as(exercise.lead, javascript=False)
    page.goto(exercise.get_absolute_url())
    share_out(page)
    assert sorted(exercise.files.values_list("reviewer__name", flat=True)) == ["Asha", "Asha", "Ben", "Ben"]


@pytest.mark.parametrize("width", [360, 768])
@pytest.mark.parametrize("answered", [[], ["No"] * 8])
def test_the_keyboard_goes_down_the_form_and_its_bar_covers_nothing_that_has_the_focus(
    made: Exercise, open_as: Callable[..., Page], width: int, answered: list[str]
) -> None:
    page = open_as(samples.file_of(made).reviewer, width=width)
    page.goto(samples.file_of(made).get_absolute_url())
    for number, words in enumerate(answered, start=1):
        answer(page, number, words)
    if answered:
        expect(page.locator("[data-state]")).to_contain_text("Draft saved")
    assert looks.sideways(page) == 0
    page.get_by_role("link", name="Overall rating").focus()
    stops = list(walk(page))
    below = [stop for stop in stops if not stop["bar"]]
    assert len(below) >= 16  # seven questions or eight, each with its guidance and its answers, then the rating
    assert [stop["bar"] for stop in stops[-3:]] == [True] * 3
    assert [stop["order"] for stop in stops] == sorted(stop["order"] for stop in stops)
    assert [stop["top"] for stop in below] == sorted(stop["top"] for stop in below)
    assert [stop["name"] for stop in stops if not stop["seen"] or stop["covered"] > 0] == []


def walk(page: Page) -> Any:
    """Go through the form by Tab; yield each stop."""
    for _ in range(80):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if not stop["form"]:
            return
        yield stop
    pytest.fail("The form does not end.")


def test_a_key_that_answers_leaves_the_next_question_in_sight(made: Exercise, open_as: Callable[..., Page]) -> None:
    page = open_as(samples.file_of(made).reviewer, width=768)
    page.goto(samples.file_of(made).get_absolute_url())
    question(page, 1).get_by_label("Yes").focus()
    for _ in range(7):
        stop = page.evaluate(STOP)
        assert (stop["seen"], stop["covered"] <= 0) == (True, True), stop["name"]
        page.keyboard.press("1")
    expect(page.locator("[data-answered]")).to_have_text("7")
    expect(page.locator("[data-state]")).to_contain_text("Draft saved")


# --- what no empty form shows --------------------------------------------------------------------------------
def warned(page: Page, made: Exercise) -> None:
    """Be warned of a likely identifier."""
    page.goto(samples.file_of(made).get_absolute_url())
    answer(page, 1, "No", "The caller left 01632 960123.")
    save(page)
    expect(page.get_by_label("Keep the words I was warned of")).to_be_visible()


def overtaken(page: Page, made: Exercise) -> None:
    """Be told that the file was saved meanwhile."""
    page.goto(samples.file_of(made).get_absolute_url())
    ReviewFile.objects.filter(exercise=made).update(version=9)
    answer(page, 1, "No", "Not done.")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_role("table", name="Where it differs")).to_be_visible()


def unresolved(page: Page, made: Exercise) -> None:
    """Resolve a disagreement without saying how."""
    first = samples.file_of(made)
    factories.ReviewFileFactory(
        exercise=made, number=1, second_of=first, reviewer=samples.colleague(made), state="allocated"
    )
    marked(first, "good")
    marked(samples.second_of(made), "poor")
    page.goto(f"{first.get_absolute_url()}marks/")
    page.get_by_role("button", name="Resolve the disagreement").click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()


@pytest.mark.parametrize(("state", "who"), [(warned, "reviewer"), (overtaken, "reviewer"), (unresolved, "lead")])
def test_what_a_form_answers_is_accessible_and_fits_a_phone(
    made: Exercise, open_as: Callable[..., Page], state: Callable[[Page, Exercise], None], who: str
) -> None:
    page = open_as(made.lead if who == "lead" else samples.file_of(made).reviewer)
    state(page, made)
    assert looks.violations(page) + looks.refused(page) == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert looks.sideways(page) == 0
