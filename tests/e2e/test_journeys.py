"""The main jobs, done in a browser from signing in to what the next person sees; once more without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from findings.models import Event, EventKind
from forces.models import Value
from inspections.models import FileState, ReviewFile
from tests.world import World

PASSWORD = "a-long-password-of-nobody"


def sign_in(page: Page, world: World, name: str) -> None:
    """Sign in by the form."""
    user = world.user(name)
    user.set_password(PASSWORD)
    user.save()
    page.goto("/")
    page.locator("[name=login]").fill(user.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_an_inspector_signs_in_finds_their_file_and_marks_it(
    live_world: World, open_as: Callable[..., Page], javascript: bool
) -> None:
    page = open_as(javascript=javascript)
    sign_in(page, live_world, "inspector on the team")
    page.locator("main a[href='/file-reviews/FIR-2018-E-FR1/files/2/']").first.click()
    for number, words in ((0, "Yes"), (1, "Not evidenced")):
        page.locator("[data-question]").nth(number).get_by_label(words, exact=True).check()
    page.get_by_role("button", name="Save and next file").click()
    expect(page.get_by_role("alert").first).to_contain_text("Choose an overall rating")
    page.get_by_label("Good", exact=True).check()
    page.get_by_label("Reason for the rating").fill("All that could be done was done.")
    page.get_by_role("button", name="Save and next file").click()
    expect(page.get_by_text("File 2 is marked. 2 of 2 done.")).to_be_visible()
    review = ReviewFile.objects.first_marks().get(exercise__reference="FIR-2018-E-FR1", number=2)
    assert review.state == FileState.MARKED
    assert sorted(review.answers.values_list("value", flat=True)) == ["not-evidenced", "yes"]
    page.goto(review.get_absolute_url())
    expect(page.get_by_role("button", name="Save and next file")).to_have_count(0)


def test_back_brings_what_was_typed_and_nothing_once_somebody_signed_out(
    live_world: World, open_as: Callable[..., Page]
) -> None:
    page = open_as(live_world.user("inspector on the team"))
    page.goto("/inspections/FIR-2018-E/evidence/new/")
    page.get_by_label("Title").fill("Half typed")
    page.get_by_role("link", name="Notices").click()
    page.go_back()
    expect(page.get_by_label("Title")).to_have_value("Half typed")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/accounts/login/**")
    page.go_back()
    expect(page).to_have_title("Sign in – Peel")


@pytest.mark.parametrize("javascript", [True, False])
def test_an_inspector_records_a_follow_up_and_a_manager_verifies_it(
    live_world: World, open_as: Callable[..., Page], javascript: bool
) -> None:
    page = open_as(javascript=javascript)
    sign_in(page, live_world, "inspector on the team")
    page.goto("/findings/")
    page.get_by_role("link", name="FIR-2017-01").click()
    page.get_by_role("link", name="Record a follow-up").or_(
        page.get_by_role("button", name="Record a follow-up")
    ).click()
    page.get_by_label("No longer a concern").check()
    page.get_by_label("In fieldwork").check()
    page.get_by_label("Day").fill("14")
    page.locator("[name=effective-month]").select_option("5")
    page.get_by_label("Year").fill("2018")
    page.get_by_label("What was found").fill("Every record we read was assessed in time.")
    page.locator("[name=inspection]").select_option("FIR-2018-E")
    page.get_by_role("button", name="Record follow-up").click()
    expect(page.get_by_text("Every record we read was assessed in time.")).to_be_visible()
    expect(page.get_by_text("14 May 2018").first).to_be_visible()

    other = open_as(javascript=javascript)
    sign_in(other, live_world, "manager")
    other.goto("/findings/FIR-2017-01/")
    other.get_by_role("link", name="Verify the follow-up").or_(
        other.get_by_role("button", name="Verify the follow-up")
    ).click()
    other.get_by_label("Yes").check()
    other.locator("[name=assurance][value='2']").check()
    other.get_by_label("Why").fill("I read the same records.")
    other.get_by_role("button", name="Record verification").click()
    expect(other.get_by_text("I read the same records.")).to_be_visible()
    assert Event.objects.filter(kind=EventKind.VERIFICATION, is_agreed=True, assurance=2).count() == 1


def test_an_administrator_uploads_a_return_looks_it_over_and_confirms_it(
    live_world: World, open_as: Callable[..., Page], tmp_path: Path
) -> None:
    file = tmp_path / "return.csv"
    file.write_text(
        "Force code,Measure,Period,Numerator,Status\n"
        "FIR,recorded-crime,year-to-2017-12,41,supplied\n"
        "SEC,recorded-crime,year-to-2017-12,many,supplied\n"
    )
    page = open_as()
    sign_in(page, live_world, "administrator")
    page.goto("/collections/spring-2018/upload/")
    page.locator("[name=force]").select_option(label="Several forces in one file")
    page.locator("input[type=file]").set_input_files(str(file))
    page.get_by_role("button", name="Send and check").click()
    page.wait_for_url("**/uploads/*/")
    expect(page.locator("main")).to_contain_text("many")  # the refused row, with what was found in it
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_text("Confirmed: the accepted rows are in force.")).to_be_visible()
    values = Value.objects.filter(period__slug="year-to-2017-12").order_by("force__code")
    assert list(values.values_list("force__code", "numerator")) == [("FIR", 41), ("SEC", 40)]
    page.goto("/measures/recorded-crime/?period=year-to-2017-12")
    expect(page.get_by_role("row", name="First force")).to_contain_text("41")


def test_without_javascript_lists_filter_sort_and_turn_pages(live_world: World, open_as: Callable[..., Page]) -> None:
    page = open_as(live_world.user("manager"), javascript=False)
    page.goto("/findings/")
    page.locator("[name=force]").select_option(label="First force")
    page.get_by_role("button", name="Apply filters").click()
    assert "force=first" in page.url
    expect(page.get_by_role("link", name="FIR-2017-01")).to_be_visible()
    expect(page.get_by_role("link", name="SEC-2017-01")).to_have_count(0)
    page.get_by_role("link", name="Title").click()
    assert "force=first" in page.url
    assert "sort=title" in page.url


def test_a_stale_form_keeps_what_was_typed(live_world: World, open_as: Callable[..., Page]) -> None:
    page = open_as(live_world.user("inspector on the team"))
    page.goto("/findings/FIR-2017-01/follow-up/")
    page.get_by_label("Some progress").check()
    page.get_by_label("In fieldwork").check()
    page.locator("[name=effective-month]").select_option("spring")
    page.get_by_label("Year").fill("2018")
    page.get_by_label("What was found").fill("Typed before somebody else saved.")
    finding = live_world.records["FIR-2017-01"]
    finding.refresh_from_db()
    finding.owner, finding.version = "Head of custody", finding.version + 1
    finding.save()
    page.get_by_role("button", name="Record follow-up").click()
    expect(page.locator("main")).to_contain_text("Head of custody")
    expect(page.get_by_label("What was found")).to_have_value("Typed before somebody else saved.")
    page.get_by_role("button", name="Record follow-up").click()
    expect(page.locator(".govuk-notification-banner--success")).to_be_visible()
