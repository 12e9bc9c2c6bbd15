"""A force is asked about a figure, explains it, is asked again and is believed; an outlier is asked about by hand."""

from __future__ import annotations

from collections.abc import Callable

from django.core.files.base import ContentFile
from playwright.sync_api import Page, expect

from core import jobs
from forces.actions import uploads
from forces.models import Collection, Query, SeriesBreak, Upload, Value
from tests.e2e import looks
from tests.forces.conftest import TODAY
from tests.forces.files import as_csv
from tests.world import World


def sent(world: World, count: int) -> Upload:
    """Send the first force's crimes of 2017, after 40 of 2016, as its contact."""
    SeriesBreak.objects.all().delete()  # the small world's: across one no year is set against the one before
    Value.objects.filter(force=world.forces["first"], period__slug="year-to-2016-12").update(numerator=4000)
    upload = uploads.receive(
        by=world.user("contact of first"),
        collection=Collection.objects.get(slug="spring-2018"),
        force=world.forces["first"],
        file=ContentFile(as_csv([["FIR", "recorded-crime", "year-to-2017-12", count]]), name="first.csv"),
        on=TODAY,
        queued=False,
    )
    jobs.run(upload.job_id or 0)
    return Upload.objects.get(pk=upload.pk)


def test_a_query_is_explained_asked_again_and_accepted(live_world: World, open_as: Callable[..., Page]) -> None:
    Upload.objects.filter(state="read").update(
        state="withdrawn"
    )  # the files of the small world would wait to be confirmed
    Query.objects.filter(held__force=live_world.forces["first"]).update(state="withdrawn")
    upload = sent(live_world, 40_000)
    inside = open_as(live_world.user("administrator"))
    inside.goto(upload.get_absolute_url())
    expect(inside.locator("main")).to_contain_text("is about 10 times the")
    assert looks.violations(inside) == []
    inside.get_by_role("button", name="Confirm 1 figure").click()
    expect(inside.locator("main")).to_contain_text("1 figure is asked about.")

    force = open_as(live_world.user("contact of first"))
    force.goto("/")
    force.get_by_role("link", name="Recorded crime, Year to December 2017").click()
    force.get_by_role("button", name="Send answer").click()
    expect(force.locator(".govuk-error-summary")).to_contain_text("Write why the figure is right")
    assert looks.violations(force) == []
    force.get_by_label("Why is the figure right?").fill("A new town was built.")
    force.get_by_role("button", name="Send answer").click()
    expect(force.locator(".govuk-notification-banner--success")).to_contain_text("Answered.")

    inside.goto("/")
    inside.get_by_role("link", name="First force: 1 answer").click()
    inside.get_by_role("link", name="Recorded crime").click()
    inside.get_by_label("Ask again").check()
    inside.get_by_role("button", name="Save").click()
    expect(inside.locator(".govuk-error-summary")).to_contain_text("Write what you say to the force")
    assert looks.violations(inside) == []
    inside.get_by_label("What you say to the force").fill("How large is it?")
    inside.get_by_role("button", name="Save").click()

    force.reload()
    expect(force.locator(".moj-timeline")).to_contain_text("How large is it?")
    force.get_by_label("Why is the figure right?").fill("500,000 people.")
    force.get_by_role("button", name="Send answer").click()
    inside.reload()
    inside.get_by_label("Accept the figure as it is").check()
    inside.get_by_role("button", name="Save").click()
    expect(inside.locator("main")).to_contain_text("Nothing is left to do.")
    assert looks.sideways(inside) == 0
    inside.goto("/collections/spring-2018/")
    row = inside.get_by_role("row").filter(has_text="First force")
    expect(row).to_contain_text("Checked")
    expect(row).to_contain_text("0 of 1")  # it was asked about


def test_an_outlier_is_asked_about_by_hand_on_a_phone(live_world: World, open_as: Callable[..., Page]) -> None:
    SeriesBreak.objects.all().delete()
    Value.objects.filter(force=live_world.forces["second"], period__slug="year-to-2017-12").update(numerator=90)
    page = open_as(live_world.user("administrator"), width=360)
    page.goto("/collections/spring-2018/outliers/")
    page.get_by_role("link", name="Ask about it").first.click()
    page.get_by_role("button", name="Send query").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Write what you ask")
    assert looks.violations(page) == []
    page.get_by_label("What do you ask?").fill("Is fraud in it?")
    page.get_by_role("button", name="Send query").click()
    expect(page.locator("main")).to_contain_text("Asked by a person")
    assert looks.sideways(page) == 0
    assert looks.violations(page) == []
