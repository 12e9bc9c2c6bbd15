"""A crime file review in a browser: the inspector, the second marker and the lead, each from home to what is kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from inspections.actions import file_reviews as actions
from inspections.models import (
    AnswerValue,
    Criterion,
    Draw,
    DrawnReference,
    Exercise,
    FileState,
    Inspection,
    KeptIdentifier,
    Referral,
    ReviewFile,
)
from tests import factories
from tests.e2e.review_steps import answer, marked, plan, question, rate, save, share_out, staffed
from tests.inspections import draw_samples
from tests.inspections import file_review_samples as samples

RATED_LOW = "Nobody looked for the camera."


@pytest.fixture
def made(live_server: Any) -> Exercise:
    """Return an exercise of three files: question 2 is asked when the answer to 1 is no, question 3 is critical."""
    made = samples.exercise(files=3, questions=3, reviewer=factories.UserFactory(name="First marker"), second_share=0)
    first, second, third = samples.criteria(made)
    Criterion.objects.filter(pk=second.pk).update(asked_after=first, asked_when=AnswerValue.NO)
    Criterion.objects.filter(pk=third.pk).update(is_critical=True)
    return made


# --- the inspector -------------------------------------------------------------------------------------------
def test_an_inspector_marks_a_file_by_keys_and_decides_what_a_warning_was_worth(
    made: Exercise, open_as: Callable[..., Page]
) -> None:
    page = open_as(samples.file_of(made).reviewer)
    page.goto("/")
    page.get_by_role("link", name=made.reference).click()
    expect(page.locator("h1")).to_contain_text("File 1")
    expect(question(page, 2)).to_be_hidden()
    expect(page.locator("[data-asked]")).to_have_text("2")
    question(page, 1).get_by_label("Yes").focus()
    page.keyboard.press("2")  # no: the note has the focus, and question 2 is there
    page.keyboard.type("Not asked for.")
    expect(question(page, 2)).to_be_visible()
    page.keyboard.press("Tab")  # on the guidance of question 2
    page.keyboard.press("4")
    page.keyboard.press("1")  # question 3 is critical: its note has the focus
    page.keyboard.type("The caller left 01632 960123.")
    rate(page, "Good", "What could be done was done.")
    save(page)
    expect(page.get_by_role("alert").first).to_contain_text("This looks like a phone number: 01632 960123")
    page.get_by_label("Keep the words I was warned of").check()
    save(page)
    expect(page.get_by_text("File 1 is marked. 1 of 3 done.")).to_be_visible()
    expect(page.locator("h1")).to_contain_text("File 2")
    assert [list(row) for row in answers_of(samples.file_of(made))] == [
        ["no", "Not asked for."], ["not-evidenced", ""], ["yes", "The caller left 01632 960123."],
    ]  # fmt: skip
    assert list(KeptIdentifier.objects.values_list("kind", "number")) == [("phone", 1)]


def answers_of(file: ReviewFile) -> Any:
    """Return the answers of a file with their notes, in the order of the questions."""
    return file.answers.order_by("criterion__number").values_list("value", "note")


def test_a_question_no_longer_called_for_goes_and_its_answer_is_not_kept(
    made: Exercise, open_as: Callable[..., Page]
) -> None:
    page = open_as(samples.file_of(made).reviewer)
    page.goto(samples.file_of(made).get_absolute_url())
    answer(page, 1, "No", "Not asked for.")
    answer(page, 2, "No", "Nor looked for.")
    answer(page, 3, "Yes", "A sergeant read it.")
    expect(page.locator("[data-answered]")).to_have_text("3")
    answer(page, 1, "Yes")
    expect(question(page, 2)).to_be_hidden()
    expect(page.locator("[data-answered]")).to_have_text("2")
    rate(page, "Poor", "Late.")
    save(page)
    expect(page.get_by_text("File 1 is marked. 1 of 3 done.")).to_be_visible()
    assert [value for value, _ in answers_of(samples.file_of(made))] == ["yes", "yes"]


def test_a_critical_question_without_a_note_is_named(made: Exercise, open_as: Callable[..., Page]) -> None:
    page = open_as(samples.file_of(made).reviewer)
    page.goto(samples.file_of(made).get_absolute_url())
    answer(page, 1, "Yes")
    answer(page, 3, "Yes")
    expect(question(page, 3)).to_contain_text("needed, because the question is critical")
    rate(page, "Good", "Thorough.")
    save(page)
    page.locator(".govuk-error-summary a").click()
    expect(question(page, 3).locator("textarea")).to_be_focused()


def test_an_inspector_refers_a_victim_at_risk_and_says_that_a_file_was_not_provided(
    made: Exercise, open_as: Callable[..., Page]
) -> None:
    page = open_as(samples.file_of(made).reviewer)
    page.goto(samples.file_of(made).get_absolute_url())
    answer(page, 1, "Yes")
    expect(page.locator("[data-state]")).to_contain_text("Draft saved")
    page.get_by_role("link", name="Urgent referral").click()
    page.get_by_label("What is the risk?").fill("Threats continue and no plan is in place.")
    page.get_by_label("Who in the force did you tell?").fill("Force control room")
    page.get_by_role("button", name="Record the urgent referral").click()
    expect(page.get_by_text("The urgent referral is recorded.")).to_be_visible()
    page.get_by_label("What came of it?").fill("Officers went there within the hour.")
    page.get_by_role("button", name="Save the force's answer").click()
    expect(page.get_by_text("The force's answer is saved.")).to_be_visible()
    assert Referral.objects.values_list("to_whom", "outcome").get() == (
        "Force control room", "Officers went there within the hour.",
    )  # fmt: skip
    page.get_by_role("link", name="File 1", exact=True).click()
    expect(question(page, 1).get_by_label("Yes")).to_be_checked()
    page.get_by_role("link", name="The force did not provide this file").click()
    page.get_by_label("Reason").fill("The archive could not find it.")
    page.get_by_role("button", name="Record as not provided").click()
    expect(page.get_by_text("Recorded as not provided by the force.")).to_be_visible()
    assert samples.file_of(made).state == FileState.NOT_PROVIDED
    page.goto("/")
    expect(page.get_by_text("0 of 2 files marked, continue")).to_be_visible()
    page.get_by_role("link", name=made.reference).click()
    expect(page.locator("h1")).to_contain_text("File 2")


# --- the second marker ---------------------------------------------------------------------------------------
def test_a_second_marker_marks_blind_and_then_compares_both(made: Exercise, open_as: Callable[..., Page]) -> None:
    first = samples.file_of(made)
    marked(first, "poor", RATED_LOW)
    second = samples.colleague(made, "Second marker")
    actions.allocate(by=made.lead, exercise=made, numbers=[1], reviewer=second, second=True)
    page = open_as(second)
    page.goto("/")
    page.get_by_role("link", name=made.reference).click()
    expect(page.locator("h1")).to_contain_text("second mark")
    assert RATED_LOW not in page.content()
    assert first.reviewer.name not in page.content()
    for told in (made.get_absolute_url(), f"{made.get_absolute_url()}results/", "/search/?q=camera"):
        assert RATED_LOW not in page.request.get(told).text()
    assert "You still have a second mark to make" in page.request.get(f"{made.get_absolute_url()}results/").text()
    for other in (first.get_absolute_url(), f"{first.get_absolute_url()}marks/"):
        assert page.request.get(other).status == 404
    answer(page, 1, "No", "Nobody asked.")
    answer(page, 2, "Not applicable")
    answer(page, 3, "Yes", "A sergeant read it.")
    rate(page, "Good", "Done in time.")
    save(page)
    expect(page.get_by_text("File 1 is marked. 1 of 1 done.")).to_be_visible()
    page.goto(f"{first.get_absolute_url()}second/")
    page.get_by_role("link", name="Compare both marks of this file").click()
    expect(page.get_by_text("The two marks disagree.")).to_be_visible()
    expect(page.get_by_role("row", name="First mark First marker")).to_contain_text(RATED_LOW)
    expect(page.get_by_role("row", name="Second mark Second marker")).to_contain_text("Done in time.")
    expect(page.get_by_role("button", name="Resolve the disagreement")).to_have_count(0)


# --- the lead ------------------------------------------------------------------------------------------------
@pytest.fixture
def inspection(live_server: Any) -> Inspection:
    """Return an open inspection with a team, and criteria to choose."""
    return staffed()


def test_a_lead_plans_draws_shares_out_settles_and_locks(
    inspection: Inspection, open_as: Callable[..., Page], tmp_path: Path
) -> None:
    page = open_as(User.objects.get(name="Lead"))
    page.goto(inspection.get_absolute_url())
    page.get_by_role("button", name="Plan a file review").click()
    plan(page)
    exercise = Exercise.objects.get(reference="BED-2018-E-FR1")
    send_list(page, draw_samples.on_disk(tmp_path))
    draw(page, exercise)
    page.goto(exercise.get_absolute_url())
    expect(page.get_by_text("4 files still to be marked.")).to_be_visible()
    share_out(page)
    assert sorted(exercise.files.values_list("reviewer__name", flat=True)) == ["Asha", "Asha", "Ben", "Ben"]
    set_aside(page, exercise)
    mark_all(exercise)
    resolve_and_lock(page, exercise)
    page.get_by_role("link", name="Results", exact=True).click()
    expect(page.locator("main")).to_contain_text("4 of 4 files good")
    expect(page.locator("main")).to_contain_text("1 file, set aside with a reason")
    expect(page.locator("main")).to_contain_text("1 of 1")
    expect(page.locator("main")).to_contain_text("the results stand")


def send_list(page: Page, file: Path) -> None:
    """Send the force's list and say what its columns and its offence types are."""
    page.get_by_role("button", name="Draw the files").click()
    page.locator("input[type=file]").set_input_files(str(file))
    page.get_by_role("button", name="Send the list").click()
    for label, heading in {
        "Crime reference": "Crime ID",
        "Date recorded": "Month",
        "Offence type": "Crime type",
    }.items():
        page.get_by_label(label, exact=True).select_option(heading)
    page.get_by_role("button", name="Save the columns").click()
    page.get_by_label("Theft from the person: 7").select_option(label="Theft from person")
    page.get_by_label("Stalking: 7").select_option(label="Stalking")
    page.get_by_label("Burglary: 2").select_option(label="Another type: not reviewed")
    page.get_by_role("button", name="Save the offence types").click()
    expect(page.get_by_role("row", name="Treason")).to_contain_text("Not mapped: left out and counted")


