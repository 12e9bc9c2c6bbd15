"""Writing frameworks: starting one, what it says of itself, a new version of one; scales and what their grades mean.

A framework that an inspection is bound to never changes again, nor does a scale it grades on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import slugify

from accounts.models import User
from core import history
from core.actions import action, lock, save
from forces.models import Cycle
from inspections.frameworks import why_closed, why_scale_closed
from inspections.models import (
    Diagnostic,
    Framework,
    Grade,
    JudgmentState,
    MappingKind,
    Pillar,
    Question,
    QuestionMapping,
    Scale,
)

EDIT = "inspections.edit_frameworks"
WORDS = {"E": "effectiveness", "F": "efficiency", "L": "legitimacy", "P": "peel"}


def opened(framework: Framework, version: int) -> Framework:
    """Return a framework locked, while it may change: no inspection is bound to it."""
    fresh = lock(framework, version=version)
    if reason := why_closed(fresh):
        raise ValidationError(reason)
    return fresh


def address(cycle: Cycle, pillar: str, number: int) -> str:
    """Return the short name of a version of a framework: effectiveness-2017, peel-2021-22-v2."""
    first = f"{WORDS[Pillar(pillar)]}-{cycle.slug}"
    return first if number == 1 else f"{first}-v{number}"


def check_scale(versions: Iterable[Framework], scale: int) -> None:
    """Refuse another scale than the other versions of a cycle's framework grade on: they count as one."""
    for other in [one for one in versions if one.scale_id != scale]:
        raise ValidationError({"scale": f"{other} grades on “{other.scale}”, and so do all versions of it."})


def made(cycle: Cycle, pillar: str, scale: int, **told: Any) -> Framework:
    """Save the next version of a cycle's framework."""
    versions = list(Framework.objects.filter(cycle=cycle, pillar=pillar).order_by("version_number"))
    check_scale(versions, scale)
    number = versions[-1].version_number + 1 if versions else 1
    slug = address(cycle, pillar, number)
    return save(Framework(cycle=cycle, pillar=pillar, scale_id=scale, version_number=number, slug=slug, **told))


@action(EDIT)
def start(
    *, by: User, cycle: Cycle, pillar: str, title: str, scale: Scale, has_overall: bool, source: str
) -> Framework:
    """Start a framework without questions; a second one of the same cycle and pillar is its next version."""
    return made(cycle, pillar, title=title, scale=scale.pk, has_overall=has_overall, source=source)


@action(EDIT)
def change(
    *, by: User, framework: Framework, version: int, title: str, scale: Scale, has_overall: bool, source: str
) -> Framework:
    """Change what a framework says of itself; cycle and pillar are its address and stay."""
    fresh = opened(framework, version)
    check_scale(Framework.objects.filter(cycle=fresh.cycle_id, pillar=fresh.pillar).exclude(pk=fresh.pk), scale.pk)
    fresh.title, fresh.scale, fresh.has_overall, fresh.source = title, scale, has_overall, source
    return save(fresh)


@action(EDIT)
def make_version(*, by: User, framework: Framework, cycle: Cycle, title: str) -> Framework:
    """Copy a framework with its questions and diagnostics to a new version, in its own cycle or another.

    A question keeps its short name, which says that it is the same question. Within the cycle it comes from where the
    question copied comes from; to a later cycle it comes from that one.
    """
    fresh = lock(framework)
    if cycle.pk != fresh.cycle_id and cycle.first_year < Cycle.objects.get(pk=fresh.cycle_id).first_year:
        raise ValidationError({"cycle": "A framework is copied to its own cycle or to a later one."})
    history.because(f"Copied from {fresh.slug}")
    copy = made(
        cycle, fresh.pillar, title=title, scale=fresh.scale_id, has_overall=fresh.has_overall, source=fresh.source
    )
    questions = list(fresh.questions.all())
    fields = ("pillar", "number", "slug", "title", "grading", "source")
    copies = history.bulk_create(
        Question, [Question(framework=copy, **{name: getattr(one, name) for name in fields}) for one in questions]
    )
    of = dict(zip((one.pk for one in questions), copies, strict=True))
    diagnostics = Diagnostic.objects.filter(question__framework=fresh)
    history.bulk_create(
        Diagnostic,
        [Diagnostic(question=of[one.question_id], number=one.number, title=one.title) for one in diagnostics],
    )
    if cycle.pk == fresh.cycle_id:
        mappings = QuestionMapping.objects.filter(later__framework=fresh)
        history.bulk_create(
            QuestionMapping,
            [
                QuestionMapping(earlier_id=one.earlier_id, later=of[one.later_id], kind=one.kind, note=one.note)
                for one in mappings
            ],
        )
    return copy


@action(EDIT)
def map_question(
    *, by: User, framework: Framework, version: int, question: Question, earlier: Question, kind: str, note: str
) -> QuestionMapping:
    """Say which question of an earlier framework a question comes from, and how."""
    fresh = opened(framework, version)
    if kind == MappingKind.SAME and question.slug == earlier.slug:
        raise ValidationError({"kind": "Their short names are the same, so they are the same question already."})
    save(fresh)
    return save(QuestionMapping(earlier=earlier, later=question, kind=kind, note=note))


@action(EDIT)
def unmap_question(*, by: User, framework: Framework, version: int, mapping: QuestionMapping) -> Framework:
    """Take back where a question comes from."""
    fresh = opened(framework, version)
    save(fresh)
    mapping.delete()
    return fresh


@action(EDIT)
def put_scale(
    *, by: User, scale: Scale | None = None, version: int | None = None, title: str, grades: Sequence[tuple[str, str]]
) -> Scale:
    """Make a scale, or change one nobody is graded on yet; `grades` are (label, descriptor), the best first."""
    slugs = [slugify(label)[:50].strip("-") for label, _ in grades]
    if len(set(slugs)) < len(slugs) or "" in slugs:
        raise ValidationError({"grades": "Each grade needs a name of its own, with letters or figures."})
    if states := [label for slug, (label, _) in zip(slugs, grades, strict=True) if slug in JudgmentState.values]:
        raise ValidationError({"grades": f"“{states[0]}” says whether there is a grade: call this one otherwise."})
    if scale is None:
        held = save(Scale(slug=free_slug(title), title=title))
    else:
        held = lock(scale, version=version)
        if reason := why_scale_closed(held):
            raise ValidationError(reason)
        held.title = title
        save(held)
        history.bulk_delete(Grade.objects.filter(scale=held))
    rows = [
        Grade(scale=held, slug=slug, label=label, descriptor=descriptor, rank=rank)
        for rank, (slug, (label, descriptor)) in enumerate(zip(slugs, grades, strict=True), start=1)
    ]
    history.bulk_create(Grade, rows)
    return held


def free_slug(title: str) -> str:
    """Return a short name made of a scale's title; one that is taken is refused."""
    slug = slugify(title)[:50].strip("-")
    if not slug or Scale.objects.filter(slug=slug).exists():
        raise ValidationError({"title": "Choose another title: its short name is made of it and is empty or taken."})
    return slug
