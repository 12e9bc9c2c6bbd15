"""A lead writes a section of a report in a browser; with the network gone, nothing is lost."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from reports.models import Section, SectionDraft
from tests.world import World

SUMMARY = "/reports/FIR-2018-E/write/sections/summary/"


def summary() -> Section:
    """Return the section that is written."""
    return Section.objects.get(report__inspection__reference="FIR-2018-E", kind="summary")


def test_an_inspector_writes_a_section_with_a_field_and_reads_its_differences(
    live_world: World, open_as: Callable[..., Page]
) -> None:
    person = live_world.user("inspector on the team")
    page = open_as(person)
    page.goto("/reports/FIR-2018-E/write/")
    expect(page.locator("main")).to_contain_text("Changed since written")
    page.get_by_role("link", name="Summary").first.click()
    box = page.get_by_label("Words of this section")
    box.fill("Of the areas there are ")
    page.get_by_text("How many findings there are").click()
    page.get_by_role("button", name="{count:areas-for-improvement}").click()
    expect(box).to_have_value("Of the areas there are {count:areas-for-improvement}")
    expect(page.get_by_role("status")).to_contain_text("Draft kept")
    assert SectionDraft.objects.get(user=person).text == box.input_value()
    page.get_by_role("button", name="Preview").click()
    expect(page.locator(".peel-document")).to_contain_text("Of the areas there are 1")
    page.get_by_role("link", name="Go on writing").click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Saved.")
    assert summary().fields == {"count:areas-for-improvement": "1"}
    assert not SectionDraft.objects.filter(user=person).exists()


def test_what_is_typed_without_a_network_is_sent_when_it_is_back(
    live_world: World, open_as: Callable[..., Page]
) -> None:
    person = live_world.user("inspector on the team")
    page = open_as(person)
    page.goto(SUMMARY)
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    page.get_by_label("Words of this section").fill("Typed on a train.")
    expect(page.get_by_role("status")).to_contain_text("Kept on this device, not sent yet")
    page.context.set_offline(False)
    expect(page.get_by_role("status")).to_contain_text("Draft kept")
    assert SectionDraft.objects.get(user=person).text == "Typed on a train."
