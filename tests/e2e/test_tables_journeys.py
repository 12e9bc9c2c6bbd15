"""Undoing a slip of the pen, and loading a published table, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from forces.models import Collection, Period, Value, Vintage
from tests import factories
from tests.world import World


def test_a_slip_of_the_pen_is_previewed_confirmed_and_undone(
    live_world: World, open_as: Callable[..., Page], tmp_path: Path
) -> None:
    collection, period = Collection.objects.get(slug="spring-2018"), Period.objects.get(slug="year-to-2017-12")
    arrests = factories.MeasureFactory(slug="arrests", title="Arrests", share=True, decimals=1)
    factories.CollectionItemFactory(collection=collection, measure=arrests, period=period, number=2)
    held: Any = factories.ValueFactory(
        force=live_world.forces["first"], measure=arrests, period=period, numerator=472, denominator=2470
    )
    file = tmp_path / "return.csv"
    file.write_text("Force code,Measure,Period,Numerator,Denominator\nFIR,arrests,year-to-2017-12,742,2470\n")
    page = open_as(live_world.user("administrator"))
    rate = "/measures/arrests/?period=year-to-2017-12&force=first"
    page.goto(rate)
    expect(page.get_by_role("row", name="First force")).to_contain_text("19.1%")
    page.goto("/collections/spring-2018/upload/?force=first")
    page.locator("input[type=file]").set_input_files(str(file))
    page.get_by_role("button", name="Send and check").click()
    page.wait_for_url("**/uploads/*/")
    address = page.url
    row = page.get_by_role("row", name="Numerator")
    expect(row).to_contain_text("472")
    expect(row).to_contain_text("742")
    page.get_by_role("button", name="Confirm 1 figure").click()
    expect(page.get_by_text("Confirmed: the accepted rows are in force.")).to_be_visible()
    page.goto(rate)
    expect(page.get_by_role("row", name="First force")).to_contain_text("30.0%")
    page.goto(address)
    page.get_by_role("button", name="Undo this file").click()
    expect(page.locator("main")).to_contain_text("1 figure goes back to what it was.")
    page.get_by_label("Reason").fill("The digits changed places")
    page.get_by_role("button", name="Undo the file").click()
    expect(page.get_by_text("Undone: every figure is as it was before this file.")).to_be_visible()
    held.refresh_from_db()
    assert (held.numerator, held.denominator) == (472, 2470)
    page.goto(rate)
    expect(page.get_by_role("row", name="First force")).to_contain_text("19.1%")


def test_a_published_table_is_refused_for_a_name_mended_and_loaded_in_two_releases(
    live_world: World, open_as: Callable[..., Page], tmp_path: Path
) -> None:
    collection = Collection.objects.get(slug="statistics")
    year = factories.PeriodFactory(
        slug="ye-2017-03", starts_on="2016-04-01", ends_on="2017-03-31", label="Year to March 2017"
    )
    factories.CollectionItemFactory(
        collection=collection, measure=collection.items.get().measure, period=year, number=2
    )
    factories.ReleaseFactory(slug="july-2018", title="Tables of July 2018", released_on="2018-07-19")
    file = tmp_path / "table.csv"
    page = open_as(live_world.user("administrator"))

    def send(release: str, count: int) -> None:
        file.write_text(
            "force,financial_year,count\n"
            f"Primus,2016/17,{count}\nEngland and Wales,2016/17,99\nSecond force,2016/17,7\n"
        )
        page.goto("/collections/statistics/")
        page.get_by_role("button", name="Load a published table").click()
        page.locator("[name=mapping]").select_option(label="By year")
        page.locator("[name=release]").select_option(label=release)
        page.locator("input[type=file]").set_input_files(str(file))
        page.get_by_role("button", name="Send and check").click()
        page.wait_for_url("**/uploads/*/")

    send("Tables of January 2018", 58348)
    expect(page.locator("main")).to_contain_text("No force is called this.")
    expect(page.locator("main")).to_contain_text("England and Wales (1 row)")
    page.get_by_role("button", name="Withdraw the file").click()
    page.goto("/collections/")
    page.get_by_role("link", name="Force names").click()
    page.get_by_role("button", name="Add a name").click()
    page.locator("[name=force]").select_option(label="First force")
    page.get_by_label("Name").fill("Primus")
    page.locator("main").get_by_role("button", name="Add the name").click()
    for release, count in (("Tables of January 2018", 58348), ("Tables of July 2018", 61405)):
        send(release, count)
        page.get_by_role("button", name="Confirm").click()
        expect(page.get_by_text("Confirmed: the accepted rows are in force.")).to_be_visible()
    first = Value.objects.get(force=live_world.forces["first"], period=year)
    assert first.numerator == 61405
    assert set(Vintage.objects.filter(value=first).values_list("numerator", flat=True)) == {58348, 61405}
