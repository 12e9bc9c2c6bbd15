"""Two forces' returns in a browser: one mended and sent again, one accepted, signed, locked and opened again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from forces.models import Query, Return, SignOff, Upload, Value
from tests.e2e import looks
from tests.world import World

COLLECTION = "/collections/spring-2018/"


def nothing_waits() -> None:
    """Put the small world's own files and queries aside."""
    Upload.objects.filter(state="read").update(state="withdrawn")
    Query.objects.update(state="withdrawn")


def send(page: Page, file: Path) -> None:
    """Send a file from the return's page, and wait for its preview."""
    page.goto(f"{COLLECTION}first/")
    page.get_by_role("button", name="Send a file").click()
    page.locator("input[type=file]").set_input_files(str(file))
    page.get_by_role("button", name="Send and check").click()
    page.wait_for_url("**/uploads/*/")


def test_a_contact_mends_what_was_refused_and_sends_it_again(
    live_world: World, open_as: Callable[..., Page], tmp_path: Path
) -> None:
    nothing_waits()
    page = open_as(live_world.user("contact of first"))
    file = tmp_path / "first.csv"
    file.write_text("Force code,Measure,Period,Numerator\nFIR,recorded-crime,year-to-2017-12,about 41\n")
    send(page, file)
    expect(page.locator("main")).to_contain_text("about 41")
    expect(page.get_by_role("button", name="Confirm")).to_have_count(0)
    with page.expect_download() as taken:
        page.get_by_role("link", name="Download the refused rows to mend and send again").click()
    mended = tmp_path / "mended.csv"
    mended.write_text(Path(taken.value.path()).read_text().replace("about 41", "41"))
    send(page, mended)
    expect(page.locator("main")).to_contain_text("An administrator confirms it.")

    inside = open_as(live_world.user("administrator"))
    inside.goto(f"{COLLECTION}first/")
    inside.get_by_role("link", name="See what it would change").click()
    inside.get_by_role("button", name="Confirm 1 figure").click()
    assert (
        Value.objects.get(force__slug="first", measure__slug="recorded-crime", period__slug="year-to-2017-12").numerator
        == 41
    )
    page.goto(f"{COLLECTION}first/")
    expect(page.locator("main")).to_contain_text("1 of 1 held")


def test_a_return_is_typed_accepted_signed_locked_and_opened_again(
    live_world: World, open_as: Callable[..., Page]
) -> None:
    nothing_waits()
    inside = open_as(live_world.user("administrator"))
    inside.goto(f"{COLLECTION}second/")
    assert looks.violations(inside) == []
    inside.get_by_role("link", name="Correct recorded crime, Year to December 2017").click()
    inside.get_by_label("Crimes", exact=True).fill("-5")
    inside.get_by_role("button", name="Check and save").click()
    expect(inside.get_by_role("alert").first).to_contain_text("Why is it typed here?")
    inside.get_by_label("Why is it typed here?").fill("Told by telephone.")
    inside.get_by_role("button", name="Check and save").click()
    expect(inside.get_by_role("alert").first).to_contain_text("A count cannot be below zero")
    assert looks.violations(inside) == []
    inside.get_by_label("Crimes", exact=True).fill("41")
    inside.get_by_role("button", name="Check and save").click()
    inside.get_by_role("button", name="Confirm 1 figure").click()
    inside.goto(f"{COLLECTION}second/")
    inside.get_by_role("button", name="Accept the return").click()
    inside.get_by_role("button", name="Accept the return").click()
    expect(inside.get_by_text("Accepted. The force can sign it now.")).to_be_visible()

    force = open_as(live_world.user("contact of second"), width=360)
    force.goto(f"{COLLECTION}second/")
    force.get_by_role("button", name="Look through and sign").click()
    assert looks.violations(force) == []
    force.get_by_label("Your post in the force").fill("Head of performance")
    force.get_by_role("button", name="Sign the return").click()
    expect(force.get_by_role("alert").first).to_contain_text("I sign for the force")
    assert looks.violations(force) == []
    force.get_by_label("I sign for the force").check()
    force.get_by_role("button", name="Sign the return").click()
    expect(force.get_by_text("Signed. The figures cannot change any more.")).to_be_visible()
    signed = SignOff.objects.filter(held__force__slug="second", post="Head of performance").latest("pk")
    # 41 crimes ÷ 1,000 people × 1,000
    assert [(one["numerator"], one["shown"]) for one in signed.figures] == [(41, "41.0")]

    inside.goto(f"{COLLECTION}lock/")
    inside.get_by_role("button", name="Lock the returns").click()
    expect(inside.get_by_text("1 return locked.")).to_be_visible()
    inside.goto(f"{COLLECTION}second/")
    expect(inside.get_by_role("link", name="Correct recorded crime")).to_have_count(0)
    inside.get_by_role("button", name="Open again").click()
    inside.get_by_label("Why is it opened again?").fill("A month was counted twice.")
    inside.get_by_role("button", name="Open it again").click()
    expect(inside.locator("main")).to_contain_text("Edition 2")
    held = Return.objects.get(collection__slug="spring-2018", force__slug="second")
    assert (held.state, held.edition) == ("revised", 2)
