"""What stands between a report and its publication, each thing in words with the page where it is mended.

A gate is a function of a report's records and a day. The first edition passes all of them; a correction, whose
inspection is out already, those of what it prints.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from django.urls import reverse

from findings import publication
from findings.follow_up_gate import unassessed
from findings.publication import Blocker
from forces.actions.figures import in_words, unpublished_in
from inspections.models import Exercise, ExerciseState, JudgmentStatus, Stage
from reports import check_gates
from reports.document import fields
from reports.document.judgments import TO_BE_GRADED, concluded
from reports.document.records import Records
from reports.gates.concluding import everything_is_moderated, grades_are_borne_out
from reports.models import AccuracyCheck, ReportFigure, Section
from reports.rules.writing import needs_words

Gate = Callable[[Records, date], Iterable[Blocker]]
READY = {Stage.WITH_FORCE, Stage.APPROVED}


def blockers(records: Records, on: date) -> list[Blocker]:
    """Return all that stands in the way of an edition of a report, on a day."""
    gates = CORRECTION if records.inspection.is_published else FIRST
    return [blocker for gate in gates for blocker in gate(records, on)]


def unfinished(records: Records, on: date) -> list[Blocker]:
    """Return what a draft lacks that may be sent to its force and not be published like that."""
    return [blocker for gate in (words, numbers, judgments) for blocker in gate(records, on)]


def stage(records: Records, on: date) -> Iterator[Blocker]:
    """The draft was with the force."""
    inspection = records.inspection
    if inspection.stage not in READY:
        words = f"The inspection is at “{inspection.get_stage_display()}”: its draft was not with the force yet."
        yield Blocker(words, inspection.get_absolute_url())


def findings(records: Records, on: date) -> list[Blocker]:
    """Its findings can go out, and earlier ones are assessed or left with a reason."""
    inspection = records.inspection
    drafts = list(publication.drafts_of(inspection).select_related("parent"))
    return publication.blockers(inspection, drafts, unassessed(inspection))


def moderation(records: Records, on: date) -> Iterable[Blocker]:
    """Everything that needs a judgment has one, a panel moderated it, and its evidence still bears it out."""
    return [*everything_is_moderated(records.facts), *grades_are_borne_out(records.facts)]


def judgments(records: Records, on: date) -> Iterator[Blocker]:
    """No judgment it prints is still to be made, and none waits for a panel again."""
    inspection = records.inspection
    href = f"{inspection.get_absolute_url()}#judgments"
    for line in records.lines:
        if concluded(line, inspection.cycle.first_year)[0] == TO_BE_GRADED:
            yield Blocker(f"{line.title} is still to be graded.", href)
        elif inspection.is_published and line.judgment and line.judgment.status != JudgmentStatus.MODERATED:
            yield Blocker(f"The judgment is not moderated: {line.title}.", href)


def sent_to_force(records: Records, on: date) -> list[Blocker]:
    """Its draft was sent to the force, and what came of that is settled."""
    return check_gates.before_approval(records.inspection, on)


def checks(records: Records, on: date) -> list[Blocker]:
    """No factual accuracy check is open."""
    held = AccuracyCheck.objects.filter(report=records.report).open().with_comment_counts().order_by("number")
    return [blocker for check in held for blocker in check_gates.left_of(check, on)]


def words(records: Records, on: date) -> Iterator[Blocker]:
    """Every section that needs words has them."""
    has_framework = records.inspection.framework is not None
    for section in records.sections:
        if needs_words(section.kind, has_framework=has_framework) and not section.text:
            yield Blocker(f"“{section.heading}” has no words yet.", section_page(records, section))


def numbers(records: Records, on: date) -> Iterator[Blocker]:
    """The numbers in the words are those of the records."""
    for one in fields.changed_since_written(records):
        said = f"“{one.section.heading}” says {one.written} where its record says {one.now}: changed since written."
        yield Blocker(said, section_page(records, one.section))


def section_page(records: Records, section: Section) -> str:
    """Return where a section is written."""
    return reverse("reports:section", args=[records.inspection.reference, section.key])


def file_reviews(records: Records, on: date) -> Iterator[Blocker]:
    """Every file review that was drawn is locked."""
    drawn = Exercise.objects.filter(inspection=records.inspection, state=ExerciseState.DRAWN)
    for exercise in drawn.order_by("reference"):
        yield Blocker(f"File review {exercise.reference} is not locked.", exercise.get_absolute_url())


def figures(records: Records, on: date) -> Iterator[Blocker]:
    """Every figure it prints is published, or was frozen when it was."""
    rows = ReportFigure.objects.filter(section__report=records.report, frozen=None).select_related("measure", "period")
    if held := unpublished_in([(row.measure, row.period) for row in rows]):
        yield Blocker(f"Figures it prints are not published yet: {in_words(held)}.", reverse("forces:measures"))


# figures that are not frozen yet are frozen as the edition is prepared
CORRECTION: list[Gate] = [judgments, checks, words, numbers, figures]
FIRST: list[Gate] = [stage, findings, file_reviews, moderation, judgments, sent_to_force, words, numbers, figures]
