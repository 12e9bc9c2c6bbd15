"""What a second edition tells again as the first did: deadlines, earlier findings, the annex of frozen figures."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from findings.models import Finding
from forces.models import Value
from inspections.models import Stage
from reports.actions import report_figures
from reports.document.gathering import gather
from reports.document.records import Records
from reports.models import Report, ReportFigure
from tests import factories, report_factories
from tests.reports.edition_samples import manager, prepared, published, ready

pytestmark = pytest.mark.django_db


@pytest.fixture
def report() -> Report:
    """Return a report that nothing stands in the way of."""
    return ready()


def now(report: Report) -> Any:
    """Return the report as it would print now."""
    return gather(Records(Report.objects.get(pk=report.pk)))


def due(report: Report) -> str:
    """Return by when its finding is to be dealt with, as it would print now."""
    return str(now(report)["findings"][0]["due"])


def test_a_deadline_prints_as_it_was_set_whatever_publication_and_extensions_make_of_it(report: Report) -> None:
    Finding.objects.filter(reference="DRA-2018-01").update(due_kind="immediate")
    assert due(report) == "Immediately"
    published(report)
    finding = Finding.objects.get(reference="DRA-2018-01")
    assert (finding.due_on, due(report)) == (date(2018, 5, 29), "Immediately")
    with pytest.raises(ValidationError, match="Nothing has changed since edition 1"):
        prepared(report, notice="A count was wrong.")
    Finding.objects.filter(pk=finding.pk).update(due_kind="absolute", due_on=date(2019, 3, 31))
    factories.EventFactory(
        finding=finding, kind="extension", verdict="", due_before=date(2018, 12, 31), due_after=date(2019, 3, 31)
    )
    assert due(report) == "By 31 December 2018"


def follow_up(finding: Finding, inspection: Any, on: date, after: str) -> None:
    """Record that a follow-up left a finding so."""
    factories.EventFactory(finding=finding, inspection=inspection, effective_on=on, recorded_on=on, status_after=after)


def test_an_earlier_finding_stands_as_this_report_left_it_and_never_as_other_work_does(report: Report) -> None:
    own, cycle = report.inspection, factories.CycleFactory(first_year=2016)
    before = factories.InspectionFactory(force=own.force, cycle=cycle)
    earlier = factories.FindingFactory(inspection=before, status="awaiting-verification", published_status="open")
    visit = factories.InspectionFactory(open=True, force=own.force, kind="revisit")
    follow_up(earlier, own, date(2018, 5, 1), "in-progress")
    follow_up(earlier, visit, date(2018, 5, 3), "awaiting-verification")
    assert [part["status"] for part in now(report)["follow_up"]] == ["In progress"]
    published(report)
    visit.stage, visit.published_on = Stage.PUBLISHED, date(2018, 9, 3)
    visit.save()
    factories.EventFactory(
        finding=earlier, kind="closure", verdict="", status_after="closed-achieved", recorded_on=date(2019, 1, 7)
    )
    assert [part["status"] for part in now(report)["follow_up"]] == ["In progress"]
    with pytest.raises(ValidationError, match="Nothing has changed since edition 1"):
        prepared(report, notice="A count was wrong.")


def test_the_annex_says_of_a_frozen_figure_what_was_held_when_it_was_frozen(report: Report) -> None:
    force = report.inspection.force
    value = factories.ValueFactory(force=force, measure__share=True, numerator=40, denominator=80)
    figure = report_factories.ReportFigureFactory(
        section=report.sections.get(), measure=value.measure, period=value.period
    )
    report_factories.SectionFactory(report=report, kind="annex", heading="About the data", position=9)
    said = "1 of 1 forces are in the England and Wales rate: 50.0%, which is 40 divided by 80."
    assert said in annex(report)
    published(report)
    Value.objects.filter(pk=value.pk).update(numerator=60)
    assert said in annex(report)
    with pytest.raises(ValidationError, match="Nothing has changed since edition 1"):
        prepared(report, notice="A count was wrong.")
    report_figures.take_anew(by=manager(), figure=ReportFigure.objects.get(pk=figure.pk))
    assert said.replace("50.0%", "75.0%").replace("40", "60") in annex(report)


def test_the_annex_says_what_is_held_on_its_own_periods_frozen_or_not_and_on_none_before_its_cycle(
    report: Report,
) -> None:
    value = factories.ValueFactory(force=report.inspection.force, measure__share=True, numerator=40, denominator=80)
    factories.DataNoteFactory(text="Read every year with care.")
    for year in (2015, 2016, 2017):
        period = factories.PeriodFactory(year=year)
        factories.DataNoteFactory(period=period, text=f"Files were drawn in {year}.")
        if year != 2016:  # the period before is spoken of, and carried by nobody
            report_factories.ReportFigureFactory(section=report.sections.get(), measure=value.measure, period=period)
    report_factories.SectionFactory(report=report, kind="annex", heading="About the data", position=9)
    notes = ["Read every year with care.", "Files were drawn in 2017."]
    assert report.inspection.cycle.first_year == 2017
    assert [text for text in annex(report) if text.startswith(("Read", "Files"))] == notes
    ReportFigure.objects.filter(period__slug="ye-2015-06").delete()
    published(report)
    assert ReportFigure.objects.get().annex is not None
    assert [text for text in annex(report) if text.startswith(("Read", "Files"))] == notes


def annex(report: Report) -> list[str]:
    """Return what the annex would say now."""
    part = next(section for section in now(report)["sections"] if section["kind"] == "annex")
    return [block["text"] for block in part["blocks"]]


def test_a_question_left_out_says_before_publication_what_it_says_after(report: Report) -> None:
    own = report.inspection
    earlier = factories.FrameworkFactory(
        cycle=factories.CycleFactory(first_year=2016), pillar=own.framework.pillar, scale=own.framework.scale
    )
    for framework in (earlier, own.framework):
        question = factories.QuestionFactory(framework=framework, slug="prevention", title="Preventing crime")
    never = [
        factories.QuestionFactory(framework=framework, slug="capabilities", title="Capabilities", grading="ungraded")
        for framework in (earlier, own.framework)
    ]
    factories.InspectionFactory(framework=earlier, force=own.force, published_on=date(2017, 3, 2))
    for left_out in (question, never[1]):
        factories.ScopeEntryFactory(inspection=own, question=left_out, decision="carried-over")
    report_factories.SectionFactory(report=report, kind="judgments", heading="Judgments", position=8)
    told = ["Preventing crime", "2016, grade not held", "2016"]
    ungraded = ["Capabilities", "Ungraded by design (carried over)", "2016"]
    before = rows(report)
    assert told in before
    assert ungraded in before
    published(report)
    assert rows(report) == before


def rows(report: Report) -> list[list[str]]:
    """Return the rows of the table of judgments as it would print now."""
    part = next(section for section in now(report)["sections"] if section["kind"] == "judgments")
    return next(block["rows"] for block in part["blocks"] if block["type"] == "table")
