"""A manager reads an old report in: places it, confirms a judgment, completes a damaged finding, refuses another."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from findings.models import Finding
from tests import world_readings
from tests.world import World


def test_a_manager_reads_a_report_in_and_confirms_what_it_says_one_by_one(
    live_world: World, open_as: Callable[..., Page], tmp_path: Path
) -> None:
    file = tmp_path / "second-2017.txt"
    file.write_text(world_readings.FACTS.replace("First", "Second"))
    page = open_as(live_world.user("manager"), javascript=False)
    page.goto("/findings/")
    page.get_by_role("link", name="Read old reports").click()
    page.locator("input[type=file]").set_input_files(str(file))
    page.get_by_role("button", name="Send and read").click()
    page.get_by_role("button", name="Confirm the inspection").click()
    page.locator("[name=force]").select_option("second")
    page.locator("[name=framework]").select_option(live_world.records["SEC-2017-E"].framework.slug)
    for part, value in (("day", "22"), ("month", "3"), ("year", "2018")):
        page.locator(f"[name=published_on-{part}]").fill(value)
    page.get_by_label("Where it was published").fill("The report")
    page.get_by_role("button", name="Confirm the inspection").click()
    page.get_by_role("button", name="Look at the next").click()
    expect(page.get_by_text("SEC-2017-E holds this judgment already. Overall: Good.")).to_be_visible()
    page.get_by_role("button", name="Confirm").click()

    page.get_by_role("link", name="second-2017.txt").click()
    page.get_by_role("link", name="The force should lend its shears to").click()
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("alert")).to_contain_text("Complete it by hand from the passage")
    page.get_by_label("Wording").fill("The force should lend its shears to the parish.")
    page.get_by_role("button", name="Confirm").click()
    assert Finding.objects.get(reference="SEC-2017-02").wording.endswith("to the parish.")

    page.get_by_role("link", name="second-2017.txt").click()
    page.get_by_role("link", name="The force should sweep its yard").click()
    page.get_by_role("link", name="Refuse it").click()
    page.get_by_label("Why it is refused").fill("It is advice.")
    page.get_by_role("button", name="Refuse").click()
    page.get_by_role("link", name="second-2017.txt").click()
    expect(page.get_by_role("row", name="The force should sweep its yard")).to_contain_text("It is advice.")
    expect(page.get_by_role("row", name="The force should lend its shears")).to_contain_text("SEC-2017-02")
