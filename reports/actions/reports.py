"""Beginning the report of an inspection."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import User
from core import history
from core.actions import action, lock, save
from inspections.models import Inspection, Question, ScopeDecision
from reports import policies
from reports.models import Report, Section, SectionKind
from reports.rules import writing

NOT_YOURS = "The report is written by the inspection’s team and by managers who are not barred from the force."
BEGUN = "The report was begun meanwhile."


@action("reports.write_reports")
def begin(*, by: User, inspection: Inspection, title: str, at: datetime) -> Report:
    """Begin a report with its sections, in the order they are printed."""
    fresh = lock(inspection)
    check_writer(by, fresh)
    if why_not := writing.why_not_begin(fresh.stage, in_words=fresh.get_stage_display()):
        raise ValidationError(why_not)
    if Report.objects.filter(inspection=fresh).exists():
        raise ValidationError(BEGUN, code="begun")
    report = save(Report(inspection=fresh, title=title.strip(), started_by=by, started_at=at))
    history.bulk_create(Section, sections_of(report))
    return report


@action("reports.write_reports")
def rename(*, by: User, report: Report, version: int, title: str) -> Report:
    """Call a report otherwise; editions that are out keep their title."""
    check_writer(by, report.inspection)
    fresh = lock(report, version=version)
    fresh.title = title.strip()
    return save(fresh)


def check_writer(by: User, inspection: Inspection) -> None:
    """Refuse whoever does not write the inspection's report."""
    if not policies.may_write(by, inspection):
        raise PermissionDenied(NOT_YOURS)


def sections_of(report: Report) -> list[Section]:
    """Return the sections of a new report; each question that was not left out has one."""
    inspection = report.inspection
    made: list[Section] = []
    for kind in writing.outline(has_framework=inspection.framework_id is not None):
        if kind == SectionKind.QUESTION:
            made += [Section(kind=kind, question=one, heading=one.title) for one in questions_of(inspection)]
        else:
            made.append(Section(kind=kind, heading=SectionKind(kind).label))
    for position, section in enumerate(made, start=1):
        section.report, section.position = report, position
    return made


def complete(inspection: Inspection) -> None:
    """Give a report that is begun a section on each question that came into scope since, in its place.

    The caller has locked the inspection and is changing it.
    """
    report = Report.objects.filter(inspection=inspection).first()
    held = list(report.sections.select_related("question")) if report else []
    known = {section.question_id for section in held}
    missing = [one for one in questions_of(inspection) if one.pk not in known] if report else []
    if not missing:
        return
    new = [Section(report=report, kind=SectionKind.QUESTION, question=one, heading=one.title) for one in missing]
    order = writing.outline(has_framework=True)
    held = sorted([*held, *new], key=lambda one: (order.index(one.kind), one.question.number if one.question else 0))
    for position, section in enumerate(held, start=1):
        section.position = position
    history.bulk_update(Section, [section for section in held if section.pk], ["position"])
    history.bulk_create(Section, new)


def questions_of(inspection: Inspection) -> list[Question]:
    """Return the questions an inspection looked at, in their order."""
    left_out = inspection.scope.filter(decision=ScopeDecision.CARRIED_OVER).values("question")
    return list(Question.objects.filter(framework=inspection.framework_id).exclude(pk__in=left_out).order_by("number"))
