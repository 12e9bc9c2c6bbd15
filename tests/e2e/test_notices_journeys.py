"""A manager opens their notices, follows one, marks them as read, and says how often they come by e-mail."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts import digests
from accounts.models import Digest
from core import clock
from core.models import Notice
from findings.models import Finding
from tests.e2e import looks
from tests.e2e.test_journeys import sign_in
from tests.world import World


@pytest.mark.parametrize("javascript", [True, False])
def test_a_manager_reads_their_notices_and_wants_no_more_e_mail(
    live_world: World, open_as: Callable[..., Page], javascript: bool
) -> None:
    Notice.objects.all().delete()
    Finding.objects.filter(reference="FIR-2017-01").update(title="Local teams")
    digests.send(clock.today(), clock.now())
    page = open_as(javascript=javascript)
    sign_in(page, live_world, "manager")
    page.get_by_role("link", name="Notices").click()
    page.get_by_role("link", name="FIR-2017-01 (First force) waits to be verified: Local teams").click()
    expect(page.get_by_role("heading", name="Local teams")).to_be_visible()

    page.go_back()
    page.locator("[name=kind]").select_option("Waiting to be verified")
    page.get_by_role("button", name="Apply filters").click()
    page.get_by_role("row", name="FIR-2017-01").get_by_role("button", name="Mark as read").click()
    expect(page.get_by_text("1 notice marked as read.")).to_be_visible()
    expect(page.get_by_role("row", name="FIR-2017-01")).to_contain_text("Read on 1 June 2018")
    expect(page.get_by_role("button", name="Mark it as read")).to_be_visible()  # the one about the second force
    page.get_by_role("button", name="Mark it as read").click()
    expect(page.get_by_role("button", name="Mark it as read")).to_have_count(0)

    expect(page.get_by_text("By e-mail: Once a week, on Monday.")).to_be_visible()
    page.get_by_role("link", name="Change how often notices come by e-mail").click()
    expect(page.get_by_label("Once a week, on Monday")).to_be_checked()
    page.get_by_label("Never").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("By e-mail: Never.")).to_be_visible()
    assert live_world.user("manager").digest == Digest.NONE


def test_many_notices_can_be_read_on_a_telephone(live_world: World, open_as: Callable[..., Page]) -> None:
    page = open_as(live_world.user("manager"), width=360)
    heard = looks.complaints(page)
    page.goto("/notices/")
    assert looks.violations(page) == []
    assert looks.sideways(page) == 0
    page.get_by_role("button", name="Mark all").click()
    expect(page.get_by_role("alert")).to_contain_text("marked as read.")
    assert looks.violations(page) == []
    assert heard == []
