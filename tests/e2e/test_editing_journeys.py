"""An administrator begins a collection in a browser: a measure, a period, what is asked, a limit, the template."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Role
from core import clock
from forces.models import Collection, CollectionCheck
from forces.returns import checks, reading
from tests import factories

CHECK = SimpleNamespace(
    NAME="change-tried",
    TITLE="Change on the year before",
    LIMIT=Decimal("25.00"),
    LIMIT_IN="per cent",
    WHAT="Compares.",
)


@pytest.fixture
def administrator(live_server: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return an administrator of two forces, with one check that has a limit."""
    monkeypatch.setattr(checks, "FIGURE_CHECKS", [CHECK])
    factories.ForceFactory(code="BED", slug="bedfordshire", name="Bedfordshire")
    factories.ForceFactory(code="CAM", slug="cambridgeshire", name="Cambridgeshire")
    factories.CycleFactory()
    return factories.user(Role.ADMINISTRATOR)


def fill_day(page: Page, legend: str, day: date) -> None:
    """Fill in the boxes of a date."""
    group = page.get_by_role("group", name=legend)
    for name, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        group.get_by_label(name, exact=True).fill(str(number))


@pytest.mark.parametrize("javascript", [True, False])
def test_an_administrator_begins_a_collection(
    administrator: Any, open_as: Callable[..., Page], javascript: bool, tmp_path: Path
) -> None:
    page = open_as(administrator, javascript=javascript)
    page.goto("/measures/")
    make_measure(page, javascript)
    page.goto("/periods/")
    make_period(page)
    page.get_by_role("link", name="Collections").click()
    make_collection(page)
    page.get_by_label("Missing children found, 12 months to 31 March 2018").check()
    page.get_by_role("button", name="Save what is asked").click()
    expect(page.get_by_text("1 figure is asked of each force, in version 1 of the template.")).to_be_visible()
    page.get_by_role("link", name="Checks").click()
    page.get_by_label("Limit, per cent").fill("10")
    page.get_by_label("Why is it changed?").fill("Counts are small")
    page.get_by_role("button", name="Save the checks").click()
    expect(page.get_by_text("Here beyond 10, usually beyond 25.")).to_be_visible()
    page.get_by_role("link", name="Forces").nth(1).click()
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Download the template").click()
    file = tmp_path / "template.xlsx"
    downloading.value.save_as(file)
    table = reading.read(file.read_bytes())
    assert [(row.text("force"), row.text("measure"), row.text("period")) for row in table.rows] == [
        ("BED", "missing-children-found", "ye-2018-03"),
        ("CAM", "missing-children-found", "ye-2018-03"),
    ]
    assert CollectionCheck.objects.get().limit == Decimal(10)
    assert Collection.objects.get().returns.count() == 2


def make_measure(page: Page, javascript: bool) -> None:
    """Make a share; the list of measures to divide by is shown only for another count."""
    page.get_by_role("button", name="New measure").click()
    page.get_by_label("Title").fill("Missing children found")
    page.get_by_label("Definition").fill("Children reported missing who were found within a day")
    page.get_by_label("Unit").fill("%")
    page.get_by_label("Source of the measure").fill("Agreed with forces")
    page.get_by_label("What is counted", exact=True).fill("Children found")
    if javascript:
        expect(page.get_by_label("The measure whose count it is")).to_be_hidden()
    page.get_by_label("The whole it is part of").check()
    page.get_by_label("What it is divided by, in words").fill("Children reported missing")
    page.get_by_label("Twelve months to a day").check()
    page.get_by_role("button", name="Save the measure").click()
    expect(page.get_by_role("alert")).to_contain_text("A share of a whole is a percentage: choose per 100.")
    expect(page.get_by_label("Title")).to_have_value("Missing children found")
    page.get_by_label("Per", exact=True).select_option("100")
    page.get_by_role("button", name="Save the measure").click()
    expect(page.get_by_text("The measure is made.")).to_be_visible()


def make_period(page: Page) -> None:
    """Make a period of its kind and last day."""
    page.get_by_role("button", name="New period").click()
    page.get_by_label("Twelve months to a day").check()
    fill_day(page, "Last day", date(2018, 3, 31))
    page.get_by_role("button", name="Save the period").click()
    expect(page.get_by_role("cell", name="12 months to 31 March 2018")).to_be_visible()


def make_collection(page: Page) -> None:
    """Begin a collection that opens today."""
    page.get_by_role("button", name="New collection").click()
    page.get_by_label("Returns of forces").check()
    page.get_by_label("Title").fill("Long in coming")
    fill_day(page, "Opens on", clock.today())
    fill_day(page, "Closes on", clock.today() + timedelta(days=30))
    page.get_by_role("button", name="Save and choose figures").click()
    expect(page.get_by_role("heading", name="What is asked")).to_be_visible()
