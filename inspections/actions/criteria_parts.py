"""Writing the parts of a criteria template: themes, questions, ratings.

Each write locks the template and counts its version up, so that two people changing one template never pass each other.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils.text import slugify

from accounts.models import User
from core import history
from core.actions import action, save
from core.words import plural
from inspections.actions.criteria import EDIT, opened
from inspections.models import AnswerValue, CriteriaTemplate, Criterion, Rating, Theme
from inspections.rules import criteria as rules

Part = Theme | Criterion | Rating
P = TypeVar("P", Theme, Criterion, Rating)
OUT_OF_THE_WAY = 10_000  # numbers are moved up by this first, for none may be held twice


@action(EDIT)
def put_theme(*, by: User, template: CriteriaTemplate, version: int, part: Theme | None = None, title: str) -> Theme:
    """Add a theme at the end, or change one."""
    fresh = opened(by, template, version)
    theme = part or Theme(template=fresh, number=_next(list(fresh.themes.all())))
    theme.title = title
    return _saved(theme, fresh)


@action(EDIT)
def put_rating(
    *,
    by: User,
    template: CriteriaTemplate,
    version: int,
    part: Rating | None = None,
    label: str,
    counts_as_good: bool,
) -> Rating:
    """Add a rating below the others, or change one."""
    fresh = opened(by, template, version)
    others = [one for one in fresh.ratings.all() if part is None or one.pk != part.pk]
    if any(one.label.casefold() == label.casefold() for one in others):
        raise ValidationError({"label": f"There is a rating called “{label}” already."})
    rating = part or Rating(
        template=fresh, number=_next(others), slug=_free_slug(label, {one.slug for one in others}, "rating")
    )
    rating.label, rating.counts_as_good = label, counts_as_good
    return _saved(rating, fresh)


@action(EDIT)
def put_question(
    *,
    by: User,
    template: CriteriaTemplate,
    version: int,
    part: Criterion | None = None,
    theme: Theme,
    text: str,
    guidance: str = "",
    is_critical: bool = False,
    answer_set: str,
    asked_after: Criterion | None = None,
    asked_when: str = "",
) -> Criterion:
    """Add a question at the end of a theme, or change one; given another theme it goes to the end of that."""
    fresh = opened(by, template, version)
    if theme.template_id != fresh.pk:
        raise ValidationError({"theme": "Choose a theme of this template."})
    held = list(Criterion.objects.of_template(fresh.pk))
    others = [one for one in held if part is None or one.pk != part.pk]
    question = part or Criterion(slug=_free_slug(text, {one.slug for one in others}, "question"))
    left = question.theme_id
    if left != theme.pk:
        question.theme, question.number = theme, _next([one for one in others if one.theme_id == theme.pk])
    question.text, question.guidance, question.is_critical = text, guidance, is_critical
    question.answer_set, question.asked_after, question.asked_when = answer_set, asked_after, asked_when
    _check_question(question, held, sorted([*others, question], key=lambda one: (one.theme.number, one.number)))
    _saved(question, fresh)
    if left and left != theme.pk:
        _number([one for one in others if one.theme_id == left])
    return question


def _check_question(question: Criterion, held: Sequence[Criterion], after: Sequence[Criterion]) -> None:
    """Refuse a condition that cannot hold, and a change that another question's condition does not allow.

    `held` are the questions as they are, `after` as they would be: one in another theme may come too late, one with
    other answers may lack the one that is asked for.
    """
    if (question.asked_after_id is None) != (question.asked_when == ""):
        name, missing = ("asked_when", "answer") if question.asked_after_id else ("asked_after", "earlier question")
        raise ValidationError({name: f"Choose the {missing} that this question depends on."})
    for broken in rules.broken([one.as_question for one in after]):
        if broken.key == question.pk:
            raise ValidationError(_own_condition(question, broken))
        raise ValidationError({"answer_set" if broken.lacks_answer else "theme": _condition_of(broken.key, held)})


def _own_condition(question: Criterion, broken: rules.Broken) -> dict[str, str]:
    """Say what is wrong with a question's own condition."""
    if not broken.lacks_answer:
        return {"asked_after": "Choose a question of this template that comes before this one."}
    named = question.asked_after
    offered = ", ".join(str(answer.label).lower() for answer in named.offered) if named else ""
    return {"asked_when": f"That question does not offer this answer. It offers: {offered}."}


