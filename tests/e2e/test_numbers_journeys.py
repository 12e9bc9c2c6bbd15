"""A manager reads the numbers of findings, follows one to its list, looks at a past day and takes the file."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from findings.models import EventKind
from tests.findings.lives import raised, told
from tests.world import World


@pytest.fixture
def past(live_world: World) -> None:
    """Let two of the first force's findings have a past: one was closed in May 2018, and one waits since April."""
    inspection = live_world.records["FIR-2017-E"]
    about = {"inspection": inspection, "theme": "custody"}
    raised("2018-03-22", ("2018-05-10", "closed-superseded"), reference="FIR-2017-81", **about)
    late = raised("2018-03-22", reference="FIR-2017-82", status="awaiting-verification", **about)
    told(late, EventKind.DECLARATION, "2018-04-01", "awaiting-verification")


@pytest.mark.parametrize("javascript", [True, False])
def test_a_manager_follows_a_number_to_its_list_looks_at_a_past_day_and_takes_the_file(
    live_world: World, past: None, open_as: Callable[..., Page], javascript: bool
) -> None:
    page = open_as(live_world.user("manager"), javascript=javascript)
    page.goto("/findings/")
    page.get_by_role("link", name="Numbers", exact=True).click()
    expect(page.get_by_role("heading", name="Findings in numbers")).to_be_visible()
    page.get_by_label("Theme", exact=True).fill("Custody")
    page.get_by_role("button", name="Count").click()
    closed = page.get_by_role("table", name="At a glance").get_by_role("row", name=re.compile("^Closed"))
    expect(closed).to_contain_text("1")

    page.get_by_label("As at", exact=True).fill("2018-04-30")
    page.get_by_role("button", name="Count").click()
    expect(page.get_by_text("As at 30 April 2018.")).to_be_visible()
    expect(closed).to_contain_text("0")
    by_status = page.get_by_role("table", name="Open findings by status")
    waiting = by_status.get_by_role("row", name="Awaiting verification").get_by_role("link").first
    expect(waiting).to_have_text("1")
    waiting.click()
    expect(page.get_by_text("As at 30 April 2018.")).to_be_visible()
    expect(page.get_by_text("1 row.")).to_be_visible()
    expect(page.get_by_role("link", name="FIR-2017-82")).to_be_visible()

    page.get_by_role("link", name="Numbers", exact=True).click()
    page.get_by_label("As at", exact=True).fill("2018-04-30")
    page.get_by_label("Theme", exact=True).fill("custody")
    page.get_by_label("Theme", exact=True).press("Enter")
    expect(page.get_by_text("As at 30 April 2018.")).to_be_visible()
    with page.expect_download() as taken:
        page.get_by_role("link", name="Download the numbers as CSV").click()
    assert taken.value.suggested_filename == "findings-in-numbers-2018-04-30.csv"
    with open(taken.value.path(), encoding="utf-8", newline="") as file:
        rows = {(row["figure"], row["value"]): row["count"] for row in csv.DictReader(file)}
    assert rows["open", "awaiting-verification"] == "1"
    assert rows["closed", ""] == "0"


def test_an_address_mistyped_is_said_by_its_box_and_what_was_typed_stays(
    live_world: World, open_as: Callable[..., Page]
) -> None:
    page = open_as(live_world.user("manager"))
    page.goto("/findings/numbers/")
    page.get_by_label("As at", exact=True).fill("1 June 2030")
    page.get_by_role("button", name="Count").click()
    expect(page.get_by_role("alert").first).to_contain_text("1 June 2030 is still to come")
    expect(page.get_by_label("As at", exact=True)).to_have_value("1 June 2030")
    expect(page.get_by_text("At a glance")).to_have_count(0)
