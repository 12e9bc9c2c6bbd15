"""What a confirmed proposal records in other rooms: an inspection, a judgment with its scope, a finding.

The one module of reading that makes records of inspections and findings. Nothing that is held is overwritten: where a
report says otherwise, what is held is named and the proposal is not taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError

from core import history
from core.actions import save
from core.dates import in_words
from findings.actions import back_catalogue
from findings.back_catalogue import planning
from findings.back_catalogue.layout import Line
from findings.back_catalogue.matching import held_alike
from findings.back_catalogue.planning import Plan
from findings.models import Finding, FindingKind, SourceRow
from forces.models import Cycle, Force
from inspections.models import (
    Exercise,
    Framework,
    Grade,
    Inspection,
    InspectionKind,
    Judgment,
    JudgmentState,
    Question,
    ScopeDecision,
    ScopeEntry,
    Stage,
)
from reports.models import Outcome, ReportFile

NEW = "new"  # chosen instead of a held finding that reads alike
RAISED = "raised"  # what a report says of a finding that it is the first to print


@dataclass(frozen=True)
class Recorded:
    """What came of a confirmation, with the record it led to."""

    outcome: Outcome
    judgment: Judgment | None = None
    finding: Finding | None = None
    exercise: Exercise | None = None


# --- the inspection ----------------------------------------------------------------------------------------


def inspection(*, force: Force, framework: Framework, published_on: date | None, source: str) -> Inspection:
    """Return the published inspection that a report is of; make it where none is held."""
    Force.objects.select_for_update(no_key=True).get(pk=force.pk)  # two who read its reports make one
    reference = f"{force.code}-{framework.cycle.first_year}-{framework.pillar}"
    same = Inspection.objects.filter(reference=reference).select_related("framework").first()
    if published_on is None and (same is None or same.published_on is None):
        raise ValidationError({"published_on": f"Enter the day: none is held of {reference}."})
    if same is None:
        made = Inspection(reference=reference, force=force, cycle=framework.cycle, framework=framework)
        made.kind, made.stage = InspectionKind.PEEL, Stage.PUBLISHED
        made.published_on, made.source = published_on, source
        return save(made)
    check_inspection(same, framework, published_on)
    if same.published_on is None:
        same.published_on, same.out_by = published_on, None
        save(same)
    return same


def check_inspection(held: Inspection, framework: Framework, published_on: date | None) -> None:
    """Refuse an inspection that is not the report's: unpublished, illustrative, of another framework or day."""
    if held.is_illustrative:
        raise ValidationError({"framework": f"{held} is illustrative: nothing published is recorded in it."})
    if not held.is_published:
        raise ValidationError({"framework": f"{held} is held and not published yet: publish it first."})
    if held.framework_id != framework.pk:
        title = held.framework.title if held.framework else "no framework"
        raise ValidationError({"framework": f"{held} is held with another framework: {title}."})
    if held.published_on and published_on not in (None, held.published_on):
        day = in_words(held.published_on)
        raise ValidationError({"published_on": f"{held} is held as published on {day}. Correct one of the two."})


# --- a judgment --------------------------------------------------------------------------------------------


def judgment(
    *,
    of: Inspection,
    question: Question | None,
    state: str,
    grade: Grade | None,
    last_inspected: str,
    reason: str,
    source: str,
) -> Recorded:
    """Record what a report judged; of a question last inspected in an earlier cycle, that the earlier grade stands."""
    if question and grade and not question.is_graded:
        raise ValidationError({"conclusion": f"{question} is never graded in this framework."})
    if question and last_inspected != of.cycle.slug:
        return carried_over(of, question, grade, last_inspected, source)
    scoped = question is not None and scope(of, question, ScopeDecision.INSPECTED, source)
    held = Judgment.objects.filter(inspection=of, question=question).select_related("grade", "question").first()
    if held:
        if (held.state, held.grade_id) != (state, grade and grade.pk):
            raise ValidationError({"conclusion": f"{of} holds another judgment. {held}. It stays as it is."})
        return Recorded(Outcome.MADE if scoped else Outcome.HELD, judgment=held)
    made = Judgment(inspection=of, question=question, state=state, grade=grade, reason=reason, source=source)
    return Recorded(Outcome.MADE, judgment=save(made))


def carried_over(of: Inspection, question: Question, grade: Grade | None, year: str, source: str) -> Recorded:
    """Record that a question was left out, so that its earlier grade stands; the earlier grade itself is not made."""
    if not Cycle.objects.filter(slug=year, first_year__lt=of.cycle.first_year).exists():
        words = f"{year} is no cycle before {of.cycle.slug}: give the one in which the question was last inspected."
        raise ValidationError({"last_inspected": words})
    earlier = Judgment.objects.filter(
        inspection__force=of.force_id, inspection__cycle__slug=year, question__slug=question.slug
    )
    held = earlier.select_related("grade", "question", "inspection").first()
    if held and grade and held.state == JudgmentState.GRADED and held.grade_id != grade.pk:
        raise ValidationError({"conclusion": f"{held.inspection} holds another judgment. {held}. It stays as it is."})
    is_new = scope(of, question, ScopeDecision.CARRIED_OVER, source)
    return Recorded(Outcome.MADE if is_new else Outcome.HELD, judgment=held)