def _condition_of(key: int, held: Sequence[Criterion]) -> str:
    """Say which question depends on which answer of which, by their numbers, and what to do."""
    numbers = {one.pk: number for number, one in enumerate(held, start=1)}
    one = next(one for one in held if one.pk == key)
    after, answer = numbers[one.asked_after_id], str(AnswerValue(one.asked_when).label).lower()  # type: ignore[index]
    return f"Question {numbers[key]} is asked only when question {after} is answered {answer}: change that first."


@action(EDIT)
def move(*, by: User, template: CriteriaTemplate, version: int, part: Part, up: bool) -> Part:
    """Move a part one place up or down: a theme or rating in the template, a question within its theme."""
    fresh = opened(by, template, version)
    held = [] if isinstance(part, Rating) else list(Criterion.objects.of_template(fresh.pk))
    rows = _beside(part, fresh, held)
    place = rows.index(part)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(rows):
        raise ValidationError(f"“{part}” is {'first' if up else 'last'} already.")
    rows[place], rows[other] = rows[other], rows[place]
    for broken in rules.broken([one.as_question for one in _in_order(held, rows)]):
        raise ValidationError(_condition_of(broken.key, held))
    save(fresh)
    _number(rows)
    return part


@action(EDIT)
def remove(*, by: User, template: CriteriaTemplate, version: int, part: Part) -> Part:
    """Remove a part that nothing depends on; those after it move up."""
    fresh = opened(by, template, version)
    held = [] if isinstance(part, Rating) else list(Criterion.objects.of_template(fresh.pk))
    if isinstance(part, Theme) and (inside := [one for one in held if one.theme_id == part.pk]):
        raise ValidationError(f"“{part}” has {plural(len(inside), 'question')}: remove or move them first.")
    if isinstance(part, Criterion):
        for one in held:
            if one.asked_after_id == part.pk:
                raise ValidationError(_condition_of(one.pk, held))
    rows = [one for one in _beside(part, fresh, held) if one.pk != part.pk]
    save(fresh)
    part.delete()
    _number(rows)
    return part


def _beside(part: Part, template: CriteriaTemplate, held: Sequence[Criterion]) -> list[Part]:
    """Return the rows a part is numbered among, itself one of them, in order."""
    if isinstance(part, Criterion):
        return [one for one in held if one.theme_id == part.theme_id]
    return list(template.themes.all() if isinstance(part, Theme) else template.ratings.all())


def _in_order(held: Sequence[Criterion], rows: Sequence[Part]) -> list[Criterion]:
    """Return the questions as they would be asked if these rows stood in this order."""
    places = {(type(row), row.pk): place for place, row in enumerate(rows)}

    def place(one: Criterion) -> tuple[int, int]:
        theme, own = (Theme, one.theme_id), (Criterion, one.pk)
        return places.get(theme, one.theme.number), places.get(own, one.number)

    return sorted(held, key=place)


def _number(rows: Sequence[Part]) -> None:
    """Number rows from 1 in this order, writing those whose number changes."""
    numbered = [(row, number) for number, row in enumerate(rows, start=1) if row.number != number]
    if not numbered:
        return
    model = type(numbered[0][0])
    model._default_manager.filter(pk__in=[row.pk for row, _ in numbered]).update(number=F("number") + OUT_OF_THE_WAY)
    for row, number in numbered:
        row.number = number
    history.bulk_update(model, [row for row, _ in numbered], ["number"])


def _next(rows: Collection[Part]) -> int:
    """Return the number after the last of some rows."""
    return max((row.number for row in rows), default=0) + 1


def _free_slug(text: str, taken: Collection[str], otherwise: str) -> str:
    """Return a short name made of a text that no other row of the template has."""
    base = slugify(text)[:40].strip("-") or otherwise
    number = 1
    while (slug := base if number == 1 else f"{base}-{number}") in taken:
        number += 1
    return slug


def _saved(part: P, template: CriteriaTemplate) -> P:
    """Count the template's version up and save a part of it.

    In this order: what changed after a version is what was written from the moment of the next.
    """
    save(template)
    return save(part)
