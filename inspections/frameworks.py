"""What is asked of a framework: whether it may still change, what changed in it, which questions it may come from."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q

from core import history
from core.history import Change
from core.words import plural
from inspections.models import Diagnostic, Framework, Inspection, Question, QuestionMapping, Scale


def why_closed(framework: Framework) -> str:
    """Return why a framework can no longer change, and what to do; nothing while it can."""
    count = Inspection.objects.filter(framework=framework).count()
    if not count:
        return ""
    bound = f"{plural(count, 'inspection is', 'inspections are')} bound to it"
    return f"{bound}, so it no longer changes. Make a new version and change that."


def why_scale_closed(scale: Scale) -> str:
    """Return why a scale can no longer change; nothing while it can."""
    used = Framework.objects.filter(scale=scale, inspections__isnull=False).first()
    return f"{used} is in use and grades on it, so it no longer changes. Make another scale." if used else ""


def changes_of(framework: Framework, since: datetime | None = None) -> list[Change]:
    """Return what changed in a framework and all its parts, newest first."""
    questions: Any = Question.history.filter(framework_id=framework.pk)
    keys = questions.values("id")
    diagnostics: Any = Diagnostic.history.filter(question_id__in=keys)
    mappings: Any = QuestionMapping.history.filter(later_id__in=keys)
    found = [
        *history.changes(framework.history.all()),
        *history.changes_of_many(questions, lambda row: f"Question “{row.title}”"),
        *history.changes_of_many(diagnostics, lambda row: f"Diagnostic “{row.title}”"),
        *history.changes_of_many(mappings, lambda row: "Where a question comes from"),
    ]
    return sorted((c for c in found if since is None or c.at >= since), key=lambda change: change.at, reverse=True)


def changes_after(framework: Framework, version: int) -> list[Change]:
    """Return what changed in a framework and its parts after a version that a form showed."""
    saved = framework.history.filter(version__gt=version).order_by("version").first()
    return changes_of(framework, since=saved.history_date) if saved else []


def earlier_questions(framework: Framework) -> list[Question]:
    """Return the questions of earlier frameworks that one of this framework may come from, the latest first."""
    year = framework.cycle.first_year
    before = Q(framework__cycle__first_year__lt=year) | Q(
        framework__cycle=framework.cycle_id,
        framework__pillar=framework.pillar,
        framework__version_number__lt=framework.version_number,
    )
    found = Question.objects.filter(before).select_related("framework")
    return list(found.order_by("-framework__cycle__first_year", "framework__pillar", "-framework__pk", "number"))
