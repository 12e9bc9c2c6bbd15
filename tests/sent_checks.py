"""The forms of the factual accuracy check, filled in rightly, for tests/test_queries.py: who sends what where."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from core import clock
from inspections.models import Inspection, JudgmentStatus, Stage
from reports.models import AccuracyCheck, CheckState, Comment
from tests import factories
from tests.world import World

Sent = tuple[str, str, dict[str, Any]]
ADDRESS = "/reports/FIR-2018-E/checks/1/"


def draft_sent(world: World) -> Sent:
    """A draft sent again, after more was moderated."""
    inspection, by = world.records["FIR-2018-E"], world.people["manager"].user
    Inspection.objects.filter(pk=inspection.pk).update(stage=Stage.MODERATION)
    inspection.judgments.update(status=JudgmentStatus.MODERATED)
    factories.JudgmentFactory(inspection=inspection, question=inspection.framework.questions.get(slug="question-2"))
    factories.bear_out(inspection)
    held = AccuracyCheck.objects.filter(report__inspection=inspection)
    held.update(state=CheckState.CLOSED, closed_by=by, closed_at=clock.now())
    return "inspector on the team", "/reports/FIR-2018-E/checks/send/", {"working_days": "10"}


def comment(world: World) -> Sent:
    """A comment with two files."""
    files = [SimpleUploadedFile(f"{number}.pdf", b"%PDF-1.4 a page") for number in range(2)]
    data = {"kind": "typing", "text": "It is 47.", "files": files}
    return "contact of first", f"{ADDRESS}comments/new/investigation-2/", data


def decision(world: World) -> Sent:
    """That a comment is right."""
    data = {"version": 1, "state": "accepted", "reason": "It is 47."}
    return "inspector on the team", f"{ADDRESS}comments/1/decide/", data


def leave(world: World) -> Sent:
    """Leave for late comments."""
    day = {"until-day": "20", "until-month": "6", "until-year": "2018"}
    return "manager", f"{ADDRESS}leave/", {"version": 1, "reason": "A flood", **day}


def closing(world: World) -> Sent:
    """A check closed before its last day."""
    Comment.objects.filter(state="open", accuracy_check__report__inspection__reference="FIR-2018-E").update(
        state="rejected", reason="It is right.", decided_by=world.people["manager"].user, decided_at="2018-06-01T09:00Z"
    )
    return "manager", f"{ADDRESS}close/", {"version": 1, "reason": "The force has no more to say"}


CHECKS = [draft_sent, comment, decision, leave, closing]
