"""Two people write at once, on PostgreSQL with real threads: nothing is lost, and whoever comes second is told."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

import pytest
from django.core.exceptions import ValidationError

from core.actions import Stale
from inspections.models import Inspection
from reports.actions import reports, sections
from reports.models import Report, Section, SectionDraft
from tests import factories, report_factories
from tests.findings.test_concurrency import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
NOW = datetime(2018, 5, 21, 9, tzinfo=UTC)


def team_of(inspection: Inspection) -> list:
    """Put two inspectors on a team."""
    return [factories.AssignmentFactory(inspection=inspection).user for _ in range(2)]


def test_two_save_a_section_from_the_same_version_and_the_second_keeps_a_draft() -> None:
    section = report_factories.SectionFactory()
    people = team_of(section.report.inspection)
    for by in people:
        sections.keep_draft(by=by, section=section, seen_version=1, number=0, tab="a", text=f"By {by}", at=NOW)
    save = partial(sections.write, section=section, version=1, number=1, at=NOW)
    outcomes = at_once(*(partial(save, by=by, text=f"By {by}") for by in people))
    assert {type(outcome) for outcome in outcomes} == {Section, Stale}
    loser = people[[type(outcome) for outcome in outcomes].index(Stale)]
    winner = next(by for by in people if by != loser)
    assert Section.objects.get().text == f"By {winner}"
    assert SectionDraft.objects.get().text == f"By {loser}"


def test_two_begin_a_report_and_there_is_one() -> None:
    inspection = factories.InspectionFactory(stage="drafting", published_on=None)
    people = team_of(inspection)
    begin = partial(reports.begin, inspection=inspection, title="Report", at=NOW)
    outcomes = at_once(*(partial(begin, by=by) for by in people))
    assert {type(outcome) for outcome in outcomes} == {Report, ValidationError}
    assert Report.objects.count() == 1
    assert Section.objects.filter(kind="summary").count() == 1
