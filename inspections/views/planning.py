"""The plan of a cycle: the board of its forces by stage, planning many at once, one inspection's dates and team."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, FilteredRelation, OuterRef, Prefetch, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.models import Role, User
from core import clock
from core.dates import in_words
from core.lists import Column, ListPage
from core.views import FormPage
from forces.models import Bar, Cycle, Force
from forces.models.people import barred_forces
from inspections import policies
from inspections.actions import planning as actions
from inspections.forms.planning import BoardFilter, PlanForm, PlanOneForm
from inspections.models import Assignment, AssignmentRole, Framework, Inspection, Stage
from inspections.models.inspections import InspectionQuerySet
from inspections.views.inspections import COLOURS
from inspections.views.sections import sections


def lead_of(inspection: Any) -> str:
    """Return who leads an inspection."""
    leads = [one.user.name for one in inspection.assignments.all() if one.role == AssignmentRole.LEAD]
    return ", ".join(leads)


class Board(ListPage):
    """Every inspection of a cycle by force: how far, when, by whom; and the forces that have none."""

    permission_required = "inspections.read_inspections"
    template = "inspections/board.html"
    default_sort = "force"
    filter_class = BoardFilter
    empty = "No inspection of this cycle is planned, or none matches."
    columns: ClassVar[list[Column]] = [
        Column("force", "Force", lambda i: i.force.name, sort="force__name", link=lambda i: i.force.get_absolute_url()),
        Column("reference", "Inspection", lambda i: i.reference, sort="reference", link=lambda i: i.get_absolute_url()),
        Column("kind", "Kind", lambda i: i.kind, sort="kind", text=lambda i: i.get_kind_display()),
        Column("tranche", "Tranche", lambda i: i.tranche, sort="tranche", numeric=True),
        Column("fieldwork_from", "Fieldwork from", lambda i: i.fieldwork_from, sort="fieldwork_from",
               text=lambda i: in_words(i.fieldwork_from)),
        Column("fieldwork_to", "to", lambda i: i.fieldwork_to, text=lambda i: in_words(i.fieldwork_to)),
        Column("lead", "Lead", lead_of),
        Column("team", "Team", lambda i: len(i.assignments.all()), numeric=True),
        Column("stage", "Stage", lambda i: i.stage, sort="stage", text=lambda i: i.get_stage_display(),
               tag=lambda i: COLOURS[i.stage]),
    ]  # fmt: skip

    @cached_property
    def cycles(self) -> list[Any]:
        """Return every cycle, the latest first, each saying if it has an inspection that the person may know of."""
        inspections = Inspection.objects.visible_to(self.request.user).filter(cycle=OuterRef("pk"))
        return list(Cycle.objects.annotate(is_inspected=Exists(inspections)).order_by("-first_year"))

    @cached_property
    def cycle(self) -> Cycle:
        """Return the cycle of the address, or the latest that has begun or has an inspection, or the latest of all."""
        if "cycle" in self.kwargs:
            found = [cycle for cycle in self.cycles if cycle.slug == self.kwargs["cycle"]]
        else:
            year = clock.today().year
            found = [one for one in self.cycles if one.is_inspected or one.first_year <= year] or self.cycles
        if not found:
            raise Http404
        return found[0]

    @property
    def title(self) -> str:  # type: ignore[override]
        """Return what the page is called."""
        return f"Plan of {self.cycle.title}"

    def sections(self) -> list[dict[str, Any]]:
        """Return the lists beside this one."""
        return sections(self.request.user, reverse("inspections:plan"))

    @property
    def caption(self) -> str:  # type: ignore[override]
        """Return what the table holds."""
        return f"Inspections of {self.cycle.title}, by force"

    def known(self) -> InspectionQuerySet:
        """Return the cycle's inspections that this person may know of."""
        return Inspection.objects.visible_to(self.request.user).filter(cycle=self.cycle)

    def rows(self, filters: dict[str, Any]) -> InspectionQuerySet:
        """Return what the filter asks for; who is on a team is for those inside."""
        rows = self.known().filter(**{name: filters[name] for name in ("stage", "kind", "tranche") if filters[name]})
        team = Assignment.objects.select_related("user")
        if self.request.user.is_force_contact:
            team = team.none()
        return rows.select_related("force").prefetch_related(Prefetch("assignments", team))

    def by_force(self) -> list[tuple[str, bool, str | None]]:
        """Return each force's name with the stage of each inspection it has, and once without one.

        Of a barred force only what is published.
        """
        of_cycle = FilteredRelation("inspections", condition=Q(inspections__cycle=self.cycle))
        is_barred = Q(pk__in=barred_forces(self.request.user))
        is_out = Q(held__stage__isnull=False, held__stage=Stage.PUBLISHED)
        forces = Force.objects.annotate(held=of_cycle).filter(~is_barred | is_out)
        return list(forces.order_by("name").values_list("name", "is_in_scope", "held__stage"))

    def context(self) -> dict[str, Any]:
        """Count by stage, and name the forces without an inspection to those who know of all there are."""
        missing: list[str] = []
        if self.request.user.role in {Role.MANAGER, Role.ADMINISTRATOR, Role.AUDITOR}:
            rows = self.by_force()
            held = [(stage, name) for name, _, stage in rows if stage]
            missing = [name for name, is_in_scope, stage in rows if is_in_scope and not stage]
        else:
            held = list(self.known().order_by().values_list("stage", "force__name"))
        counts = Counter(stage for stage, _ in held)
        return {
            "cycle": self.cycle,
            "cycles": self.cycles,
            "stages": [(stage, counts[stage.value]) for stage in Stage],
            "planned": len({force for _, force in held}),
            "missing": missing,
            "may_plan": self.request.user.has_perm("inspections.plan_inspections"),
        }


