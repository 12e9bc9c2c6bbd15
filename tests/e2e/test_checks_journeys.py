"""A force's contact reads a draft on a phone and comments; the lead decides; the contact reads the decision."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from reports.models import Comment
from tests.e2e import looks
from tests.findings import evidence_samples as samples
from tests.world import World

PDF = {"name": "custody log.pdf", "mimeType": "application/pdf", "buffer": samples.PDF}
TEXT = "The log shows 47 good files: one was counted twice."


def test_a_contact_comments_on_a_phone_and_reads_what_was_decided(
    live_world: World, open_as: Callable[..., Page]
) -> None:
    contact = live_world.user("contact of first")
    page = open_as(contact, width=360)
    page.goto("/")
    expect(page.get_by_text("until 14 June 2018; 2 comments sent")).to_be_visible()
    page.get_by_role("link", name="Report of FIR-2018-E, draft 1").click()
    expect(page.get_by_text("DRAFT for factual accuracy only.")).to_be_visible()
    assert looks.sideways(page) == 0
    page.get_by_role("link", name="Comment on this paragraph of Investigating crime, 2").click()
    expect(page.locator(".peel-document--passage")).to_contain_text("46 of 60")

    page.get_by_role("button", name="Send comment").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Write what is wrong and what is right")
    assert looks.violations(page) == []
    page.get_by_label("Typing or number").check()
    page.get_by_label("Your comment").fill(TEXT)
    page.locator("input[type=file]").set_input_files([PDF])
    page.get_by_role("button", name="Send comment").click()
    expect(page.locator(".govuk-notification-banner--success")).to_contain_text("Comment sent.")
    expect(page.locator("#investigation-2")).to_contain_text("3 comments")

    decide(open_as(live_world.user("inspector on the team")))

    page.goto("/")
    expect(page.get_by_text("closed: 1 accepted, 2 rejected")).to_be_visible()
    page.get_by_role("link", name="Report of FIR-2018-E, draft 1").click()
    page.get_by_role("link", name="Read what the inspectorate made of each comment").click()
    page.get_by_role("link", name="Comment 3").click()
    expect(page.locator("main")).to_contain_text("The log was read again: it is 47.")
    expect(page.locator("main")).to_contain_text("The inspectorate, 1 June 2018")
    assert looks.sideways(page) == 0


def decide(page: Page) -> None:
    """Accept the new comment, reject the older one, and close the check early with a reason."""
    page.goto("/")
    page.get_by_role("link", name="FIR-2018-E: First force").first.click()
    page.get_by_role("link", name="Comment 3").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="custody log.pdf").click()
    assert download.value.suggested_filename == "custody log.pdf"
    for number, choice, reason in (
        (3, "Accepted", "The log was read again: it is 47."),
        (1, "Rejected", "It is right."),
    ):
        page.goto(f"/reports/FIR-2018-E/checks/1/comments/{number}/")
        page.get_by_role("button", name="Decide on it").click()
        page.get_by_label(choice).check()
        page.get_by_label("Reason").fill(reason)
        page.get_by_role("button", name="Save the decision").click()
        expect(page.locator(".govuk-notification-banner--success")).to_contain_text("The decision is saved.")
    assert Comment.objects.get(number=3, text=TEXT).state == "accepted"
    page.get_by_role("link", name="Close the check").click()
    page.get_by_role("button", name="Close the check and tell the force").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("The force may comment until 14 June 2018")
    page.get_by_label("Reason").fill("The force said that it has no more to say.")
    page.get_by_role("button", name="Close the check and tell the force").click()
    expect(page.locator(".govuk-notification-banner--success")).to_contain_text("The check is closed")
