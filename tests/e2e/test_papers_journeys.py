"""A manager makes a committee paper in a browser, writes on it, issues it and takes it away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from findings.models import EventKind, Paper, Status
from tests.findings.paper_samples import raised, told
from tests.world import World


@pytest.mark.parametrize("javascript", [True, False])
def test_a_manager_makes_a_paper_writes_two_comments_issues_it_and_downloads_it(
    live_world: World, open_as: Callable[..., Page], javascript: bool
) -> None:
    force = live_world.forces["first"]
    moved = raised("FIR-2017-02", force, title="Digital devices", inspection=live_world.records["FIR-2017-E"])
    told(moved, EventKind.STATUS, date(2018, 4, 20), status_after=Status.IN_PROGRESS)
    page = open_as(live_world.user("manager leading"), javascript=javascript)
    page.goto("/findings/")
    page.get_by_role("link", name="Papers", exact=True).click()
    page.get_by_role("button", name="Make a paper").click()
    page.get_by_label("One force").check()
    page.get_by_role("button", name="Make a draft").click()
    expect(page.get_by_role("alert").first).to_contain_text("Choose the force the paper is about")
    page.locator("[name=force]").select_option(label="First force")
    for part, value in (("day", "31"), ("month", "5"), ("year", "2018")):
        page.locator(f"[name=as_at-{part}]").fill(value)
    page.get_by_role("button", name="Make a draft").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Findings: First force as at 31 May 2018")
    expect(page.locator("main")).to_contain_text("Draft, not issued")

    page.get_by_role("button", name="Write comments").click()
    page.get_by_label("FIR-2017-01").fill("We look again in the autumn.")
    page.get_by_label("FIR-2017-02").fill("The queue is shorter.")
    page.get_by_role("button", name="Save comments").click()
    expect(page.get_by_role("row", name="FIR-2017-02")).to_contain_text("The queue is shorter.")

    page.get_by_role("button", name="Issue the paper").click()
    expect(page.locator("main")).to_contain_text("0 closed since PAPER-2018-01")
    page.get_by_role("button", name="Issue the paper").click()
    expect(page.get_by_text("The paper is issued. It never changes from now on.")).to_be_visible()
    expect(page.get_by_role("button", name="Write comments")).to_have_count(0)

    page.get_by_role("link", name="Changes since the last").click()
    expect(page.locator("main")).to_contain_text("Changes since PAPER-2018-01")
    expect(page.get_by_role("row", name="FIR-2017-02")).to_contain_text("New in this paper")

    page.get_by_role("link", name="Paper", exact=True).click()
    paper = Paper.objects.get(
        title="Findings: First force as at 31 May 2018", made_by=live_world.user("manager leading")
    )
    for link, name in (("PDF", "pdf"), ("Word", "docx"), ("CSV", "csv"), ("XLSX", "xlsx"), ("JSON", "json")):
        with page.expect_download(timeout=60_000) as download:  # drawing a PDF takes a busy machine its time
            page.get_by_role("link", name=link).first.click(no_wait_after=True, timeout=60_000)
        assert download.value.suggested_filename == f"{paper.reference}.{name}"
    assert paper.follows is not None
    assert paper.follows.reference == "PAPER-2018-01"


def test_two_managers_write_at_once_and_the_second_keeps_what_they_typed(
    live_world: World, open_as: Callable[..., Page]
) -> None:
    first, second = (open_as(live_world.user(name)) for name in ("manager", "manager leading"))
    for page, text in ((first, "Theirs."), (second, "Mine.")):
        page.goto("/findings/papers/PAPER-2018-02/comments/")
        page.get_by_label("FIR-2017-01").fill(text)
    first.get_by_role("button", name="Save comments").click()
    second.get_by_role("button", name="Save comments").click()
    expect(second.locator("main")).to_contain_text("Changed meanwhile")
    expect(second.get_by_role("row", name="FIR-2017-01")).to_contain_text("Theirs.")
    expect(second.get_by_label("FIR-2017-01")).to_have_value("Mine.")
    second.get_by_role("button", name="Save comments").click()
    expect(second.get_by_role("row", name="FIR-2017-01")).to_contain_text("Mine.")
