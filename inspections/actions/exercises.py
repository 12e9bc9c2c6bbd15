"""Planning a crime file review: what it draws from, how many, by which criteria; the seed is made with it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import User
from core.actions import action, lock, save
from inspections import criteria, policies
from inspections.models import CriteriaTemplate, Design, Exercise, ExerciseState, Inspection, ReviewPlan, Stratum
from inspections.rules.file_reviews import COUNTED_DESIGNS
from inspections.rules.planning import OffenceType, next_reference, slugs_of

NOT_PLANNER = "File reviews are planned by the lead of the inspection’s team, or by a manager, until it is published."
NOT_PLANNED_ANY_MORE = "The files of this exercise have been drawn; its plan stays as it was."


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a person decides about an exercise; `target` is left open for a stratified sample, whose types have one."""

    title: str
    design: str
    template: CriteriaTemplate | None
    lead: User | None
    population: str
    window_from: date | None
    window_to: date | None
    target: int | None
    second_share: int
    second_lowest: bool
    purge_on: date | None

    @property
    def fields(self) -> dict[str, Any]:
        """Return the fields of the exercise by name."""
        return {name: getattr(self, name) for name in Plan.__dataclass_fields__}


def usual_target(inspection: Inspection) -> int | None:
    """Return how many files the cycle's rule asks of the force; nothing where no rule is recorded."""
    rule = ReviewPlan.objects.filter(cycle=inspection.cycle_id).prefetch_related("larger_in").first()
    return rule.size_for(inspection.force) if rule else None


@action("inspections.plan_file_reviews")
def plan(*, by: User, inspection: Inspection, plan: Plan, types: Sequence[OffenceType]) -> Exercise:
    """Plan an exercise: it gets its reference, and its seed before anybody has seen a list of crimes."""
    _check_may_plan(by, inspection)
    held = lock(inspection)
    taken = held.exercises.values_list("reference", flat=True)
    exercise = Exercise(reference=next_reference(held.reference, taken), inspection=held, seed=secrets.token_hex(16))
    return _written(exercise, plan, types)


@action("inspections.plan_file_reviews")
def change(
    *, by: User, exercise: Exercise, version: int, plan: Plan, types: Sequence[OffenceType], reason: str = ""
) -> Exercise:
    """Change a plan before files are drawn; after a dry run that needs a reason. Reference and seed stay."""
    _check_may_plan(by, exercise.inspection)
    fresh = lock(exercise, version=version)
    if fresh.state != ExerciseState.PLANNED or fresh.files.exists():
        raise ValidationError(NOT_PLANNED_ANY_MORE)
    if not reason and fresh.draws.exists():
        raise ValidationError({"reason": "A dry run was made with this plan: give the reason for changing it."})
    return _written(fresh, plan, types)


def _check_may_plan(by: User, inspection: Inspection) -> None:
    """Refuse whoever may not plan file reviews of an inspection."""
    if not policies.may_plan(by, inspection):
        raise PermissionDenied(NOT_PLANNER)


def _written(exercise: Exercise, plan: Plan, types: Sequence[OffenceType]) -> Exercise:
    """Save an exercise with what was decided, and its offence types in their order."""
    for name, value in plan.fields.items():
        setattr(exercise, name, value)
    if plan.design == Design.STRATIFIED:
        exercise.target = sum(one.target or 0 for one in types)
    _check(exercise, plan, types)
    is_new = exercise.pk is None
    save(exercise)
    _write_types(exercise, types, is_new=is_new)
    return exercise


def _check(exercise: Exercise, plan: Plan, types: Sequence[OffenceType]) -> None:
    """Refuse a plan that cannot be drawn, or whose lead is not on the team."""
    if plan.lead and plan.lead not in exercise.possible_reviewers():
        raise ValidationError({"lead": f"{plan.lead} is not on the team of {exercise.inspection}."})
    if plan.template and (lacks := criteria.why_not_usable(plan.template)):
        raise ValidationError({"template": [f"These criteria cannot be used yet. {' '.join(lacks)}"]})
    if plan.design in COUNTED_DESIGNS and not (plan.window_from and plan.window_to and types and plan.template):
        raise ValidationError("A sample is drawn from a window of dates and offence types, and marked by criteria.")
    if plan.design == Design.STRATIFIED and not all(one.target for one in types):
        raise ValidationError("A stratified sample has a number of files for each offence type.")


def _write_types(exercise: Exercise, types: Sequence[OffenceType], *, is_new: bool) -> None:
    """Make the exercise's offence types those of the plan; one that stays keeps its row."""
    slugs = slugs_of(one.title for one in types)
    rows = [
        Stratum(exercise=exercise, number=number, slug=slug, title=one.title, target=one.target)
        for number, (slug, one) in enumerate(zip(slugs, types, strict=True), start=1)
    ]
    if not is_new:
        exercise.strata.exclude(slug__in=slugs).delete()
    Stratum.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["exercise", "slug"], update_fields=["number", "title", "target"]
    )
