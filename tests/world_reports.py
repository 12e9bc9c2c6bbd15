"""The reports of the small world: each inspection's, with words that only those may read who write them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from forces.models import Measure, Period
from reports.models import Report, SectionKind
from tests import report_factories

TYPED_BY = "manager leading"


def add(world: Any, subject: Any) -> None:
    """Begin a report of each inspection: a summary, a question and an annex, a figure, and a draft somebody typed."""
    term = report_factories.GlossaryTermFactory(term="mutual aid")
    world.subjects.append(subject("term", (term.pk,)))
    for inspection in list(world.of("inspection")):
        add_report(world, subject, inspection)


def grow(world: Any, number: int, measure: Measure) -> None:
    """Add a word to the glossary, and a figure to the report of the open inspection."""
    report_factories.GlossaryTermFactory(term=f"word {number}")
    summary = world.records["report of FIR-2018-E"].sections.get(kind=SectionKind.SUMMARY)
    report_factories.ReportFigureFactory(section=summary, measure=measure, position=number + 2)


def report_of(inspection: Any) -> Report:
    """Return the report of an inspection, begun where it is not."""
    held = Report.objects.filter(inspection=inspection).first()
    return held or report_factories.ReportFactory(inspection=inspection)


def add_report(world: Any, subject: Any, about: Any) -> None:
    """Write the report of one inspection."""
    inspection = world.records[about.args[0]]
    report = report_of(inspection)
    words, typed = f"MARK-words-{inspection.reference}", f"MARK-typed-{inspection.reference}"
    facts = {"force": about.force, "published": about.published, "team": about.team, "team_lead": about.team_lead}
    summary = report_factories.SectionFactory(
        report=report,
        text=f"{words}, {{count:areas-for-improvement}} of them.",
        fields={"count:areas-for-improvement": "9"},
        written_by=world.people["manager"].user,
        written_at=datetime(2018, 5, 21, 9, tzinfo=UTC),
    )
    question = inspection.framework.questions.first()
    report_factories.SectionFactory(
        report=report, kind=SectionKind.QUESTION, question=question, heading=question.title, text=words
    )
    report_factories.SectionFactory(report=report, kind=SectionKind.ANNEX, heading="About the data", text="")
    figure = report_factories.ReportFigureFactory(
        section=summary, measure=Measure.objects.earliest("pk"), period=Period.objects.earliest("pk")
    )
    user = world.people[TYPED_BY].user
    report_factories.SectionDraftFactory(section=summary, user=user, text=typed, seen_version=summary.version)
    world.records[f"report of {inspection.reference}"] = report
    section = (inspection.reference, summary.key)
    world.subjects += [
        subject("report", (inspection.reference,), mark=words, **facts),
        subject("section", section, **facts),
        subject("report figure", (*section, figure.pk), **facts),
        subject("typed", section, mark=typed, **{**facts, "reviewer": TYPED_BY}),
    ]
