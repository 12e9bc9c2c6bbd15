"""Editing criteria in a browser: a frozen version refuses, a new version takes a theme and a conditional question."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from inspections.models import CriteriaTemplate, Criterion
from tests import factories
from tests.inspections import criteria_samples as samples


@pytest.fixture
def criteria(live_server: Any) -> CriteriaTemplate:
    """Return a template of five questions that nobody uses yet."""
    return samples.template()


@pytest.mark.parametrize("javascript", [True, False])
def test_an_administrator_changes_criteria_in_a_new_version(
    criteria: CriteriaTemplate, open_as: Callable[..., Page], javascript: bool
) -> None:
    factories.ExerciseFactory(template=criteria)
    page = open_as(samples.administrator(), javascript=javascript)
    page.goto("/")
    page.get_by_role("link", name="Criteria").click()
    page.get_by_role("link", name="Quality").click()
    expect(page.get_by_text("so it no longer changes")).to_be_visible()
    expect(page.get_by_role("button", name="Add a theme")).to_have_count(0)
    page.get_by_role("button", name="Make a new version").click()
    expect(page.locator("main")).to_contain_text("Criteria, version 2")
    page.get_by_role("button", name="Add a theme").click()
    page.get_by_label("Title").fill("Victim contact")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The theme is added.")).to_be_visible()
    add_question(page, javascript)
    expect(page.get_by_text("Asked only when question 4 is answered no")).to_have_count(2)
    newest = CriteriaTemplate.objects.get(slug="quality", version_number=2)
    assert samples.asked(newest)[-1] == "4.1 Was the victim told why?"
    assert len(samples.asked(criteria)) == 5
    page.goto(criteria.get_absolute_url())
    expect(page.get_by_text("version 1 no longer changes")).to_be_visible()


def add_question(page: Page, javascript: bool) -> None:
    """Add a question to the new theme that is asked only when question 4 is answered no."""
    page.get_by_role("link", name="Add a question to Victim contact").click()
    expect(page.get_by_label("Theme")).to_have_value(page.url.rpartition("=")[2])
    page.get_by_label("Question", exact=True).fill("Was the victim told why?")
    if javascript:
        expect(page.get_by_label("Earlier question", exact=True)).to_be_hidden()
    page.get_by_label("Only after a certain answer to an earlier question").check()
    page.get_by_label("Earlier question", exact=True).select_option(label="4. Directed?")
    page.get_by_label("Answered", exact=True).select_option(label="No")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The question is added.")).to_be_visible()


def test_criteria_that_somebody_began_to_use_meanwhile_refuse_the_change(
    criteria: CriteriaTemplate, open_as: Callable[..., Page]
) -> None:
    page = open_as(samples.administrator())
    page.goto(f"{criteria.get_absolute_url()}title/")
    page.get_by_label("Title").fill("Quality of investigation")
    factories.ExerciseFactory(template=criteria, reference="BED-2018-E-FR1")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Make a new version and change that.")
    expect(page.get_by_label("Title")).to_have_value("Quality of investigation")
    page.goto(f"{criteria.get_absolute_url()}themes/add/")
    expect(page.get_by_text("Make a new version and change that.").first).to_be_visible()
    assert Criterion.objects.count() == 5
    assert CriteriaTemplate.objects.get().title == "Quality"
