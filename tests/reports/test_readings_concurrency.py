"""Two people who confirm what a report says at once, on PostgreSQL with real threads: it is recorded once."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from accounts.models import Role
from core import clock
from findings.models import Event, Finding, SourceRow
from inspections.models import Inspection, Judgment
from reports.actions import readings
from reports.models import Proposal, ReportFile
from tests import factories
from tests.findings.test_concurrency import at_once
from tests.reports.test_readings import FINDING, JUDGMENT, TEXT, Shelf, build

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def both(shelf: Shelf) -> list[Shelf]:
    """Return the shelf as two people have it before them."""
    return [shelf, Shelf(factories.user(Role.MANAGER), shelf.force, shelf.framework)]


def test_two_people_confirm_one_proposal_and_it_is_recorded_once() -> None:
    shelf = build()
    proposal = shelf.one(shelf.placed(), FINDING, 3)
    outcomes = at_once(*(lambda mine=mine: mine.find(proposal) for mine in both(shelf)))  # type: ignore[misc]
    assert {type(outcome) for outcome in outcomes} == {Proposal, ValidationError}
    assert "confirmed this on" in str(next(one for one in outcomes if isinstance(one, ValidationError)))
    assert (Finding.objects.count(), Event.objects.count(), SourceRow.objects.count()) == (1, 1, 1)


def test_the_same_finding_of_two_copies_is_recorded_once_and_recognised_once() -> None:
    shelf = build()
    proposals = [shelf.one(shelf.placed(text), FINDING, 3) for text in (TEXT, f"{TEXT}\nA copy.")]
    outcomes = at_once(*(lambda one=one: shelf.find(one) for one in proposals))  # type: ignore[misc]
    assert {outcome.outcome for outcome in outcomes} == {"made", "held"}
    assert Finding.objects.count() == 1


def test_the_same_judgment_of_two_copies_is_recorded_once() -> None:
    shelf = build()
    proposals = [shelf.one(shelf.placed(text), JUDGMENT, 0) for text in (TEXT, f"{TEXT}\nA copy.")]
    outcomes = at_once(*(lambda one=one: shelf.judge(one, "", "good") for one in proposals))  # type: ignore[misc]
    assert Judgment.objects.count() == 1
    assert any(isinstance(outcome, Proposal) for outcome in outcomes)
    assert all(isinstance(outcome, Proposal | ValidationError) for outcome in outcomes)


def test_two_reports_of_one_inspection_make_it_once_and_one_file_sent_twice_is_held_once() -> None:
    shelf = build()
    reports = [shelf.send(text) for text in (TEXT, f"{TEXT}\nA copy.")]
    outcomes = at_once(*(lambda one=one: shelf.place(one, date(2018, 3, 22)) for one in reports))  # type: ignore[misc]
    assert all(isinstance(outcome, ReportFile) for outcome in outcomes), outcomes
    assert Inspection.objects.count() == 1
    text = f"{TEXT}\nA third.".encode()
    sent = at_once(
        *(
            lambda by=mine.by: readings.receive(by=by, file=ContentFile(text, name="a.txt"), at=clock.now())  # type: ignore[misc]
            for mine in both(shelf)
        )
    )
    assert {type(outcome) for outcome in sent} <= {ReportFile, ValidationError}
    assert ReportFile.objects.count() == 3
