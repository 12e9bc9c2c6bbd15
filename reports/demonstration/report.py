"""The report on Bedfordshire of 2017, written anew from the demonstration: our words, the published facts."""

from __future__ import annotations

from pathlib import Path

from accounts.models import User
from core import clock
from forces.models import Measure, Period
from inspections.models import Inspection
from reports.actions import glossary, report_figures, sections
from reports.actions import reports as actions
from reports.demonstration.tables import rows
from reports.models import GlossaryTerm, Report, Section

REFERENCE = "BED-2017-E"
TITLE = "PEEL effectiveness 2017: Bedfordshire Police"
TEXTS = Path(__file__).parent / "report"


def load(*, by: User) -> None:
    """Load the glossary and, once, the report as its lead wrote it, every figure frozen."""
    load_glossary(by)
    inspection = Inspection.objects.get(reference=REFERENCE)
    if Report.objects.filter(inspection=inspection).exists():
        return
    report = actions.begin(by=by, inspection=inspection, title=TITLE, at=clock.now())
    held = {section.key: section for section in report.sections.select_related("question")}
    for section in held.values():
        section.report = report
    put_figures_in(by, held)
    for key, section in held.items():
        text = (TEXTS / f"{key}.md").read_text()
        sections.write(by=by, section=section, version=section.version, text=text, at=clock.now())
    report_figures.freeze(by=by, report=report)


def load_glossary(by: User) -> None:
    """Load the words that are not explained yet."""
    held = set(GlossaryTerm.objects.values_list("term", flat=True))
    for row in rows("glossary"):
        if row["term"] not in held:
            glossary.add(by=by, term=row["term"], definition=row["definition"])


def put_figures_in(by: User, held: dict[str, Section]) -> None:
    """Give each section its figures."""
    measures = {measure.slug: measure for measure in Measure.objects.select_related("denominator_measure")}
    periods = {period.slug: period for period in Period.objects.all()}
    for row in rows("report_figures"):
        section, caption = held[row["section"]], row["caption"]
        measure, period = measures[row["measure"]], periods[row["period"]]
        report_figures.add(by=by, section=section, measure=measure, period=period, caption=caption)
