"""What is asked of a criteria template: whether it may change, whether it may be used, who used it, who changed it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count

from accounts.models import User
from core import history
from core.history import Change
from core.words import plural
from inspections.models import CriteriaTemplate, Criterion, Exercise, Rating, Theme
from inspections.rules import criteria as rules


def why_not_usable(template: CriteriaTemplate) -> list[str]:
    """Return what a template lacks before an exercise may use it; nothing when it is ready."""
    themes = template.themes.annotate(questions=Count("criteria")).values_list("title", "questions")
    return rules.gaps(list(themes), list(template.ratings.values_list("label", "counts_as_good")))


def why_closed(template: CriteriaTemplate, by: User) -> str:
    """Return why a template can no longer change, to a person, and what to do; nothing while it can."""
    newest = newest_of(template)
    if newest.pk != template.pk:
        return f"{newest} is the newest: version {template.version_number} no longer changes. Change the newest."
    if newest.uses:
        return f"{used_by(template, by, newest.uses)}, so it no longer changes. Make a new version and change that."
    return ""


def newest_of(template: CriteriaTemplate) -> Any:
    """Return the newest version of a template; `uses` is the number of exercises that use it."""
    versions = CriteriaTemplate.objects.filter(slug=template.slug).annotate(uses=Count("exercises"))
    return versions.latest("version_number")


def used_by(template: CriteriaTemplate, by: User, count: int) -> str:
    """Say which exercise uses a template and how many others do; none is named that a person may not know of."""
    named = Exercise.objects.visible_to(by).filter(template=template).order_by("reference").first()
    if named is None:
        return f"{template} is used by {plural(count, 'exercise')}"
    others = f" and {plural(count - 1, 'other exercise')}" if count > 1 else ""
    return f"{template} is used by {named.reference}{others}"


def changes_of(template: CriteriaTemplate, since: datetime | None = None) -> list[Change]:
    """Return what changed in a template and all its parts, newest first."""
    themes: Any = Theme.history.filter(template_id=template.pk)
    questions: Any = Criterion.history.filter(theme_id__in=themes.values("id"))
    ratings: Any = Rating.history.filter(template_id=template.pk)
    found = [
        *history.changes(template.history.all()),
        *history.changes_of_many(themes, lambda row: f"Theme “{row.title}”"),
        *history.changes_of_many(questions, lambda row: f"Question “{row.text}”"),
        *history.changes_of_many(ratings, lambda row: f"Rating “{row.label}”"),
    ]
    return sorted((c for c in found if since is None or c.at >= since), key=lambda change: change.at, reverse=True)


def changes_after(template: CriteriaTemplate, version: int) -> list[Change]:
    """Return what changed in a template and its parts after a version that a form showed."""
    saved = template.history.filter(version__gt=version).order_by("version").first()
    return changes_of(template, since=saved.history_date) if saved else []