def draw(page: Page, exercise: Exercise) -> None:
    """Make a dry run, see that it made no files, and draw."""
    held = exercise.lists.get()
    page.get_by_role("button", name="Dry run").click()
    expect(page.locator("h1")).to_have_text("Dry run 1")
    assert not exercise.files.exists()
    page.goto(held.get_absolute_url())
    page.get_by_role("button", name="Draw the files").click()
    expect(page.locator("h1")).to_have_text("Draw 2")
    expect(page.get_by_role("row", name="Offence type not mapped")).to_contain_text("1")
    made = Draw.objects.get(is_dry_run=False)
    assert (made.drawn, made.counts["population"], exercise.files.count()) == (4, 10, 4)
    assert not exercise.lists.get().is_held


def set_aside(page: Page, exercise: Exercise) -> None:
    """Set file 2 aside: the fifth of the drawn order takes its slot."""
    page.get_by_role("link", name="File 2", exact=True).click()
    page.get_by_role("link", name="Set this file aside as void").click()
    page.get_by_label("Reason").fill("It was recorded in error.")
    page.get_by_role("button", name="Set aside as void").click()
    expect(page.get_by_text("File 2 is void; file 5 takes its place.")).to_be_visible()
    assert exercise.files.values_list("slot", "replaces__number").get(number=5) == (2, 2)
    assert DrawnReference.objects.get(file__number=5).position == 5


