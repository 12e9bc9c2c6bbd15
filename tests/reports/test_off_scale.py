"""A figure of a report in which one estimated value is far beyond all others: it is written, not drawn to scale."""

from __future__ import annotations

import json

import pytest

from core.charts import LABELS, VALUES, WIDTH
from forces.models import Value
from reports.accepted import accepted
from reports.actions import report_figures
from reports.document.drawing import chart_of
from reports.document.gathering import gather
from reports.document.records import Records
from reports.document.shape import FigurePart
from reports.models import AccuracyCheck, Report
from tests import factories, report_factories
from tests.report_samples import SAMPLE
from tests.reports.check_samples import Case, case

pytestmark = pytest.mark.django_db
PLOT = WIDTH - LABELS - VALUES


@pytest.fixture
def held() -> Case:
    """Return a draft with a figure: 77.5 for the City, estimated, 10.0 for its own force, 5.0 for Kent."""
    made = case()
    measure = factories.MeasureFactory(title="Crime")
    city, kent = factories.ForceFactory(name="City of London"), factories.ForceFactory(name="Kent")
    counts = ((city, 775, "estimated"), (made.report.inspection.force, 100, "supplied"), (kent, 50, "supplied"))
    for force, count, status in counts:
        factories.PopulationFactory(force=force, resident=10_000)
        reason = "Over residents alone" if status == "estimated" else ""
        value = factories.ValueFactory(measure=measure, force=force, numerator=count, status=status, reason=reason)
    report_factories.ReportFigureFactory(section=made.report.sections.get(), measure=measure, period=value.period)
    return made


def figure_of(report: Report) -> FigurePart:
    """Return the figure as it would print now."""
    return gather(Records(Report.objects.get(pk=report.pk)))["figures"][0]


def bars(figure: FigurePart) -> list[tuple[str, float]]:
    """Return what stands beside each bar, and how wide it is."""
    return [(bar.text, bar.width) for bar in chart_of(figure).bars]


@pytest.mark.parametrize("is_frozen", [False, True])
def test_an_estimated_value_far_beyond_all_others_flattens_no_bar(held: Case, is_frozen: bool) -> None:
    if is_frozen:
        report_figures.freeze(by=held.lead, report=held.report)
    figure = figure_of(held.report)
    assert (figure["is_frozen"], figure["off_scale"]) == (is_frozen, ["City of London"])
    assert bars(figure) == [("77.5, not to scale", 0), ("10.0", PLOT), ("5.0", PLOT / 2)]


def test_the_same_value_supplied_is_drawn_to_scale_and_the_snapshot_is_as_before(held: Case) -> None:
    Value.objects.filter(status="estimated").update(status="supplied")
    figure = figure_of(held.report)
    assert "off_scale" not in figure
    assert bars(figure)[0] == ("77.5", PLOT)


def test_a_snapshot_from_before_draws_as_it_did() -> None:
    assert bars(SAMPLE["figures"][0]) == [("67.23", pytest.approx(PLOT * 67.23 / 76.38, abs=0.1))]


def test_a_section_sent_before_off_scale_was_held_reads_as_it_was_sent(held: Case) -> None:
    check = held.send()
    held.decide(held.comment(check))
    sent = json.loads(check.snapshot)
    assert sent["figures"][0].pop("off_scale") == ["City of London"]
    AccuracyCheck.objects.filter(pk=check.pk).update(snapshot=json.dumps(sent))
    report = Report.objects.get(pk=held.report.pk)
    assert [one.is_changed for one in accepted(report, lambda: gather(Records(report)))] == [False]
