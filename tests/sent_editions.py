"""The forms of editions, filled in rightly, for tests/test_queries.py: who sends what where."""

from __future__ import annotations

from typing import Any

from core import clock
from findings.models import Finding
from inspections.models import Exercise, ExerciseState, Inspection, Judgment, Stage
from reports.document import shape
from reports.document.gathering import gather
from reports.document.records import Records
from reports.models import AccuracyCheck, CheckState, Comment, Edition, EditionState, Report, Section
from tests import factories
from tests.world import World

Sent = tuple[str, str, dict[str, Any]]
ADDRESS = "/reports/FIR-2018-E/"


def cleared(world: World) -> Edition:
    """Clear everything out of the way of the open inspection's edition, which is of the records as they are."""
    inspection, by = world.records["FIR-2018-E"], world.people["manager leading"].user
    Inspection.objects.filter(pk=inspection.pk).update(stage=Stage.WITH_FORCE)
    Judgment.objects.filter(inspection=inspection).update(status="moderated")
    for entry in inspection.scope.exclude(question__in=inspection.judgments.exclude(question=None).values("question")):
        factories.JudgmentFactory(inspection=inspection, question=entry.question)
    factories.bear_out(inspection)
    Section.objects.filter(report__inspection=inspection, kind="summary").update(text="It does well.", fields={})
    Exercise.objects.filter(inspection=inspection).update(
        state=ExerciseState.LOCKED, locked_by=by, locked_at=clock.now()
    )
    for finding in Finding.objects.open().filter(force=inspection.force, cycle__first_year__lt=2018):
        factories.EventFactory(finding=finding, inspection=inspection, verdict="no-progress", recorded_by=by)
    for number in range(20):
        factories.FindingFactory(inspection=inspection, reference=f"FIR-2018-{number + 10}", status="draft")
    Comment.objects.filter(state="open").update(
        state="rejected", reason="It is right.", decided_by=by, decided_at=clock.now()
    )
    AccuracyCheck.objects.update(state=CheckState.CLOSED, closed_by=by, closed_at=clock.now())
    text = shape.as_text(gather(Records(Report.objects.get(inspection=inspection))))
    Edition.objects.filter(report__inspection=inspection).update(snapshot=text, sha256=shape.hash_of(text))
    return Edition.objects.get(report__inspection=inspection)


def preparation(world: World) -> Sent:
    """The first edition, after one that was withdrawn."""
    edition = cleared(world)
    Edition.objects.filter(pk=edition.pk).update(state=EditionState.WITHDRAWN)
    return "manager", f"{ADDRESS}publish/prepare/", {"version": edition.report.version}


def approval(world: World) -> Sent:
    """An edition as it was read."""
    data = {"seen": cleared(world).sha256, "is_read": "on"}
    return "manager", f"{ADDRESS}editions/1/approve/", data


def edition_withdrawal(world: World) -> Sent:
    """An edition that is taken back."""
    return "manager", f"{ADDRESS}editions/1/withdraw/", {"reason": "A count is wrong"}


def approved(world: World) -> None:
    """Approve the edition."""
    by = world.people["manager"].user
    cleared(world)
    Inspection.objects.filter(reference="FIR-2018-E").update(stage=Stage.APPROVED)
    Edition.objects.filter(report__inspection__reference="FIR-2018-E").update(
        state=EditionState.APPROVED, approved_by=by, approved_at=clock.now()
    )


def publication(world: World) -> Sent:
    """An approved edition, with as many drafts as a report has, and its earlier findings assessed."""
    approved(world)
    return "manager", f"{ADDRESS}editions/1/publish/", {"when": "now"}


def hour(world: World) -> Sent:
    """The hour at which an approved edition is published."""
    approved(world)
    day = {"embargo_on-day": "1", "embargo_on-month": "7", "embargo_on-year": "2018", "embargo_at": "0:01"}
    return "manager", f"{ADDRESS}editions/1/publish/", {"when": "later", **day}


EDITIONS = [preparation, approval, edition_withdrawal, publication, hour]
