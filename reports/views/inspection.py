"""The page of one inspection: its plan and progress, and, to those who may read them, its contents."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Prefetch
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404

from core.exporters import csv_response
from core.forms import FilterForm
from core.views import Page
from core.words import plural
from findings import policies
from findings.models import Event, Status
from forces.models.people import barred_forces
from inspections import policies as inspection_policies
from inspections.models import Assignment, Inspection
from reports import inspections as gathered
from reports.inspections import Line

HEADINGS = ["inspection", "question", "scope", "grade", "last_inspected", "carried_over", "reason"]


class InspectionPage(Page):
    """One inspection, from scope to follow-up, with the progress of each computed."""

    permission_required = "inspections.read_inspections"
    template = "inspections/detail.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show the inspection; an unpublished one shows its contents only to those who may read them."""
        inspection = self.inspection()
        filters = FilterForm(request.GET)
        if wrong := self.misread_page():
            filters.add_error(None, wrong)
        lines = gathered.lines(inspection, with_judgments=inspection.is_readable)
        if request.GET.get("format") == "csv":
            return judgments_file(inspection, lines)
        team = [] if request.user.is_force_contact else list(inspection.assignments.all())
        shown = {"inspection": inspection, "team": team, "lines": lines}
        shown |= self.contents(inspection) if inspection.is_readable else self.progress_only(inspection)
        shown["may_observe"] = inspection.is_readable and self.may_observe(inspection, team)
        return self.render(
            200 if filters.is_valid() else 400,
            **shown,
            filters=filters,
            labels=dict(Status.choices),
            steps=steps(inspection, lines, shown),
        )

    def follow_up_address(self, **changed: Any) -> str:
        """Return where another page of the follow-up list is."""
        return f"{self.address(**changed)}#follow-up"

    def inspection(self) -> Any:
        """Return the inspection a person may know of, and whether they may read its contents."""
        user = self.request.user
        readable = Inspection.objects.with_contents_visible_to(user).filter(pk=OuterRef("pk"))
        visible = Inspection.objects.visible_to(user).annotate(is_readable=Exists(readable))
        team = Prefetch("assignments", Assignment.objects.select_related("user"))
        held = visible.select_related("force", "cycle", "framework__cycle").prefetch_related(team)
        return get_object_or_404(held, reference=self.kwargs["reference"])

    def contents(self, inspection: Inspection) -> dict[str, Any]:
        """Return what the inspection raised and, until it is published, must follow up, and its file reviews."""
        user = self.request.user
        follow_ups = None
        if inspection.is_published:
            raised = gathered.raised(inspection, user)
        else:
            number = self.request.GET.get("page")
            raised, follow_ups = gathered.raised_and_to_follow_up(inspection, user, number)
        shown = follow_ups.shown if follow_ups and user.has_perm("findings.record_follow_up") else []
        return {
            "raised": gathered.by_question(raised),
            "raised_count": len(raised),
            "follow_ups": follow_ups,
            "recorded_count": follow_ups.recorded if follow_ups else 0,
            "recordable": {one.finding.pk for one in shown if policies.is_live(user, one.finding)},
            "observations": gathered.observations(inspection, user),
            "exercises": gathered.exercises(inspection, user),
            "may_plan": user.has_perm("inspections.plan_file_reviews") and inspection_policies.plans(user, inspection),
            # whoever reads an unpublished inspection is on its team, or a manager or auditor who is not barred
            "may_raise": user.has_perm("findings.raise_finding") and not inspection.is_published,
            "may_publish": user.has_perm("findings.publish") and not inspection.is_published,
        }

    def may_observe(self, inspection: Inspection, team: list[Any]) -> bool:
        """Say whether to offer recording an observation, from what the page holds; the action asks anew.

        Whoever is barred from the force does not get as far as an unpublished inspection.
        """
        user = self.request.user
        is_theirs = policies.is_manager(user, inspection) or any(one.user_id == user.pk for one in team)
        may = user.has_perm("findings.raise_finding") and is_theirs
        return may and not (inspection.is_published and inspection.force_id in barred_forces(user))

    def progress_only(self, inspection: Inspection) -> dict[str, Any]:
        """Return what an administrator may know of an unpublished inspection: how much is done, not what was found."""
        recorded = Event.objects.follow_ups().filter(inspection=inspection).values("finding").distinct().count()
        return {
            "raised": {}, "raised_count": None, "follow_ups": None, "recorded_count": recorded,
            "recordable": set(), "exercises": [], "may_plan": False, "may_raise": False, "may_publish": False,
        }  # fmt: skip


def steps(inspection: Inspection, lines: list[Line], shown: dict[str, Any]) -> list[dict[str, str]]:
    """Return the side navigation: each part of the page, with its progress in words."""
    found = [step("plan", "Plan and team", plural(len(shown["team"]), "person", "people") if shown["team"] else "")]
    if lines:
        found.append(step("judgments", "Scope and judgments", judged_in_words(inspection, lines)))
    if not inspection.is_readable:
        found.append(step("follow-up", "Follow-up", f"{shown['recorded_count']} followed up"))
        return found
    if shown["exercises"]:
        found.append(step("file-reviews", "File reviews", reviewed_in_words(shown["exercises"])))
    found.append(step("findings", "Findings", f"{shown['raised_count']} raised"))
    found.append(step("observations", "Observations", "no findings"))
    if not inspection.is_published:
        found.append(
            step("follow-up", "Follow-up", f"{shown['recorded_count']} of {len(shown['follow_ups'])} followed up")
        )
    return found


def step(anchor: str, text: str, note: str) -> dict[str, str]:
    """Return one part of the page."""
    return {"text": text, "href": f"#{anchor}", "note": note}


def judged_in_words(inspection: Inspection, lines: list[Line]) -> str:
    """Return how many of the judgments this inspection gives are held; else how many questions are scoped."""
    if not inspection.is_readable:
        questions = [line for line in lines if line.slug != "overall"]
        return f"{sum(1 for line in questions if line.scope)} of {len(questions)} questions scoped"
    given = [line for line in lines if line.is_to_be_graded]
    return f"{sum(1 for line in given if line.judgment)} of {len(given)} graded"


def reviewed_in_words(exercises: list[Any]) -> str:
    """Return the progress of a single sample, or how many exercises there are: exercises are never added together."""
    if len(exercises) == 1 and exercises[0].drawn:
        return f"{exercises[0].reviewed} of {exercises[0].drawn} files marked"
    return plural(len(exercises), "exercise")


def judgments_file(inspection: Inspection, lines: list[Line]) -> HttpResponseBase:
    """Stream the judgments table: what stands on each question, published or not."""
    return csv_response(
        f"judgments-{inspection.reference}",
        HEADINGS,
        lines,
        lambda line: [
            inspection.reference, line.slug, line.scope.get_decision_display().lower() if line.scope else "",
            line.stands.grade, line.stands.last_inspected, line.stands.carried_over, line.reason,
        ],
    )  # fmt: skip
