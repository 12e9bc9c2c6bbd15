"""Marking a file in a browser: keys, notes, drafts that save themselves, a network that goes away and comes back."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from inspections.models import Answer, Draft, Exercise, FileState
from tests.e2e.review_steps import answer, question
from tests.inspections import file_review_samples as samples

KEPT = "Object.entries(localStorage).filter(([name]) => name.startsWith('peel-draft:'))"


@pytest.fixture
def made(live_server: Any) -> Exercise:
    """Return an exercise of two files with three questions, allocated to one inspector."""
    return samples.exercise(files=2, questions=3)


@pytest.fixture
def reviewing(made: Exercise, open_as: Callable[..., Page]) -> Page:
    """Return the form of the first file, open."""
    page = open_as(samples.file_of(made).reviewer)
    page.goto(samples.file_of(made).get_absolute_url())
    return page


def state(page: Page) -> Any:
    """Return the words about the draft."""
    return page.locator("[data-state]")


def test_keys_answer_and_digits_typed_in_a_note_do_not(reviewing: Page) -> None:
    page = reviewing
    page.get_by_label("Yes").first.focus()
    page.keyboard.press("1")
    expect(question(page, 1).get_by_label("Yes")).to_be_checked()
    page.keyboard.press("2")  # the focus went on to the second question
    expect(question(page, 2).get_by_label("No", exact=True)).to_be_checked()
    note = question(page, 2).locator("textarea")
    expect(note).to_be_focused()
    page.keyboard.type("Asked 3 times in 24 days")
    expect(note).to_have_value("Asked 3 times in 24 days")
    expect(question(page, 2).get_by_label("No", exact=True)).to_be_checked()
    expect(question(page, 3).locator("input:checked")).to_have_count(0)
    expect(page.locator("[data-answered]")).to_have_text("2")
    expect(page.locator("[data-answered-in]").first).to_have_text("2")


def test_keys_can_be_switched_off(reviewing: Page) -> None:
    page = reviewing
    page.get_by_role("button", name="Keys 1 to 4 answer: on").click()
    page.get_by_label("Yes").first.focus()
    page.keyboard.press("3")
    expect(question(page, 1).locator("input:checked")).to_have_count(0)


def test_a_note_appears_when_the_answer_is_no_or_when_asked_for(reviewing: Page) -> None:
    page = reviewing
    note = question(page, 1).locator("textarea")
    expect(note).to_be_hidden()
    answer(page, 1, "No")
    expect(note).to_be_visible()
    answer(page, 1, "Yes")
    expect(note).to_be_hidden()
    page.get_by_role("button", name="Add a note on question 1").click()
    expect(note).to_be_focused()


def test_a_draft_saves_itself_and_is_there_when_the_page_is_opened_again(reviewing: Page) -> None:
    page = reviewing
    answer(page, 1, "No")
    question(page, 1).locator("textarea").fill("Not done.")
    expect(state(page)).to_contain_text("Draft saved 1 June 2018")
    page.reload()
    expect(question(page, 1).get_by_label("No", exact=True)).to_be_checked()
    expect(question(page, 1).locator("textarea")).to_have_value("Not done.")
    assert page.evaluate(KEPT) == []


def test_with_the_network_gone_the_draft_is_kept_and_sent_once_when_it_is_back(reviewing: Page) -> None:
    page = reviewing
    sent: list[str] = []
    page.on("response", lambda r: sent.append(str(r.status)) if r.url.endswith("/draft/") else None)
    page.context.set_offline(True)
    answer(page, 1, "Yes")
    answer(page, 2, "Not evidenced")
    expect(state(page)).to_have_text("Kept on this device, not sent yet.")
    answer(page, 3, "Yes")  # work goes on
    page.get_by_role("button", name="Save and next file").click()
    expect(page.locator("h1")).to_contain_text("File 1")
    [[name, held]] = page.evaluate(KEPT)
    fields = dict(json.loads(held)["fields"])
    assert "csrfmiddlewaretoken" not in fields
    assert name.count(":") == 3
    page.context.set_offline(False)
    expect(state(page)).to_contain_text("Draft saved")
    assert page.evaluate(KEPT) == []
    page.wait_for_timeout(1500)
    assert sent == ["200"]
    content = Draft.objects.get().content
    assert sorted(value for value, _ in content["answers"].values()) == ["not-evidenced", "yes", "yes"]


def test_what_is_kept_is_sent_when_the_page_is_opened_again_with_the_network_back(reviewing: Page) -> None:
    page = reviewing
    page.route("**/draft/", lambda route: route.abort())
    answer(page, 2, "Not applicable")
    expect(state(page)).to_have_text("Kept on this device, not sent yet.")
    page.unroute("**/draft/")
    page.reload()
    expect(question(page, 2).get_by_label("Not applicable")).to_be_checked()
    expect(state(page)).to_contain_text("Draft saved")
    assert list(Draft.objects.get().content["answers"].values()) == [["not-applicable", ""]]


def test_a_lost_session_loses_nothing(reviewing: Page, made: Exercise, open_as: Callable[..., Page]) -> None:
    page = reviewing
    Session.objects.all().delete()
    answer(page, 1, "Yes")
    expect(state(page)).to_contain_text("Kept on this device, not sent yet: you are signed out")
    fresh = open_as(samples.file_of(made).reviewer)
    page.context.clear_cookies()
    page.context.add_cookies(fresh.context.cookies())
    page.reload()
    expect(state(page)).to_contain_text("Draft saved")
    assert list(Draft.objects.get().content["answers"].values()) == [["yes", ""]]


def test_signing_out_leaves_nothing_on_the_device(reviewing: Page) -> None:
    page = reviewing
    page.route("**/draft/", lambda route: route.abort())
    answer(page, 1, "Yes")
    expect(state(page)).to_contain_text("Kept on this device")
    assert len(page.evaluate(KEPT)) == 1
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/accounts/login/**")
    assert page.evaluate(KEPT) == []


def test_a_kept_draft_goes_after_a_day_and_another_person_never_finds_it(reviewing: Page, made: Exercise) -> None:
    page = reviewing
    file = samples.file_of(made)
    hour = 60 * 60 * 1000
    page.evaluate(
        """([person, hour]) => {
          const held = age => JSON.stringify({ at: Date.now() - age * hour, fields: [] });
          localStorage.setItem(`peel-draft:${person}:OLD:1`, held(25));
          localStorage.setItem(`peel-draft:${person}:NEW:1`, held(23));
          localStorage.setItem(`peel-draft:${person}0:NEW:1`, held(1));
        }""",
        [file.reviewer_id, hour],
    )
    page.reload()
    assert [name for name, _ in page.evaluate(KEPT)] == [f"peel-draft:{file.reviewer_id}:NEW:1"]


def test_two_tabs_on_one_file_lose_nothing(reviewing: Page, made: Exercise) -> None:
    first = reviewing
    second = first.context.new_page()
    second.goto(first.url)
    answer(first, 1, "Yes")
    expect(state(first)).to_contain_text("Draft saved")
    answer(second, 1, "No")
    question(second, 1).locator("textarea").fill("Seen in the second tab.")
    expect(state(second)).to_contain_text("What you have here is not lost")
    second.get_by_role("button", name="Save draft").click()
    expect(second.get_by_role("table", name="Where it differs from what you have here")).to_contain_text(
        "No: Seen in the second tab."
    )
    second.get_by_role("button", name="Save draft").click()
    expect(second.get_by_text("Draft saved.", exact=True)).to_be_visible()
    assert list(Draft.objects.get().content["answers"].values()) == [["no", "Seen in the second tab."]]


@pytest.mark.parametrize("javascript", [True, False])
def test_files_are_marked_one_after_the_other_with_and_without_script(
    made: Exercise, open_as: Callable[..., Page], javascript: bool
) -> None:
    page = open_as(samples.file_of(made).reviewer, javascript=javascript)
    page.goto(made.get_absolute_url())
    page.get_by_role("button", name="Continue with file 1").click()
    for number in (1, 2):
        expect(page.locator("h1")).to_contain_text(f"File {number}")
        for place in (1, 2, 3):
            answer(page, place, "Yes")
        page.get_by_label("Good", exact=True).check()
        page.get_by_label("Reason for the rating").fill("Thorough.")
        page.get_by_role("button", name="Save and next file").click()
    expect(page.get_by_text("File 2 is marked. 2 of 2 done.")).to_be_visible()
    expect(page.get_by_text("2 of 2 files good")).to_be_visible()
    assert made.files.filter(state=FileState.MARKED).count() == 2
    assert Answer.objects.filter(value="yes").count() == 6
