"""Planning a crime file review, and changing the plan until its files are drawn."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from core.views import FormPage
from inspections import policies
from inspections.actions import exercises as actions
from inspections.forms.exercises import PlanForm, initial_of, initial_of_new
from inspections.models import CriteriaTemplate, Exercise, ExerciseState, Inspection
from inspections.views.file_reviews import ExercisePages


def newest_templates() -> list[CriteriaTemplate]:
    """Return the newest version of each template of criteria."""
    newest = {template.slug: template for template in CriteriaTemplate.objects.order_by("slug", "version_number")}
    return list(newest.values())


class PlanExercise(FormPage):
    """Plans a file review of an inspection."""

    permission_required = "inspections.plan_file_reviews"
    template = "file_reviews/plan.html"
    said = "The file review is planned."

    @cached_property
    def inspection(self) -> Inspection:
        """Return the inspection, to those who may read its contents."""
        held = Inspection.objects.with_contents_visible_to(self.request.user).select_related("force", "cycle")
        return get_object_or_404(held, reference=self.kwargs["reference"])

    def form(self, *data: Any) -> PlanForm:
        """Return the form, filled with the cycle's rule; only those who may plan get it."""
        if not policies.plans(self.request.user, self.inspection):
            raise PermissionDenied(actions.NOT_PLANNER)
        return PlanForm(
            *data,
            people=list(Exercise(inspection=self.inspection).possible_reviewers()),
            templates=newest_templates(),
            initial={} if data else initial_of_new(actions.usual_target(self.inspection)),
            cancel=self.inspection.get_absolute_url(),
            is_new=True,
        )

    def act(self, form: PlanForm) -> Exercise:
        """Plan it."""
        return actions.plan(by=self.request.user, inspection=self.inspection, plan=form.plan, types=form.types)

    def context(self) -> dict[str, Any]:
        """Return the inspection."""
        return {"inspection": self.inspection, "exercise": None, "is_fixed": False}


class ChangePlan(ExercisePages, FormPage):
    """Changes a plan while nothing is drawn."""

    permission_required = "inspections.plan_file_reviews"
    template = "file_reviews/plan.html"
    said = "The plan is saved."

    def form(self, *data: Any) -> PlanForm:
        """Return the form with the plan as it is."""
        exercise = self.exercise
        if not policies.may_plan(self.request.user, exercise.inspection):
            raise PermissionDenied(actions.NOT_PLANNER)
        templates = {template.pk: template for template in (*newest_templates(), exercise.template) if template}
        return PlanForm(
            *data,
            people=list(exercise.possible_reviewers()),
            templates=list(templates.values()),
            initial={} if data else initial_of(exercise),
            cancel=exercise.get_absolute_url(),
            is_new=False,
        )

    def act(self, form: PlanForm) -> Exercise:
        """Save it."""
        return actions.change(
            by=self.request.user,
            exercise=self.exercise,
            version=form.cleaned_data["version"] or 0,
            plan=form.plan,
            types=form.types,
            reason=form.cleaned_data["reason"],
        )

    def context(self) -> dict[str, Any]:
        """Return the exercise, its inspection, and whether the plan can still change."""
        is_fixed = self.exercise.state != ExerciseState.PLANNED
        return {"inspection": self.exercise.inspection, "exercise": self.exercise, "is_fixed": is_fixed}
