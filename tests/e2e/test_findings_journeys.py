"""The life of a finding in a browser: raised and published, followed up, closed by two managers, opened again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from core import clock
from findings.actions import publishing
from findings.models import Event, EventKind, Finding, Lineage
from inspections.models import Inspection
from tests import factories
from tests.world import World


def press(page: Page, name: str) -> None:
    """Press a button, or a link that looks like one."""
    page.get_by_role("button", name=name, exact=True).or_(page.get_by_role("link", name=name, exact=True)).click()


def enter_day(page: Page, field: str, day: str, month: str, year: str) -> None:
    """Type a day into its three boxes; the month may be a list."""
    page.locator(f"[name={field}-day]").fill(day)
    box = page.locator(f"[name={field}-month]")
    if box.evaluate("e => e.tagName") == "SELECT":
        box.select_option(month)
    else:
        box.fill(month)
    page.locator(f"[name={field}-year]").fill(year)


@pytest.mark.parametrize("javascript", [True, False])
def test_an_inspector_raises_a_cause_of_concern_and_a_manager_publishes_it(
    live_world: World, open_as: Callable[..., Page], javascript: bool
) -> None:
    page = open_as(live_world.user("inspector on the team"), javascript=javascript)
    page.goto("/inspections/FIR-2018-E/")
    page.get_by_role("link", name="Raise a finding on").first.click()
    page.get_by_label("A cause of concern", exact=True).check()
    page.get_by_label("Short title").fill("Missing people")
    page.get_by_label("Wording").fill("Reports of missing people wait too long before anybody looks at them.")
    press(page, "Raise as a draft")
    expect(page.get_by_text("The finding is raised as a draft of this inspection.")).to_be_visible()
    concern = Finding.objects.get(title="Missing people")
    page.goto("/findings/raise/FIR-2018-E/")
    page.get_by_label("A recommendation under a cause of concern").check()
    page.locator("[name=parent]").select_option(concern.reference)
    page.get_by_label("Short title").fill("Look at each report at once")
    page.get_by_label("Wording").fill("Have a supervisor look at each report within an hour.")
    page.get_by_label("Immediately").check()
    press(page, "Raise as a draft")
    expect(page.get_by_text("The finding is raised as a draft of this inspection.")).to_be_visible()

    other = open_as(live_world.user("manager"), javascript=javascript)
    other.goto("/reports/FIR-2018-E/publish/")
    expect(other.get_by_text("neither assessed nor left with a reason")).to_be_visible()
    for finding in Finding.objects.open().filter(force__slug="first", cycle=live_world.cycles[0]):
        factories.EventFactory(finding=finding, inspection=concern.inspection, verdict="not-assessed", narrative="No")
    other.reload()
    expect(other.get_by_text("neither assessed nor left with a reason")).to_have_count(0)
    inspection, at = Inspection.objects.get(reference="FIR-2018-E"), clock.now()
    publishing.publish(
        by=live_world.user("manager"), inspection=inspection, version=inspection.version, published_on=at.date(), at=at
    )
    contact = open_as(live_world.user("contact of first"), javascript=javascript)
    contact.goto(concern.get_absolute_url())
    expect(contact.get_by_role("heading", name="Missing people")).to_be_visible()


def test_two_managers_close_a_cause_of_concern_that_fieldwork_tested_and_open_it_again(
    live_world: World, open_as: Callable[..., Page]
) -> None:
    finding = live_world.records["FIR-2017-01"]
    Finding.objects.filter(pk=finding.pk).update(kind="cause-of-concern")
    first = open_as(live_world.user("manager"))
    first.goto(finding.get_absolute_url())
    press(first, "Verify the follow-up")
    first.get_by_label("Yes").check()
    first.locator("[name=assurance][value='2']").check()
    first.get_by_label("Why").fill("I read the same records.")
    press(first, "Record verification")
    press(first, "Close the finding")
    expect(first.get_by_text("closes only on a follow-up verified at level 3")).to_be_visible()

    lead = open_as(live_world.user("inspector on the team"))
    lead.goto(f"{finding.get_absolute_url()}follow-up/")
    lead.get_by_label("No longer a concern").check()
    lead.get_by_label("In fieldwork").check()
    enter_day(lead, "effective", "14", "5", "2018")
    lead.get_by_label("What was found").fill("Every record was looked at within the hour.")
    press(lead, "Record follow-up")
    expect(lead.get_by_text("Verify the follow-up: managers:")).to_be_visible()

    first.goto(finding.get_absolute_url())
    press(first, "Verify the follow-up")
    first.get_by_label("Yes").check()
    first.locator("[name=assurance][value='3']").check()
    enter_day(first, "tested_on", "15", "5", "2018")
    first.get_by_label("Why").fill("Sat with the control room for a shift.")
    press(first, "Record verification")
    press(first, "Close the finding")
    expect(first.get_by_text("closed by a second manager")).to_be_visible()

    second = open_as(live_world.user("manager leading"))
    second.goto(finding.get_absolute_url())
    press(second, "Close the finding")
    second.get_by_label("Closed – achieved").check()
    enter_day(second, "effective", "1", "6", "2018")
    second.get_by_label("Reason").fill("Tested and met.")
    press(second, "Close the finding")
    expect(second.get_by_text("Finding closed.")).to_be_visible()
    press(second, "Open it again")
    enter_day(second, "effective", "1", "6", "2018")
    second.get_by_label("Why it is opened again").fill("A report waited two days.")
    press(second, "Open the finding again")
    expect(second.get_by_text("The finding is open again.")).to_be_visible()
    told = list(Event.objects.filter(finding=finding).order_by("pk").values_list("kind", flat=True))[-3:]
    assert told == [EventKind.VERIFICATION, EventKind.CLOSURE, EventKind.REOPENED]


def test_what_reads_alike_is_pointed_out_and_linked_as_a_repeat(
    live_world: World, open_as: Callable[..., Page]
) -> None:
    earlier = live_world.records["FIR-2017-01"]
    Finding.objects.filter(pk=earlier.pk).update(
        title="Evaluate and share what works", wording="Test what works and share it with partners."
    )
    page = open_as(live_world.user("inspector on the team"))
    page.goto("/findings/raise/FIR-2018-E/?question=question-1")
    page.get_by_label("An area for improvement", exact=True).check()
    page.get_by_label("Short title").fill("Evaluate and share what works with partners")
    page.get_by_label("Wording").fill("Evaluate what works as a matter of routine and share it.")
    press(page, "Raise as a draft")
    expect(page.get_by_text("It repeats FIR-2017-01")).to_be_visible()
    expect(page.get_by_label("Wording")).to_have_value("Evaluate what works as a matter of routine and share it.")
    page.get_by_label("It repeats FIR-2017-01").check()
    press(page, "Raise as a draft")
    expect(page.get_by_text("The finding is raised as a draft of this inspection.")).to_be_visible()
    assert Lineage.objects.get(later__title="Evaluate and share what works with partners").earlier_id == earlier.pk


@pytest.mark.parametrize("javascript", [True, False])
def test_a_manager_changes_many_findings_and_reads_what_was_refused(
    live_world: World, open_as: Callable[..., Page], javascript: bool
) -> None:
    page = open_as(live_world.user("manager"), javascript=javascript)
    page.goto("/findings/?force=first")
    page.locator("#choose-FIR-2017-BLO").check(force=True)
    page.locator("#choose-FIR-2017-CLO").check(force=True)
    press(page, "Change the chosen findings")
    page.get_by_label("Move the due date").check()
    enter_day(page, "due_on", "1", "12", "2018")
    press(page, "Change 2 findings")
    expect(page.get_by_role("alert").first).to_contain_text("Enter comment")
    page.get_by_label("Comment").fill("The supplier is late for everybody")
    press(page, "Change 2 findings")
    expect(page.get_by_role("heading", name="1 finding changed, 1 not")).to_be_visible()
    expect(page.get_by_text("only what is published and open is changed")).to_be_visible()
    page.get_by_role("link", name="FIR-2017-BLO").click()
    expect(page.get_by_text("1 December 2018; originally 1 September 2018, moved 1 time")).to_be_visible()
