"""An administrator loads published findings in a browser, with and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from findings.models import Finding
from tests.e2e.test_journeys import sign_in
from tests.findings.catalogue_samples import as_csv, row
from tests.world import World

ROWS = [
    row(force="First force", raised_cycle="2017", status_as_of_cycle="2018", status="good progress"),
    row(force="Second fource", raised_cycle="2017", status_as_of_cycle="2017"),
]


@pytest.mark.parametrize("javascript", [True, False])
def test_an_administrator_sends_a_file_looks_it_over_confirms_it_and_sends_it_again(
    live_world: World, open_as: Callable[..., Page], tmp_path: Path, javascript: bool
) -> None:
    file = tmp_path / "published.csv"
    file.write_bytes(as_csv(*ROWS))
    page = open_as(javascript=javascript)
    sign_in(page, live_world, "administrator")
    page.goto("/findings/")
    page.get_by_role("link", name="Load from a file").click()
    page.get_by_role("button", name="Send and check").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose a file")
    page.locator("input[type=file]").set_input_files(str(file))
    page.get_by_role("button", name="Send and check").click()
    expect(page.get_by_text("Nothing has changed yet.")).to_be_visible()
    expect(page.get_by_role("row", name="Second fource")).to_contain_text("Did you mean Second force?")
    page.get_by_role("link", name="Added (1)").click()
    expect(page.get_by_role("row", name="row 2")).to_contain_text("good progress; in progress")
    page.get_by_role("button", name="Confirm 1 row").click()
    expect(page.get_by_text("Confirmed: the findings are in the register.")).to_be_visible()
    page.get_by_role("link", name="Added (1)").click()
    page.get_by_role("link", name="FIR-2017-02").click()
    expect(page.get_by_text("wording not held, subject only")).to_be_visible()
    assert Finding.objects.get(reference="FIR-2017-02").status == "in-progress"

    page.goto("/findings/import/")
    page.locator("input[type=file]").set_input_files(str(file))
    page.get_by_role("button", name="Send and check").click()
    expect(page.get_by_text("Nothing to change: every accepted row says what is held already.")).to_be_visible()
    expect(page.get_by_role("button", name="Confirm")).to_have_count(0)
    page.get_by_role("button", name="Withdraw the file").click()
    expect(page.get_by_text("Withdrawn: nothing of it was loaded. The file is kept.")).to_be_visible()
