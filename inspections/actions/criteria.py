"""Writing criteria templates: starting one, its title, a new version of one in use."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.text import slugify

from accounts.models import User
from core import history
from core.actions import action, lock, save
from inspections.criteria import newest_of, why_closed
from inspections.models import CriteriaTemplate, Criterion, Rating, Theme

EDIT = "inspections.edit_criteria"


def opened(by: User, template: CriteriaTemplate, version: int) -> CriteriaTemplate:
    """Return a template locked, while it may change: it is the newest version and no exercise uses it."""
    fresh = lock(template, version=version)
    if reason := why_closed(fresh, by):
        raise ValidationError(reason)
    return fresh


@action(EDIT)
def start(*, by: User, title: str) -> CriteriaTemplate:
    """Start a template, empty; its address is made from its title."""
    slug = slugify(title)[:50].strip("-")
    if not slug:
        raise ValidationError({"title": "The title needs letters or figures: the template's address is made of them."})
    if taken := CriteriaTemplate.objects.filter(slug=slug).first():
        raise ValidationError({"title": f"“{taken.title}” has this address already: choose another title."})
    return save(CriteriaTemplate(slug=slug, title=title))


@action(EDIT)
def rename(*, by: User, template: CriteriaTemplate, version: int, title: str) -> CriteriaTemplate:
    """Change the title; the address stays."""
    fresh = opened(by, template, version)
    fresh.title = title
    return save(fresh)


@action(EDIT)
def make_version(*, by: User, template: CriteriaTemplate) -> CriteriaTemplate:
    """Copy the newest version, which is in use, to one that can be changed; conditions point to the copies."""
    fresh = lock(template)
    newest = newest_of(fresh)
    if newest.pk != fresh.pk:
        raise ValidationError(f"{newest} is the newest: only the newest can be copied.")
    if not newest.uses:
        raise ValidationError(f"No exercise uses {fresh} yet: change it as it is.")
    history.because(f"Copied from version {fresh.version_number}")
    made = save(
        CriteriaTemplate(
            slug=fresh.slug,
            version_number=fresh.version_number + 1,
            title=fresh.title,
            is_illustrative=fresh.is_illustrative,
        )
    )
    themes = _copy_themes(fresh, made)
    _copy_questions(list(Criterion.objects.of_template(fresh.pk)), themes)
    _copy_ratings(fresh, made)
    return made


def _copy_themes(old: CriteriaTemplate, new: CriteriaTemplate) -> dict[int, Theme]:
    """Copy the themes; return the copies by the key of what each was copied from."""
    themes = list(old.themes.all())
    copies = [Theme(template=new, number=number, title=one.title) for number, one in enumerate(themes, start=1)]
    return dict(zip((one.pk for one in themes), history.bulk_create(Theme, copies), strict=True))


def _copy_questions(questions: Sequence[Criterion], themes: dict[int, Theme]) -> None:
    """Copy the questions into copied themes: those that are always asked first, then those asked after copied ones."""
    copies: dict[int, Criterion] = {}
    while waiting := [one for one in questions if one.pk not in copies]:
        ready = [one for one in waiting if one.asked_after_id is None or one.asked_after_id in copies]
        made = history.bulk_create(Criterion, [_copied(one, questions, themes, copies) for one in ready])
        copies |= dict(zip((one.pk for one in ready), made, strict=True))


def _copied(
    one: Criterion, questions: Sequence[Criterion], themes: dict[int, Theme], copies: dict[int, Criterion]
) -> Criterion:
    """Return a copy of one question, numbered from 1 within its theme."""
    before = [other for other in questions if other.theme_id == one.theme_id and other.number < one.number]
    return Criterion(
        theme=themes[one.theme_id],
        number=len(before) + 1,
        slug=one.slug,
        text=one.text,
        guidance=one.guidance,
        is_critical=one.is_critical,
        answer_set=one.answer_set,
        asked_after=copies[one.asked_after_id] if one.asked_after_id else None,
        asked_when=one.asked_when,
    )


def _copy_ratings(old: CriteriaTemplate, new: CriteriaTemplate) -> None:
    """Copy the scale."""
    copies = [
        Rating(template=new, number=number, slug=one.slug, label=one.label, counts_as_good=one.counts_as_good)
        for number, one in enumerate(old.ratings.all(), start=1)
    ]
    history.bulk_create(Rating, copies)
