"""The forms of writing a report, filled in rightly, for tests/test_queries.py: who sends what where."""

from __future__ import annotations

from typing import Any

from forces.models import Value
from reports.models import GlossaryTerm, Report, ReportFigure, Section
from tests import factories, report_factories
from tests.world import World

Sent = tuple[str, str, dict[str, Any]]
WHO = "inspector on the team"
WRITE = "/reports/FIR-2018-E/write/"
SUMMARY = f"{WRITE}sections/summary/"


def summary() -> Section:
    """Return the section that is written."""
    return Section.objects.get(report__inspection__reference="FIR-2018-E", kind="summary")


def report_begun(world: World) -> Sent:
    """A report, where there was none."""
    framework = world.records["FIR-2018-E"].framework
    inspection = factories.InspectionFactory(
        reference="FIR-2018-P", force=world.forces["first"], framework=framework, stage="drafting", published_on=None
    )
    factories.AssignmentFactory(inspection=inspection, user=world.people[WHO].user)
    return WHO, "/reports/FIR-2018-P/write/begin/", {"title": "Effectiveness 2018: First force"}


def title_changed(world: World) -> Sent:
    """Another title."""
    report = Report.objects.get(inspection__reference="FIR-2018-E")
    return WHO, f"{WRITE}title/", {"version": report.version, "title": "Effectiveness 2018"}


def section_written(world: World) -> Sent:
    """Words with a field and a footnote."""
    text = "There are {count:areas-for-improvement}.[^1]\n\n[^1]: Counted today."
    return WHO, SUMMARY, {"version": summary().version, "number": 0, "tab": "", "text": text, "then": "save"}


def draft_kept(world: World) -> Sent:
    """What somebody has typed so far, sent to be looked at."""
    return WHO, SUMMARY, {"version": summary().version, "number": 0, "tab": "a", "text": "Half", "then": "preview"}


def figure_added(world: World) -> Sent:
    """A figure that is published of the force."""
    ReportFigure.objects.all().delete()
    value = Value.objects.published().filter(force=world.forces["first"]).select_related("measure", "period").first()
    assert value is not None
    return WHO, f"{SUMMARY}figures/", {"figure": f"{value.measure.slug}:{value.period.slug}", "caption": ""}


def figure_changed(world: World) -> Sent:
    """Another caption and place."""
    figure = summary().figures.get()
    report_factories.ReportFigureFactory(section=figure.section, position=2)
    return WHO, f"{SUMMARY}figures/{figure.pk}/", {"caption": "Crime", "place": 2}


def word_added(world: World) -> Sent:
    """A word explained."""
    return "manager", "/glossary/add/", {"term": "golden hour", "definition": "The hour after a crime."}


def word_changed(world: World) -> Sent:
    """A word explained otherwise."""
    entry = GlossaryTerm.objects.get(term="mutual aid")
    return "manager", f"/glossary/{entry.pk}/", {"version": entry.version, "term": "mutual aid", "definition": "Help."}


REPORTS = [
    report_begun,
    title_changed,
    section_written,
    draft_kept,
    figure_added,
    figure_changed,
    word_added,
    word_changed,
]
