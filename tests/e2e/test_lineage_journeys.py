"""Saying in a browser what a finding descends from: linked, seen as a thread, taken back; by keyboard alone, too."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from findings.models import Finding, Lineage
from tests import factories
from tests.e2e.looks import violations
from tests.world import World

OLD = "Records of assessments are incomplete"


@pytest.fixture
def old(live_world: World) -> Finding:
    """Return a finding of an earlier cycle that a draft of the open inspection says again."""
    cycle = factories.CycleFactory(first_year=2016)
    inspection = factories.InspectionFactory(force=live_world.forces["first"], cycle=cycle)
    Finding.objects.filter(reference="FIR-2018-01").update(title="Complete the records of assessments")
    return factories.FindingFactory(
        reference="FIR-2016-01", inspection=inspection, title=OLD, raised_on=date(2017, 3, 2)
    )


@pytest.mark.parametrize("javascript", [True, False])
def test_an_inspector_links_a_new_finding_to_an_old_one_and_sees_the_thread(
    live_world: World, old: Finding, open_as: Callable[..., Page], javascript: bool
) -> None:
    page = open_as(live_world.user("inspector on the team"), javascript=javascript)
    page.goto("/findings/FIR-2018-01/")
    page.get_by_role("link", name="Link it to another finding").click()
    page.get_by_label("FIR-2016-01: " + OLD).check()
    page.get_by_role("button", name="Link the two").click()
    expect(page.get_by_role("alert").first).to_contain_text("Choose how the two findings are linked")
    page.get_by_label("How are they linked?").select_option(label="FIR-2018-01 repeats the other")
    page.get_by_label("Why do you say so?").fill("The same records are missing.")
    page.get_by_role("button", name="Link the two").click()
    expect(page.get_by_text("The two findings are linked.")).to_be_visible()
    drawing = page.locator(".peel-thread svg")
    expect(drawing.get_by_text("PEEL 2016", exact=True)).to_be_visible()
    expect(drawing.locator("text", has_text="repeated by").first).to_be_visible()
    expect(drawing.get_by_text("FIR-2018-01 (this one)")).to_be_visible()
    expect(page.get_by_role("row", name="FIR-2018-01 (this one)")).to_contain_text("Repeats FIR-2016-01")
    drawing.get_by_role("link", name=f"FIR-2016-01: {OLD}").click()
    expect(page.get_by_role("heading", name=OLD)).to_be_visible()
    expect(page.locator(".peel-thread svg").get_by_text("FIR-2016-01 (this one)")).to_be_visible()
    assert Lineage.objects.filter(earlier=old, later__reference="FIR-2018-01", kind="repeated").count() == 1


def test_a_link_is_made_and_taken_back_by_keyboard(
    live_world: World, old: Finding, open_as: Callable[..., Page]
) -> None:
    page = open_as(live_world.user("manager"))
    page.goto("/findings/FIR-2018-01/link/?other=FIR-2016-01")
    page.get_by_label("How are they linked?").focus()
    page.keyboard.type("FIR-2018-01 repeats")
    page.keyboard.press("Tab")
    page.keyboard.type("The same records.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The two findings are linked.")).to_be_visible()
    page.get_by_role("link", name="or take a link back").focus()
    page.keyboard.press("Enter")
    page.get_by_label(f"FIR-2016-01 {OLD}").focus()
    page.keyboard.press("Space")
    page.get_by_label("Why is it wrong?").fill("Another unit.")
    page.get_by_role("button", name="Take the link back").press("Enter")
    expect(page.get_by_text("The link is taken back.")).to_be_visible()
    assert not Lineage.objects.filter(earlier=old).exists()


def test_a_thread_of_several_cycles_has_no_fault_and_scrolls_in_its_own_box(
    live_world: World, old: Finding, open_as: Callable[..., Page]
) -> None:
    for reference in ("FIR-2017-01", "FIR-2018-01"):
        factories.LineageFactory.create(earlier=old, later=Finding.objects.get(reference=reference), kind="split")
    page = open_as(live_world.user("manager"))
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 900})
        for url in ("/findings/FIR-2018-01/", "/findings/FIR-2018-01/link/", "/findings/recurring/"):
            page.goto(url)
            assert violations(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.goto("/findings/FIR-2016-01/")
    box = page.locator(".peel-thread .peel-scroll")
    assert box.evaluate("box => box.scrollWidth > box.clientWidth")
