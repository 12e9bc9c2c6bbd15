"""What several tests do on the pages of a file review."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from accounts.models import Role
from core import clock
from inspections.actions import file_reviews as actions
from inspections.models import AnswerValue, AssignmentRole, Inspection, ReviewFile
from inspections.rules.file_reviews import Given
from tests import factories
from tests.inspections import file_review_samples as samples


def staffed() -> Inspection:
    """Return an open inspection with a lead and two inspectors on its team, and criteria to choose."""
    made: Inspection = factories.InspectionFactory(open=True, reference="BED-2018-E")
    lead = factories.user(Role.MANAGER, name="Lead")
    factories.AssignmentFactory(inspection=made, user=lead, role=AssignmentRole.LEAD)
    for name in ("Asha", "Ben"):
        factories.AssignmentFactory(inspection=made, user__name=name)
    samples.template(2)
    return made


def marked(file: ReviewFile, slug: str, reason: str = "Thorough.") -> None:
    """Mark a file as its reviewer does: every answer is yes, with a note."""
    answers = {one.pk: Given(AnswerValue.YES, reason) for one in samples.criteria(file.exercise)}
    rating = samples.rating(file.exercise, slug)
    actions.mark(
        by=file.reviewer, file=file, version=file.version, answers=answers, rating=rating, rating_reason=reason,
        at=clock.now(),
    )  # fmt: skip


def question(page: Page, number: int) -> Any:
    """Return a question of the form."""
    return page.locator("[data-question]").nth(number - 1)


def answer(page: Page, number: int, words: str, note: str = "") -> None:
    """Choose an answer, and write a note on it."""
    question(page, number).get_by_label(words, exact=True).check()
    if note:
        question(page, number).locator("textarea").fill(note)


def rate(page: Page, words: str, reason: str) -> None:
    """Choose the rating of the whole file and say why."""
    page.get_by_label(words, exact=True).check()
    page.get_by_label("Reason for the rating").fill(reason)


def save(page: Page) -> None:
    """Mark the file and go on."""
    page.get_by_role("button", name="Save and next file").click()


def plan(page: Page) -> None:
    """Plan a random sample of four files over two offence types, of which only the lowest are marked twice."""
    page.get_by_label("Title").fill("Review of four files")
    page.get_by_label("Random sample").check()
    page.locator("[name=target]").fill("4")
    page.get_by_label("Crimes chosen from").fill("Thefts from the person and stalking")
    for name, *typed in (("window_from", 1, 1, 2017), ("window_to", 31, 3, 2017), ("purge_on", 31, 12, 2018)):
        for part, value in zip(("day", "month", "year"), typed, strict=True):
            page.locator(f"[name={name}-{part}]").fill(str(value))
    for number, title in enumerate(("Theft from person", "Stalking", "", "", "", "", ""), start=1):
        page.get_by_label(f"Offence type {number}", exact=True).fill(title)
    page.get_by_label("Criteria").select_option(index=1)
    page.get_by_label("Lead of the review").select_option(label="Lead")
    page.get_by_label("Files marked twice, per cent").fill("0")
    page.get_by_role("button", name="Plan the review").click()
    expect(page.get_by_text("The file review is planned.")).to_be_visible()


def share_out(page: Page) -> None:
    """Give two files to each of the inspectors."""
    page.get_by_role("button", name="Allocate files").click()
    page.get_by_label("Evenly", exact=True).check()
    for name in ("Asha", "Ben"):
        page.get_by_role("checkbox", name=name).check()
    page.get_by_role("button", name="Allocate files").click()
    expect(page.get_by_text("4 files allocated.")).to_be_visible()
