"""The page of one inspection: its plan and progress, and, to those who may read them, its contents."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Prefetch
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.models import Role
from core.exporters import csv_response
from core.forms import FilterForm
from core.views import Page
from findings import follow_up_gate, policies
from findings.models import Finding, Status
from findings.rules.follow_up import NEITHER
from forces.models.people import barred_forces
from inspections import policies as inspection_policies
from inspections.models import Assignment, Inspection
from inspections.views.inspections import COLOURS
from reports import inspections as gathered
from reports import workspace
from reports.forms.stages import MoveForm
from reports.gates import Facts
from reports.inspections import Line

HEADINGS = ["inspection", "question", "scope", "grade", "last_inspected", "carried_over", "reason", "corrections"]


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
        shown["may_correct"] = (
            request.user.has_perm("inspections.correct_judgments")
            and inspection_policies.corrects(request.user, inspection)
            and inspection.force_id not in barred_forces(request.user)
        )
        shown["may_observe"] = inspection.is_readable and self.may_observe(inspection, team)
        facts = self.facts(inspection, lines, shown) if inspection.is_readable else None
        return self.render(
            200 if filters.is_valid() else 400,
            **shown,
            **self.moves(inspection, facts),
            filters=filters,
            labels=dict(Status.choices),
            colours=COLOURS,
            stages=[] if request.user.is_force_contact else stages_of(inspection, shown),
            reads_workings=self.reads_workings(inspection, team),
            parts=workspace.parts(self.request.user, inspection, lines, shown, facts),
        )

    def facts(self, inspection: Any, lines: list[Line], shown: dict[str, Any]) -> Facts:
        """Return what the gates read, from what the page holds already."""
        if inspection.is_published:
            return Facts(inspection)
        raised = [finding for found in shown["raised"].values() for finding in found]
        return Facts(
            inspection,
            questions={line.slug: line.title for line in lines if not line.is_overall},
            scope={line.slug: line.scope for line in lines if line.scope},
            judgments={line.slug: line.judgment for line in lines if line.judgment},
            exercises=shown["exercises"],
            drafts=[finding for finding in raised if finding.status == Status.DRAFT],
            unassessed=shown["follow_ups"].owed,
            has_report=inspection.has_report,
        )

    def moves(self, inspection: Inspection, facts: Facts | None) -> dict[str, Any]:
        """Return the next move with what is left before it, and the form that makes it, to who may read as much."""
        if facts is None or inspection.is_published:
            return {"ahead": None, "move_form": None}
        ahead = workspace.ahead(facts, self.request.user)
        if ahead is None or ahead.left or not ahead.may_move or ahead.elsewhere:
            return {"ahead": ahead, "move_form": None}
        action = reverse("inspections:move", args=[inspection.reference])
        initial = {"version": inspection.version, "to": ahead.to}
        return {"ahead": ahead, "move_form": MoveForm(initial=initial, to=ahead.to, is_back=False, action=action)}

    def reads_workings(self, inspection: Any, team: list[Any]) -> bool:
        """Say whether the person may read what judgments rest on and how they were moderated."""
        user = self.request.user
        is_theirs = user.role != Role.INSPECTOR or any(one.user_id == user.pk for one in team)
        may = inspection.is_readable and user.has_perm("inspections.read_moderation") and is_theirs
        # whoever is barred from the force does not get as far as an unpublished inspection
        return may and not (inspection.is_published and inspection.force_id in barred_forces(user))

    def follow_up_address(self, **changed: Any) -> str:
        """Return where another page of the follow-up list is."""
        return f"{self.address(**changed)}#follow-up"

    def inspection(self) -> Any:
        """Return the inspection a person may know of, and whether they may read its contents."""
        user = self.request.user
        readable = Inspection.objects.with_contents_visible_to(user).filter(pk=OuterRef("pk"))
        visible = workspace.with_progress(Inspection.objects.visible_to(user)).annotate(is_readable=Exists(readable))
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
            "open_count": workspace.open_ones(raised),
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
        said = follow_up_gate.last_words(inspection, Finding.objects.all())
        recorded = sum(one.state != NEITHER for one in said.values())
        return {
            "raised": {}, "raised_count": None, "open_count": 0, "follow_ups": None, "recorded_count": recorded,
            "recordable": set(), "exercises": [], "may_plan": False, "may_raise": False, "may_publish": False,
        }  # fmt: skip


def stages_of(inspection: Inspection, shown: dict[str, Any]) -> list[workspace.Step]:
    """Return the row of stages; a published inspection is in follow-up while a finding it raised is open."""
    return workspace.row_of_stages(inspection, is_followed_up=inspection.is_published and bool(shown["open_count"]))


def judgments_file(inspection: Inspection, lines: list[Line]) -> HttpResponseBase:
    """Stream the judgments table: what stands on each question, published or not."""
    return csv_response(
        f"judgments-{inspection.reference}",
        HEADINGS,
        lines,
        lambda line: [
            inspection.reference, line.slug, line.scope.get_decision_display().lower() if line.scope else "",
            line.stands.grade, line.stands.last_inspected, line.stands.carried_over, line.reason,
            line.corrected,
        ],
    )  # fmt: skip
