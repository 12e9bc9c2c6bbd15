"""Pages printed from a browser: each sheet says how it may be handled, and that a draft is a draft."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect
from pypdf import PdfReader

from reports.models import Section
from tests.e2e import looks
from tests.inspections import evidence_samples as samples
from tests.sent_editions import cleared
from tests.world import World

REPORT = "/reports/FIR-2018-E/"
DRAFTS = {
    "draft": REPORT,
    "preview": f"{REPORT}write/preview/",
    "section preview": f"{REPORT}write/sections/summary/preview/",
    "approval": f"{REPORT}editions/1/approve/",
    "check": f"{REPORT}checks/1/",
}
MARK = "OFFICIAL-SENSITIVE"


def sheets(page: Page) -> list[str]:
    """Print a page; return the words of each sheet."""
    printed = page.pdf(format="A4", prefer_css_page_size=True)
    return [sheet.extract_text() for sheet in PdfReader(io.BytesIO(printed)).pages]


def test_every_sheet_of_a_draft_says_so_and_bears_its_marking_twice(
    live_world: World, open_as: Callable[..., Page]
) -> None:
    text = "\n\n".join([*(f"It does well, {number} people say.[^1]" for number in range(60)), "[^1]: At work."])
    summary = Section.objects.filter(report__inspection__reference="FIR-2018-E", kind="summary")
    summary.update(text=text, fields={})
    manager = open_as(live_world.user("manager"))
    for name, address in DRAFTS.items():
        if name == "approval":
            cleared(live_world)
        manager.goto(address)
        expect(manager.locator(".peel-document__draft")).to_contain_text("It is not published and may still change.")
        expect(manager.locator(".peel-marking")).to_have_text([f"Marking: {MARK}"] * 2)
        assert looks.violations(manager) == [], name
        found = sheets(manager)
        assert len(found) > 1, name
        for number, words in enumerate(found, start=1):
            assert "DRAFT" in words, (name, number)
            assert words.count(MARK) >= 2, (name, number)


def test_a_list_of_evidence_is_printed_under_the_highest_marking_in_it(
    live_server: Any, open_as: Callable[..., Page]
) -> None:
    made = samples.inspection()
    page = open_as(samples.recorder(made))
    for marking, words in (("official", "OFFICIAL"), ("official-sensitive", MARK)):
        for number in range(30):
            samples.recorded(made, marking=marking, title=f"Head of unit {number}")
        page.goto("/inspections/BED-2018-E/evidence/?sort=-number")
        found = sheets(page)
        assert len(found) > 1
        assert all(sheet.count(words) >= 2 for sheet in found), words
        assert ("SENSITIVE" in "".join(found)) is (words == MARK)
