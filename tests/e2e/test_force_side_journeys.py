"""A force gives an update with a file and says it is done; a manager verifies it; a manager chases late forces."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core import mail
from playwright.sync_api import Page, expect

from findings.models import Attachment, Event, Finding
from tests import factories
from tests.e2e import looks
from tests.findings import evidence_samples as samples
from tests.world import World

PDF = {"name": "plan.html", "mimeType": "text/html", "buffer": samples.PDF}
PAGE = {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": samples.HTML}


def an_open_finding(world: World) -> Finding:
    """Make a finding of the first force that nothing has happened to."""
    return factories.FindingFactory(  # type: ignore[no-any-return]
        reference="FIR-2017-07", inspection=world.records["FIR-2017-E"], title="Use of trigger plans"
    )


def test_a_force_says_it_is_done_and_a_manager_verifies_it(live_world: World, open_as: Callable[..., Page]) -> None:
    an_open_finding(live_world)
    page = open_as(live_world.user("contact of first"))
    page.goto("/")
    expect(page.get_by_role("heading", name="Updates due: 1 of 4 given, by 30 June 2018")).to_be_visible()
    page.get_by_role("link", name="FIR-2017-07").click()

    # a file that lies about what it is, and no rating: both are said, and the text stays
    page.get_by_label("What has been done since").fill("Half of the plans are written.")
    page.locator("input[type=file]").set_input_files([PAGE])
    page.get_by_role("button", name="Send update").click()
    summary = page.locator(".govuk-error-summary")
    expect(summary).to_contain_text("plan.pdf was not taken: it is a web page.")
    expect(summary).to_contain_text("How do you rate your own progress?")
    expect(page.get_by_label("What has been done since")).to_have_value("Half of the plans are written.")
    expect(page.locator("main")).to_contain_text("Choose them again: plan.pdf.")
    assert looks.violations(page) == []

    page.get_by_label("Amber: on the way").check()
    page.locator("input[type=file]").set_input_files([PDF])
    page.get_by_role("button", name="Send update").click()
    expect(page.locator(".govuk-notification-banner--success")).to_contain_text("Update sent.")
    with page.expect_download() as download:
        page.get_by_role("link", name="plan.pdf").click()
    assert download.value.suggested_filename == "plan.pdf"

    page.get_by_role("button", name="Give an update").click()
    page.get_by_label("What has been done since").fill("Every plan is written and checked monthly.")
    page.get_by_label("Green: done").check()
    page.get_by_label("We have done this: it is ready to be verified").check()
    page.get_by_role("button", name="Send update").click()
    expect(page.locator("main")).to_contain_text("A manager of the inspectorate will verify that it is done.")
    expect(page.locator("main")).to_contain_text("Awaiting verification")
    page.goto("/")
    expect(page.get_by_role("heading", name="Updates due: 2 of 4 given, by 30 June 2018")).to_be_visible()

    verify(open_as(live_world.user("manager")))
    assert Attachment.objects.filter(event__finding__reference="FIR-2017-07").count() == 1
    assert Event.objects.get(kind="verification").assurance == 2


def verify(page: Page) -> None:
    """Read what the force declared and agree at the desk."""
    page.goto("/")
    page.get_by_role("link", name="FIR-2017-07").first.click()
    expect(page.locator("main")).to_contain_text("Every plan is written and checked monthly.")
    page.get_by_role("button", name="Verify that the force has done it").click()
    page.get_by_label("Yes", exact=True).check()
    page.get_by_label("2: evidence reviewed at the desk").check()
    page.get_by_label("Why").fill("The plans were read.")
    page.get_by_role("button", name="Record verification").click()
    expect(page.locator(".govuk-notification-banner--success")).to_be_visible()


def test_a_force_answers_with_the_keyboard_alone_and_a_manager_finds_it(
    live_world: World, open_as: Callable[..., Page]
) -> None:
    an_open_finding(live_world)
    page = open_as(live_world.user("contact of first"), width=360)
    page.goto("/findings/FIR-2017-07/respond/")
    page.get_by_label("Yes: accepted").focus()
    page.keyboard.press("ArrowDown")
    assert looks.focused(page)["seen"]
    for _ in range(4):
        page.keyboard.press("Tab")
    page.keyboard.type("We hold no such plans.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("The force does not accept it.")
    assert looks.sideways(page) == 0
    manager = open_as(live_world.user("manager"))
    manager.goto("/")
    section = manager.get_by_role("region", name="Not accepted by the force")
    expect(section.get_by_role("link", name="FIR-2017-07")).to_be_visible()


def test_a_manager_chases_the_late_forces_without_script(live_world: World, open_as: Callable[..., Page]) -> None:
    an_open_finding(live_world)
    live_world.records["spring-2018-updates"].reminders.update(sent_on="2018-05-01")
    page = open_as(live_world.user("manager"), javascript=False)
    page.goto("/")
    page.get_by_role("link", name="Spring 2018 updates").click()
    page.locator("summary").click()
    page.get_by_label("Forces", exact=True).select_option("missing")
    page.get_by_role("button", name="Apply filters").click()
    addresses: Any = page.get_by_label("Addresses of the forces with updates missing")
    expect(addresses).to_have_value("contact.of.first@example.test; contact.of.second@example.test")
    page.get_by_role("button", name="Remind the late forces").click()
    page.get_by_role("button", name="Send 2 reminders").click()
    expect(page.locator(".govuk-notification-banner--success")).to_contain_text("2 reminders sent.")
    expect(page.get_by_role("row", name="First force")).to_contain_text("1 June 2018")
    assert sorted(letter.to for letter in mail.outbox) == [
        ["contact.of.first@example.test"],
        ["contact.of.second@example.test"],
    ]


def test_a_manager_records_what_the_local_policing_body_says(live_world: World, open_as: Callable[..., Page]) -> None:
    page = open_as(live_world.user("manager"))
    page.goto("/findings/responses/")
    page.get_by_role("link", name="FIR-2017-E").click()
    expect(page.locator("main")).to_contain_text("16 May 2018, the last of 56 days")
    page.get_by_role("button", name="Record what it says of each finding").click()
    group = page.get_by_role("group", name="What does it say of FIR-2017-01?")
    group.get_by_label("No action, with the reason").check()
    page.get_by_label("The action or the reason, FIR-2017-01").fill("")
    page.get_by_role("button", name="Save the answers").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Write what the body says about FIR-2017-01.")
    assert looks.violations(page) == []
    page.get_by_label("The action or the reason, FIR-2017-01").fill("The grant has ended.")
    page.get_by_role("button", name="Save the answers").click()
    expect(page.get_by_role("row", name="FIR-2017-01")).to_contain_text("The grant has ended.")
