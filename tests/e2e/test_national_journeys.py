"""A manager makes a national recommendation; an inspector leaves a finding with a reason and records an observation."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from findings.follow_up_gate import unassessed
from findings.models import Finding, Observation
from tests import factories
from tests.e2e.test_journeys import sign_in
from tests.world import World


@pytest.mark.parametrize("javascript", [True, False])
def test_a_manager_makes_one_and_sees_where_43_forces_are(
    live_world: World, open_as: Callable[..., Page], javascript: bool
) -> None:
    for number in range(43 - len(live_world.forces)):
        factories.ForceFactory(name=f"Force {number + 1:02}")
    page = open_as(javascript=javascript)
    sign_in(page, live_world, "manager")
    page.goto("/findings/")
    page.get_by_role("link", name="National recommendations").click()
    page.get_by_role("button", name="Make a national recommendation").click()
    page.get_by_role("button", name="Make the recommendation").click()
    expect(page.get_by_role("alert").first).to_contain_text("Choose the cycle it belongs to")
    page.locator("[name=cycle]").select_option("2018")
    page.get_by_label("Theme").fill("Strip searches")
    page.get_by_label("All forces").check()
    page.get_by_label("Short title").fill("Records of strip searches")
    page.get_by_label("Wording").fill("Every force should record every strip search and look at why each was made.")
    published = page.get_by_role("group", name="When was it published?")
    published.locator("[name=published-month]").select_option("spring")
    published.get_by_label("Year").fill("2018")
    page.get_by_label("By a date").check()
    due = page.get_by_role("group", name="Due on")
    for part, text in (("Day", "31"), ("Month", "12"), ("Year", "2018")):
        due.get_by_label(part).fill(text)
    page.get_by_label("Source").fill("A report, p. 4")
    page.get_by_role("button", name="Make the recommendation").click()
    expect(page.get_by_text("NAT-2018-01 is made. Every force that is inspected has it, open.")).to_be_visible()
    expect(page.get_by_text("The counts add up to 43: every force that is inspected is counted once.")).to_be_visible()
    expect(page.get_by_role("table", name="Every force’s progress").get_by_role("row")).to_have_count(44)
    assert Finding.objects.filter(national__reference="NAT-2018-01", status="open").count() == 43
    page.get_by_role("link", name="First force", exact=True).click()
    expect(page.get_by_role("link", name="NAT-2018-01", exact=True)).to_be_visible()
    expect(page.get_by_text("Spring 2018").or_(page.get_by_text("spring 2018")).first).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_an_inspector_leaves_a_finding_with_a_reason_and_the_grid_says_so(
    live_world: World, open_as: Callable[..., Page], javascript: bool
) -> None:
    inspection = live_world.records["FIR-2018-E"]
    before = {finding.reference for finding in unassessed(inspection)}
    page = open_as(javascript=javascript)
    sign_in(page, live_world, "inspector on the team")
    page.goto("/inspections/FIR-2018-E/")
    page.get_by_role("link", name="Leave with a reason NAT-2017-01-FIR").click()
    page.get_by_label("Why does this inspection not look at it?").fill("The force publishes its figures in July.")
    page.get_by_role("button", name="Leave with this reason").click()
    expect(page.get_by_text("Left with a reason: The force publishes its figures in July.")).to_be_visible()
    expect(page.locator("main")).to_contain_text("1 assessed, 1 left with a reason")
    assert before - {finding.reference for finding in unassessed(inspection)} == {"NAT-2017-01-FIR"}
    page.goto("/forces/first/follow-up/")
    page.get_by_role("link", name="Left, with a reason").click()
    expect(page.get_by_text("The force publishes its figures in July.")).to_be_visible()


def test_an_inspector_records_an_observation_by_keyboard_and_a_contact_reads_it(
    live_world: World, open_as: Callable[..., Page]
) -> None:
    page = open_as(live_world.user("inspector on the team"))
    page.goto("/inspections/FIR-2017-E/")
    page.get_by_role("button", name="Record an observation").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Advice in the text").focus()
    page.keyboard.press("ArrowDown")  # promising practice
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("The force tells its neighbours what works.")
    page.keyboard.press("Tab")
    page.keyboard.type("p. 9")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Observation recorded. It is not a finding and is in no count.")).to_be_visible()
    expect(page.get_by_role("heading", name="Observations, which are not findings")).to_be_visible()
    held = Observation.objects.get(source="p. 9")
    assert (held.kind, held.text) == ("promising-practice", "The force tells its neighbours what works.")

    other = open_as(live_world.user("contact of second"))
    other.goto("/findings/observations/?force=first")
    expect(other.get_by_text("The force tells its neighbours what works.")).to_be_visible()
