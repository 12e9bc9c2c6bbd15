"""A lead proposes the last judgment and moves the inspection on; a moderator changes it, and is told what is theirs."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from inspections.models import Inspection, Judgment, Moderation, Stage
from tests import factories
from tests.e2e import looks
from tests.world import World


def test_a_lead_proposes_a_judgment_and_moves_the_inspection_on_when_nothing_is_left(
    live_world: World, open_as: Callable[..., Page]
) -> None:
    inspection = live_world.records["FIR-2018-M"]
    Inspection.objects.filter(pk=inspection.pk).update(stage=Stage.DRAFTING)
    question = inspection.framework.questions.get(number=1)
    item = factories.EvidenceItemFactory(inspection=inspection, title="Interview with the head of crime")
    factories.EvidenceLinkFactory(item=item, question=question)
    for finding in inspection.force.findings.exclude(cycle=inspection.cycle):
        factories.EventFactory(finding=finding, inspection=inspection, verdict="some-progress")
    page = open_as(live_world.user("inspector on the team"))
    heard = looks.complaints(page)
    page.goto("/inspections/FIR-2018-M/")
    expect(page.get_by_role("button", name="Move to moderation")).to_have_count(0)
    page.get_by_role("link", name="No judgment is proposed: Overall.").click()
    page.get_by_role("button", name="Propose a judgment").click()
    page.get_by_label("Good", exact=True).check()
    page.get_by_label("Why? The reasons the panel reads").fill("Most of what matters is done well.")
    page.get_by_role("button", name="Propose the judgment").click()
    expect(page.get_by_role("alert").first).to_contain_text("A grade rests on evidence")
    expect(page.get_by_label("Why? The reasons the panel reads")).to_have_value("Most of what matters is done well.")
    assert looks.violations(page) == []
    page.get_by_label("Interview with the head of crime").check()
    page.get_by_role("button", name="Propose the judgment").click()
    expect(page.get_by_role("alert").first).to_contain_text("Judgment proposed.")
    page.get_by_role("link", name="FIR-2018-M").first.click()
    page.get_by_role("button", name="Move to moderation").click()
    expect(page.locator("[aria-current=step]")).to_contain_text("Moderation")
    assert [text for text in heard if "422" not in text] == []


@pytest.mark.parametrize("javascript", [True, False])
def test_a_moderator_finds_on_home_what_waits_and_records_what_the_panel_changed(
    live_world: World, open_as: Callable[..., Page], javascript: bool
) -> None:
    factories.bear_out(live_world.records["FIR-2018-M"])
    page = open_as(live_world.user("manager"), javascript=javascript)
    page.goto("/")
    page.get_by_role("link", name="FIR-2018-M: First force").first.click()
    page.get_by_role("link", name="Decide on Question 1, FIR-2018-M").click()
    page.get_by_label("Changed", exact=True).check()
    page.get_by_label("Why?", exact=True).fill("The files say otherwise.")
    page.get_by_role("button", name="Record the decision").click()
    expect(page.get_by_role("alert").first).to_contain_text("Select what the panel changed the judgment to")
    page.get_by_label("Good", exact=True).check()
    page.get_by_role("button", name="Record the decision").click()
    expect(page.get_by_role("row", name="Changed from Inadequate to Good")).to_contain_text("The files say otherwise.")
    made = Moderation.objects.get(judgment__inspection__reference="FIR-2018-M")
    assert (made.reason, made.judgment.status) == ("The files say otherwise.", "moderated")
    assert Judgment.objects.get(pk=made.judgment_id).in_words == "Good"