def scope(of: Inspection, question: Question, decision: ScopeDecision, source: str) -> bool:
    """Record whether an inspection looked at a question; say whether that was new."""
    held = ScopeEntry.objects.filter(inspection=of, question=question).first()
    if held is None:
        save(ScopeEntry(inspection=of, question=question, decision=decision, source=source))
        return True
    if held.decision == ScopeDecision.NOT_KNOWN:
        held.decision, held.source = decision, source
        save(held)
        return True
    if held.decision != decision:
        says = str(held.get_decision_display()).lower()
        raise ValidationError({"last_inspected": f"{of} holds otherwise of this question: {says}."})
    return False


# --- a finding ---------------------------------------------------------------------------------------------


def planned(report: ReportFile, *, kind: str, question: str, wording: str, by: Any, at: datetime, locked: bool) -> Plan:
    """Return what the back catalogue would do with a finding of a report."""
    of = report.inspection
    assert of is not None and of.framework is not None  # noqa: S101, PT018 - confirmed before
    texts = {
        "force": of.force.code,
        "raised_cycle": of.cycle.slug,
        "pillar": of.framework.get_pillar_display().lower(),
        "question": question,
        "type": FindingKind(kind).label.lower(),
        "subject_paraphrased": wording,
        "status_as_of_cycle": of.cycle.slug,
        "status": RAISED,
        "source": report.source,
        "published_on": of.published_on.isoformat() if of.published_on else "",
    }
    return planning.plan([Line(1, "", texts)], by=by, at=at, locked=locked)


def finding(
    plan: Plan,
    *,
    title: str,
    diagnostic: int | None,
    parent: Finding | None,
    same_as: str,
    source: str,
    by: Any,
    at: datetime,
) -> Recorded:
    """Do what was planned: add the finding as it is printed, or recognise the one that is held."""
    [row] = plan.rows
    if row.problems or row.standing is None:
        raise ValidationError([f"{problem.message} {problem.mend}" for problem in row.problems])
    if same_as not in {"", NEW}:
        return recognised(plan, same_as, by=by, at=at)
    held = row.standing.finding
    is_new = row.outcome == "added"
    if not same_as and (others := alike(plan)):
        words = f"It reads like {others[0].reference}, which is held: choose that one, or say that it is new."
        raise ValidationError({"same_as": words})
    if is_new:
        held.title, held.source = title, source
        held.diagnostic_id, held.parent = diagnostic, parent
    try:
        back_catalogue.apply(plan)
    except IntegrityError as error:
        if not back_catalogue.is_taken(error):
            raise
        raise ValidationError("Somebody recorded a finding of this force meanwhile. Send it again.") from error
    if is_new and parent is not None and parent.recommendation_not_held:
        parent.recommendation_not_held = False
        save(parent)
    return Recorded(Outcome.MADE if is_new else Outcome.HELD, finding=held)


def alike(plan: Plan) -> list[Finding]:
    """Return the held findings that one which would be added reads like: a person says whether it is one of them."""
    [row] = plan.rows
    return held_alike(row.told, plan.held) if row.told and row.outcome == "added" else []


def recognised(plan: Plan, reference: str, *, by: Any, at: datetime) -> Recorded:
    """Keep that a finding, which a person says is the same, holds what the report says: the same again is no news."""
    [row] = plan.rows
    held = next((one for some in plan.held.findings.values() for one in some if one.reference == reference), None)
    if held is None or row.told is None or held.kind != row.told.kind:
        raise ValidationError({"same_as": "Choose a finding of this kind that the inspection is known to have raised."})
    if row.told.key not in {source.key for source in SourceRow.objects.filter(key=row.told.key)}:
        found = {"cells": row.told.line.texts, "said": [row.told.said]}
        history.bulk_create(
            SourceRow, [SourceRow(key=row.told.key, finding=held, found=found, loaded_by=by, loaded_at=at)]
        )
    return Recorded(Outcome.HELD, finding=held)


# --- a file review -----------------------------------------------------------------------------------------


def exercise(*, of: Inspection, files: int, good: int | None) -> Recorded:
    """Recognise the file review a count is of; one that is not held is kept with the report.

    A review needs the seed of its draw, which no report prints, so none is made.
    """
    for held in Exercise.objects.filter(inspection=of).order_by("reference"):
        is_same = held.as_published == f"{good} of {files}" if good is not None else held.target == files
        if is_same and (good is not None or not held.has_count):
            return Recorded(Outcome.HELD, exercise=held)
    return Recorded(Outcome.KEPT)