def mark_all(exercise: Exercise) -> None:
    """Mark every file good, but file 1, which is poor to its reviewer and good to whoever marks it again."""
    for file in ReviewFile.objects.first_marks().with_setting().filter(exercise=exercise).exclude(state=FileState.VOID):
        marked(file, "poor" if file.number == 1 else "good")
    other = User.objects.get(name="Ben" if samples.file_of(exercise).reviewer.name == "Asha" else "Asha")
    actions.allocate(by=exercise.lead, exercise=exercise, numbers=[1], reviewer=other, second=True)
    marked(samples.second_of(exercise), "good", "A fair piece of work.")


def resolve_and_lock(page: Page, exercise: Exercise) -> None:
    """Be told what stands in the way, say which rating counts, and lock."""
    page.goto(f"{exercise.get_absolute_url()}lock/")
    expect(page.get_by_text("1 disagreement still to be resolved.")).to_be_visible()
    page.get_by_role("link", name="Back to the review").click()
    page.get_by_role("link", name="Resolve the marks of file 1").click()
    page.get_by_label("Good", exact=True).check()
    page.get_by_label("Why").fill("The second reading is right.")
    page.get_by_role("button", name="Resolve the disagreement").click()
    expect(page.get_by_text("The disagreement is resolved.")).to_be_visible()
    page.get_by_role("button", name="Lock this review").click()
    page.get_by_role("button", name="Lock this review").click()
    expect(page.get_by_text("This review is locked. Its results stand.")).to_be_visible()
    exercise.refresh_from_db()
    assert exercise.is_locked