class PlanMany(FormPage):
    """Inspections of many forces are planned at once."""

    permission_required = "inspections.plan_inspections"
    template = "inspections/plan.html"
    said = "Planned. Give each inspection its lead and team."

    @cached_property
    def cycle(self) -> Cycle:
        """Return the cycle of the address."""
        return get_object_or_404(Cycle, slug=self.kwargs["cycle"])

    def form(self, *data: Any) -> PlanForm:
        """Offer the cycle's frameworks and the forces that are not barred to this person."""
        barred = barred_forces(self.request.user)
        return PlanForm(
            *data,
            frameworks=Framework.objects.filter(cycle=self.cycle).order_by("pillar", "-version_number"),
            forces=Force.objects.in_scope().exclude(pk__in=barred).order_by("name"),
            initial={"kind": "peel", "forces": self.request.GET.getlist("force")},
        )

    def context(self) -> dict[str, Any]:
        """Name the page."""
        back = reverse("inspections:plan-cycle", args=[self.cycle.slug])
        return {
            "title": f"Plan inspections in {self.cycle.title}",
            "cycle": self.cycle,
            "inspection": None,
            "back": back,
        }

    def act(self, form: PlanForm) -> list[Inspection]:
        """Plan them."""
        cleaned = {**form.cleaned_data, "forces": list(form.cleaned_data["forces"])}
        return actions.plan(by=self.request.user, cycle=self.cycle, **cleaned)

    def done(self, made: list[Inspection]) -> str:
        """Go to the board."""
        return reverse("inspections:plan-cycle", args=[self.cycle.slug])


class PlanOne(FormPage):
    """One inspection's tranche, dates, lead and team."""

    permission_required = "inspections.plan_inspections"
    template = "inspections/plan.html"

    @cached_property
    def inspection(self) -> Inspection:
        """Return an unpublished inspection this manager is not barred from."""
        rows = Inspection.objects.with_contents_visible_to(self.request.user).select_related("force", "cycle")
        found = get_object_or_404(rows, reference=self.kwargs["reference"])
        if not policies.plans(self.request.user, found):
            raise PermissionDenied(actions.NOT_PLANNER)
        return found

    def form(self, *data: Any) -> PlanOneForm:
        """Begin with what is planned."""
        held = self.inspection
        people = User.objects.filter(role__in=[Role.INSPECTOR, Role.MANAGER], is_active=True).order_by("name")
        if data:
            return PlanOneForm(*data, people=list(people))
        team = list(held.assignments.order_by("pk"))
        leads = [one.user_id for one in team if one.role == AssignmentRole.LEAD]
        initial = {name: getattr(held, name) for name in ("version", "tranche", "fieldwork_from", "fieldwork_to")}
        initial |= {"lead": leads[0] if leads else "", "team": [one.user_id for one in team]}
        return PlanOneForm(people=list(people), initial=initial)

    def context(self) -> dict[str, Any]:
        """Name the page, and who must keep away from the force."""
        bars: QuerySet[Bar] = Bar.objects.filter(force=self.inspection.force).select_related("user")
        return {
            "title": f"Plan {self.inspection.reference}",
            "cycle": self.inspection.cycle,
            "inspection": self.inspection,
            "barred": sorted({bar.user.name for bar in bars}),
            "back": self.inspection.get_absolute_url(),
        }

    def act(self, form: PlanOneForm) -> Inspection:
        """Save it."""
        return actions.change(by=self.request.user, inspection=self.inspection, **form.cleaned_data)
