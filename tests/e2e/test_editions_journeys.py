"""A report on its way out, in a browser: two managers put it out, and an auditor reads it and takes it away."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.template import engines
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from core import jobs
from core.models import Job
from findings.models import Finding
from inspections.models import Inspection
from reports.actions.editions import FILES
from reports.models import Edition, Section
from tests.sent_editions import cleared
from tests.world import World

ADDRESS = "/reports/FIR-2018-E"


def test_one_manager_prepares_an_edition_another_approves_and_publishes_it(
    live_world: World, open_as: Callable[..., Page]
) -> None:
    cleared(live_world)
    first = open_as(live_world.user("manager leading"))
    first.goto(f"{ADDRESS}/publish/")
    expect(first.locator("main")).to_contain_text("not the one who prepared the edition")
    first.get_by_role("button", name="Withdraw").click()
    first.get_by_label("Why is it withdrawn?").fill("The summary is to say more.")
    first.get_by_role("button", name="Withdraw the edition").click()
    Section.objects.filter(report__inspection__reference="FIR-2018-E", kind="summary").update(text="More.", fields={})
    first.get_by_role("button", name="Prepare an edition").click()
    first.get_by_role("button", name="Prepare the edition").click()
    expect(first.get_by_text("Prepared. Another manager now reads it")).to_be_visible()

    second = open_as(live_world.user("manager"))
    second.goto(f"{ADDRESS}/publish/")
    second.get_by_role("button", name="Read and approve").click()
    expect(second.locator(".peel-document")).to_contain_text("DRAFT")
    second.get_by_role("button", name="Approve the edition").click()
    expect(second.get_by_role("alert").first).to_contain_text("Read the edition, then say that you have")
    second.get_by_label("I have read this edition as it will print").check()
    second.get_by_role("button", name="Approve the edition").click()
    second.get_by_role("button", name="Publish", exact=True).click()
    second.get_by_label("Now", exact=True).check()
    second.get_by_role("button", name="Publish", exact=True).click()
    expect(second.get_by_text("Published.", exact=True)).to_be_visible()
    edition = Edition.objects.published().get(report__inspection__reference="FIR-2018-E")
    assert (edition.number, edition.prepared_by, edition.approved_by) == (
        1, live_world.user("manager leading"), live_world.user("manager"),
    )  # fmt: skip
    assert Inspection.objects.get(reference="FIR-2018-E").is_published
    assert Finding.objects.get(reference="FIR-2018-01").status == "open"

    jobs.run(Job.objects.get(kind=FILES, subject=edition.pk).pk)
    reader = open_as(live_world.user("auditor"))
    reader.goto(f"{ADDRESS}/")
    expect(reader.locator("main")).to_contain_text("FIR-2018-E, edition 1, published")
    expect(reader.locator("main")).to_contain_text(edition.sha256)
    reader.get_by_role("navigation", name="Contents").get_by_role("link").first.click()
    taken = {}
    for link, end in (("PDF", "pdf"), ("Word", "docx"), ("Open data as JSON", "json"), ("Findings as CSV", "csv")):
        with reader.expect_download(timeout=60_000) as download:
            reader.get_by_role("link", name=link, exact=True).click(no_wait_after=True)
        assert download.value.suggested_filename.startswith("FIR-2018-E")
        taken[end] = download.value.path()
    assert "FIR-2018-E, edition 1" in PdfReader(taken["pdf"]).pages[0].extract_text()
    assert "word/document.xml" in zipfile.ZipFile(taken["docx"]).namelist()


@pytest.mark.parametrize(
    ("width", "media", "display"), [(360, "screen", "block"), (360, "print", "table"), (1280, "screen", "table")]
)
def test_rows_with_sentences_in_them_are_read_under_one_another_on_a_phone_and_stay_a_table_elsewhere(
    browser: Browser, width: int, media: Any, display: str
) -> None:
    head = ["Finding", "Raised in", "Verdict", "What we found", "Status"]
    said = "Inspectors no longer held the same degree of concern: teams were growing, ahead of plan."
    row = ["BED-2016-01 Community policing too thinly staffed", "PEEL 2016", "No longer a concern", said, "In progress"]
    counts = {"type": "table", "caption": "Counts", "head": head, "rows": [[row[0], "1", "2", "3", "4"]]}
    draw = engines["jinja2"].env.get_template("documents/snapshot.html").module.block
    found = "".join(str(draw(one, {})) for one in ({**counts, "caption": "Findings", "rows": [row]}, counts))
    page = browser.new_page(viewport={"width": width, "height": 740})
    page.emulate_media(media=media)
    page.set_content(f"<style>{(settings.BASE_DIR / 'static/build/app.css').read_text()}</style><main>{found}</main>")
    table = page.get_by_role("table", name="Findings")
    assert table.evaluate("one => getComputedStyle(one).display") == display
    assert page.get_by_role("table", name="Counts").evaluate("one => getComputedStyle(one).display") == "table"
    expect(table.get_by_role("columnheader")).to_have_text(head)
    expect(table.get_by_role("rowheader")).to_have_text(row[0])
    expect(table.get_by_role("cell")).to_have_text(row[1:])
    assert media == "print" or table.evaluate("one => one.scrollWidth <= one.parentElement.clientWidth")
    page.close()
