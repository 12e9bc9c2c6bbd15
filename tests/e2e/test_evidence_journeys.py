"""Evidence in a browser: notes caught on a phone while the network comes and goes, and an item recorded whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from findings.models import ItemEvidence
from inspections.models import EvidenceFile, EvidenceItem, Inspection, KeptIdentifier
from tests.e2e import looks
from tests.findings.evidence_samples import PNG
from tests.inspections import evidence_samples as samples

KEPT = "Object.keys(localStorage).filter(name => name.startsWith('peel-draft:')).length"


@pytest.fixture
def made(live_server: Any) -> Inspection:
    """Return an inspection in fieldwork."""
    return samples.inspection()


def write(page: Page, text: str) -> None:
    """Write a note and save it."""
    page.get_by_label("What did you see, hear or read?").fill(text)
    page.get_by_role("button", name="Save").click()


def test_notes_on_a_phone_are_kept_without_a_network_and_sent_once_when_it_is_back(
    made: Inspection, open_as: Callable[..., Page], tmp_path: Path
) -> None:
    page = open_as(samples.recorder(made), width=360)
    page.goto("/inspections/BED-2018-E/capture/?question=investigation")
    state, photo = page.locator("[data-state]"), tmp_path / "desk.png"
    photo.write_bytes(PNG)
    page.context.set_offline(True)
    page.get_by_label("Photograph").set_input_files(str(photo))
    write(page, "The desk is staffed\nA poster says when.")
    expect(state).to_have_text("Kept on this device, not sent yet.")
    write(page, "Ring 01632 960123 to ask.")
    expect(page.locator("[data-waiting] li")).to_have_count(2)
    assert page.evaluate(KEPT) == 2
    assert looks.violations(page) == []
    assert looks.sideways(page) <= 0
    lost = [True]

    def lose_the_first_answer(route: Route) -> None:
        if route.request.method == "POST" and lost:
            lost.clear()
            route.fetch()  # the server has it, and nobody hears
            route.abort()
        else:
            route.continue_()

    page.route("**/capture/**", lose_the_first_answer)
    with page.expect_event("requestfailed", lambda request: request.method == "POST"):
        page.context.set_offline(False)
    page.wait_for_timeout(200)
    page.evaluate("window.dispatchEvent(new Event('online'))")  # else it tries again by itself after ten seconds
    warning = page.get_by_role("alert")
    expect(warning).to_contain_text("This looks like a phone number: 01632 960123", timeout=20_000)
    assert looks.violations(page) == []
    assert page.evaluate(KEPT) == 1  # it is refused, and not lost
    page.reload()
    expect(warning).to_contain_text("This looks like a phone number: 01632 960123")
    page.get_by_label("Keep the words I was warned of").check()
    page.get_by_role("button", name="Save").click()
    expect(state).to_have_text("Saved as BED-2018-E-EV2.")
    assert page.evaluate(KEPT) == 0
    items = EvidenceItem.objects.order_by("number").values_list("title", "links__question__slug")
    assert list(items) == [("The desk is staffed", "investigation"), ("Ring 01632 960123 to ask.", "investigation")]
    assert EvidenceFile.objects.get().item.number == 1
    assert KeptIdentifier.objects.get().item.number == 2  # type: ignore[union-attr]


def test_a_photograph_chosen_for_the_next_note_is_not_lost_to_a_note_that_comes_back_refused(
    made: Inspection, open_as: Callable[..., Page], tmp_path: Path
) -> None:
    page = open_as(samples.recorder(made), width=360)
    page.goto("/inspections/BED-2018-E/capture/")
    state, photo = page.locator("[data-state]"), tmp_path / "desk.png"
    photo.write_bytes(PNG)
    page.context.set_offline(True)
    write(page, "Mr John Smith opens at nine.")
    expect(state).to_have_text("Kept on this device, not sent yet.")
    page.get_by_label("Kind").select_option("document")
    page.get_by_label("Photograph").set_input_files(str(photo))
    page.context.set_offline(False)
    first = "Save what is in the form first, its words and its photograph, then mend the other note."
    expect(state).to_have_text(f"A note is not saved yet: something in it is to be mended. {first}", timeout=20_000)
    mend = page.get_by_role("button", name="Mend this note")
    mend.click()
    expect(state).to_have_text(first)
    write(page, "")
    expect(state).to_have_text("Not saved yet: write what you saw, heard or read. The photograph stays in the form.")
    expect(page.get_by_label("What did you see, hear or read?")).to_be_focused()
    write(page, "The desk is staffed.")
    expect(state).to_have_text("Saved as BED-2018-E-EV1.")
    assert EvidenceFile.objects.get().item.kind == "document"
    mend.click()
    expect(page.get_by_role("alert")).to_contain_text("This looks like a person’s name: Mr John Smith")


def test_the_next_note_says_no_more_of_the_question_than_the_form_began_with(
    made: Inspection, open_as: Callable[..., Page]
) -> None:
    page = open_as(samples.recorder(made), width=360)
    page.goto("/inspections/BED-2018-E/capture/?question=investigation")
    page.get_by_label("How much does it say of the question?").select_option("primary")
    write(page, "Mr John Smith opens at nine.")
    page.get_by_label("Keep the words I was warned of").check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("[data-state]")).to_have_text("Saved as BED-2018-E-EV1.")
    write(page, "The desk is staffed.")
    expect(page.locator("[data-state]")).to_have_text("Saved as BED-2018-E-EV2.")
    held = EvidenceItem.objects.order_by("number").values_list("links__question__slug", "links__weight")
    assert list(held) == [("investigation", "primary"), ("investigation", "indicative")]


def test_a_note_waits_for_its_page_to_be_opened_again_and_tells_that_its_picture_is_lost(
    made: Inspection, open_as: Callable[..., Page], tmp_path: Path
) -> None:
    page = open_as(samples.recorder(made), width=360)
    page.goto("/inspections/BED-2018-E/capture/")
    photo = tmp_path / "desk.png"
    photo.write_bytes(PNG)
    page.route("**/capture/", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    page.get_by_label("Photograph").set_input_files(str(photo))
    write(page, "The desk is staffed.")
    expect(page.locator("[data-state]")).to_have_text("Kept on this device, not sent yet.")
    page.unroute("**/capture/")
    page.reload()
    expect(page.locator("[data-state]")).to_have_text(
        "Saved as BED-2018-E-EV1. Its photograph was not kept by the browser: add it there."
    )
    assert EvidenceItem.objects.get().title == "The desk is staffed."


def test_a_note_is_nowhere_else_so_neither_a_day_nor_signing_out_deletes_it_unasked(
    made: Inspection, open_as: Callable[..., Page]
) -> None:
    person = samples.recorder(made)
    page = open_as(person, width=360)
    page.goto("/inspections/BED-2018-E/capture/")
    page.evaluate(
        """person => {
          const held = JSON.stringify({ at: Date.now() - 49 * 60 * 60 * 1000, fields: [['text', 'Of Monday.']] });
          for (const whose of [person, `${person}0`])
            localStorage.setItem(`peel-draft:${whose}:capture:BED-2016-E:one`, held);
        }""",
        person.pk,
    )
    page.route("**/capture/", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    page.reload()
    assert page.evaluate(KEPT) == 1  # another person's is gone
    elsewhere = page.get_by_role("link", name="1 of inspection BED-2016-E")
    expect(elsewhere).to_have_attribute("href", "/inspections/BED-2016-E/capture/")
    write(page, "The desk is staffed.")
    expect(page.locator("[data-waiting] li")).to_have_text(
        ["The desk is staffed.", "1 of inspection BED-2016-E: open its page to send them"]
    )
    asked: list[str] = []
    page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.get_by_role("button", name="Sign out").click()
    assert asked == ["2 notes of evidence on this device are not sent yet and are lost when you sign out. Sign out?"]
    assert page.evaluate(KEPT) == 2
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/accounts/login/**")
    assert page.evaluate(KEPT) == 0


def test_an_inspector_fills_a_gap_weighs_it_and_raises_a_finding_from_it(
    made: Inspection, open_as: Callable[..., Page]
) -> None:
    page = open_as(samples.recorder(made))
    page.goto("/inspections/BED-2018-E/evidence/gaps/")
    expect(page.get_by_role("row", name="Preventing crime")).to_contain_text("No evidence")
    page.get_by_role("button", name="Record evidence").click()
    page.get_by_label("Interview").check()
    page.get_by_label("Title").fill("Head of crime on supervision")
    page.get_by_label("Source").fill("Sgt Miller")
    page.get_by_label("OFFICIAL-SENSITIVE").check()
    page.get_by_label("Preventing crime").select_option("primary")
    page.get_by_role("button", name="Record the evidence").click()
    expect(page.get_by_role("alert")).to_contain_text("This looks like an officer’s name or number: Sgt Miller")
    page.get_by_label("Source").fill("Head of crime")
    page.get_by_role("button", name="Record the evidence").click()
    expect(page.get_by_text("Recorded as BED-2018-E-EV1.")).to_be_visible()
    expect(page.locator(".peel-marking")).to_have_text(["Marking: OFFICIAL-SENSITIVE"] * 2)
    assert looks.violations(page) == []
    page.get_by_role("button", name="Raise a finding").click()
    page.get_by_label("An area for improvement").check()
    page.get_by_label("Short title").fill("Supervision")
    page.get_by_label("Wording").fill("The force should supervise each file.")
    page.get_by_role("button", name="Raise as a draft").click()
    expect(page.get_by_role("link", name="BED-2018-E-EV1")).to_be_visible()
    assert ItemEvidence.objects.get().finding.question.slug == "prevention"  # type: ignore[union-attr]
    page.goto("/inspections/BED-2018-E/evidence/gaps/")
    expect(page.get_by_role("row", name="Preventing crime")).to_contain_text("Nothing")
