"""Writing the questions of a framework with their diagnostics.

Each write locks the framework and counts its version up, so that two people changing one never pass each other.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db.models import Model, ProtectedError
from django.utils.text import slugify

from accounts.models import User
from core import history
from core.actions import action, save
from core.words import plural
from inspections.actions.frameworks import EDIT, opened
from inspections.models import Diagnostic, Framework, Question
from inspections.rules.grades import OVERALL


@action(EDIT)
def put(
    *,
    by: User,
    framework: Framework,
    version: int,
    question: Question | None = None,
    title: str,
    slug: str,
    pillar: str,
    grading: str,
    diagnostics: Sequence[str],
    source: str,
) -> Question:
    """Add a question at the end of a framework, or change one; diagnostics are their titles in order."""
    fresh = opened(framework, version)
    others = [one for one in fresh.questions.all() if question is None or one.pk != question.pk]
    short = slug or slugify(title)[:50].strip("-")
    if not short:
        raise ValidationError({"slug": "Enter a short name: the title has no letters or figures to make one of."})
    if short.startswith(OVERALL):
        raise ValidationError({"slug": f"Choose another: names that begin with “{OVERALL}” are of overall judgments."})
    if any(one.slug == short for one in others):
        raise ValidationError({"slug": f"Another question of this framework is called {short} already."})
    held = question or Question(framework=fresh, number=max((one.number for one in others), default=0) + 1)
    held.title, held.slug, held.pillar, held.grading, held.source = title, short, pillar, grading, source
    save(fresh)
    save(held)
    write_diagnostics(held, diagnostics)
    return held


def write_diagnostics(question: Question, titles: Sequence[str]) -> None:
    """Make a question's diagnostics these, in this order."""
    held = list(question.diagnostics.order_by("number"))
    for one in held[len(titles) :]:
        delete(one)
    changed = [one for one, title in zip(held, titles, strict=False) if one.title != title]
    for one, title in zip(held, titles, strict=False):
        one.title = title
    history.bulk_update(Diagnostic, changed, ["title"])
    more = enumerate(titles[len(held) :], start=len(held) + 1)
    history.bulk_create(Diagnostic, [Diagnostic(question=question, number=n, title=title) for n, title in more])


def delete(part: Model) -> None:
    """Delete a part of a framework; one that findings loaded from a file are about stays."""
    try:
        part.delete()
    except ProtectedError as error:
        about = plural(len(error.protected_objects), "finding is", "findings are")
        raise ValidationError(f"{about} about “{part}”, so it cannot be removed.") from error


@action(EDIT)
def move(*, by: User, framework: Framework, version: int, question: Question, up: bool) -> Question:
    """Move a question one place up or down."""
    fresh = opened(framework, version)
    rows = list(fresh.questions.order_by("number"))
    place = rows.index(question)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(rows):
        raise ValidationError(f"“{question}” is {'first' if up else 'last'} already.")
    rows[place], rows[other] = rows[other], rows[place]
    save(fresh)
    for number, row in enumerate(rows, start=1):
        row.number = number
    history.bulk_update(Question, rows, ["number"])
    return question


@action(EDIT)
def remove(*, by: User, framework: Framework, version: int, question: Question) -> Framework:
    """Remove a question with its diagnostics, unless a later question comes from it or a finding is about it."""
    fresh = opened(framework, version)
    if later := question.became.count():
        raise ValidationError(f"{plural(later, 'question')} of later frameworks come from it: take that back first.")
    save(fresh)
    for part in [*question.diagnostics.all(), *question.came_from.all()]:
        delete(part)
    delete(question)
    rows = list(fresh.questions.order_by("number"))
    for number, row in enumerate(rows, start=1):
        row.number = number
    history.bulk_update(Question, rows, ["number"])
    return fresh
