"""A judgment with what it rests on and what stands beside it, and the decision of a panel on it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from core import clock
from core.views import FormPage, Page
from inspections import policies
from inspections.actions import moderations
from inspections.forms.judgments import DecisionForm
from inspections.judging import Subject, is_in_scope, subject
from inspections.models import (
    Assignment,
    AssignmentRole,
    EvidenceItem,
    Grade,
    Grading,
    Inspection,
    Judgment,
    JudgmentStatus,
    Marking,
    Moderation,
    Panel,
    Stage,
)
from inspections.rules import judging as rules
from reports import judging

COLOURS = {
    JudgmentStatus.PROPOSED: "yellow",
    JudgmentStatus.REFERRED_BACK: "orange",
    JudgmentStatus.MODERATED: "green",
}


class OfJudgment:
    """A page under a judgment's address."""

    request: Any
    kwargs: dict[str, Any]

    @cached_property
    def judgment(self) -> Judgment | None:
        """Return the judgment there is, to those who may read what it rests on."""
        readable = Judgment.objects.with_workings_visible_to(self.request.user)
        found = readable.select_related(
            "inspection__force", "inspection__cycle", "inspection__framework", "question", "grade", "proposed_by"
        )
        of_inspection = found.filter(inspection__reference=self.kwargs["reference"])
        slug = self.kwargs["judgment"]
        if slug.startswith("overall"):
            return next((one for one in of_inspection.filter(question=None) if one.slug == slug), None)
        return of_inspection.filter(question__slug=slug).first()

    @cached_property
    def inspection(self) -> Inspection:
        """Return the inspection."""
        if self.judgment is not None:
            return self.judgment.inspection
        readable = Inspection.objects.with_workings_visible_to(self.request.user)
        held = readable.select_related("force", "cycle", "framework")
        return get_object_or_404(held, reference=self.kwargs["reference"])

    @cached_property
    def subject(self) -> Subject:
        """Return what is judged."""
        held = self.judgment
        if held is not None:
            grading = held.question.grading if held.question else Grading.GRADED.value
            return Subject(held.slug, held.on_what, grading, held.question, held.pillar)
        found = subject(self.inspection, self.kwargs["judgment"])
        if found is None:
            raise Http404("The framework asks nothing of that name.")
        return found

    def shown(self) -> dict[str, Any]:
        """Return what the page shows of the judgment and beside it, under the highest marking of its evidence."""
        user, judgment, evidence = self.request.user, self.judgment, self.evidence()
        return {
            "inspection": self.inspection,
            "subject": self.subject,
            "judgment": judgment,
            "colour": COLOURS[JudgmentStatus(judgment.status)] if judgment else "",
            "evidence": evidence,
            "moderations": self.moderations(),
            "marking": Marking.highest(item.marking for item, _ in evidence),
            "beside": judging.beside(self.inspection, self.subject, judgment, user),
            "scale": self.inspection.framework.scale_id if self.inspection.framework else None,
        }

    def evidence(self) -> list[tuple[EvidenceItem, str]]:
        """Return what the judgment rests on, each with the address of its page, and saying whether it still counts."""
        if self.judgment is None:
            return []
        rests_on = EvidenceItem.objects.visible_to(self.request.user).filter(judgments=self.judgment)
        counting = self.judgment.rests_on.counting().filter(item=OuterRef("pk"))
        rests_on = rests_on.annotate(counts=Exists(counting)).select_related("inspection").order_by("number")
        return [(item, item.get_absolute_url()) for item in rests_on]

    def moderations(self) -> list[Moderation]:
        """Return what panels decided, the latest first."""
        if self.judgment is None:
            return []
        held = self.judgment.moderations.order_by("-pk")
        return list(held.select_related("panel", "grade_before", "grade_after", "recorded_by", "proposed_by"))


class JudgmentPage(OfJudgment, Page):
    """What an inspection concludes on a question, or overall: why, on what evidence, and how it was moderated."""

    inspection_part = "Scope and judgments"
    permission_required = "inspections.read_moderation"
    template = "judgments/detail.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it."""
        may_propose = self.may_propose()
        return self.render(
            **self.shown(),
            is_in_scope=self.is_in_scope,
            may_propose=may_propose,
            proposer="" if may_propose else self.proposer(),
            panels=self.panels(),
        )

    @cached_property
    def is_in_scope(self) -> bool:
        """Say whether the inspection looks at the question; what is judged already it did."""
        return self.judgment is not None or is_in_scope(self.inspection, self.subject)

    def may_propose(self) -> bool:
        """Say whether to offer proposing, from what the page holds; the action asks anew."""
        user: Any = self.request.user
        is_open = self.inspection.stage in rules.PROPOSED_IN
        status = self.judgment.status if self.judgment else JudgmentStatus.REFERRED_BACK
        may_change = rules.may_move(status, JudgmentStatus.PROPOSED)
        return (
            is_open
            and may_change
            and self.is_in_scope
            and user.has_perm("inspections.propose_judgments")
            and (policies.is_manager(user, self.inspection) or (self.lead is not None and self.lead.user_id == user.pk))
        )

    def proposer(self) -> str:
        """Return in words who proposes what is to be judged now and is not yet."""
        if self.judgment or self.inspection.stage not in rules.PROPOSED_IN or not self.is_in_scope:
            return ""
        return self.lead.user.name if self.lead else "who is not named yet"

    def panels(self) -> list[Panel]:
        """Return the panels that this person may record a decision of."""
        user: Any = self.request.user
        judgment = self.judgment
        if judgment is None or self.inspection.stage != Stage.MODERATION or not user.has_perm("inspections.moderate"):
            return []
        if judgment.proposed_by_id is None or judgment.status == JudgmentStatus.REFERRED_BACK:
            return []
        if not Judgment.objects.not_own_of(user).filter(pk=judgment.pk).exists():
            return []
        return list(Panel.objects.sat_on_by(user).filter(cycle=self.inspection.cycle_id))

    @cached_property
    def lead(self) -> Assignment | None:
        """Return who leads the inspection, if anybody is named."""
        return self.inspection.assignments.filter(role=AssignmentRole.LEAD).select_related("user").first()


class Decide(OfJudgment, FormPage):
    """What a panel decided on a proposed judgment, or decided anew on one it moderated."""

    permission_required = "inspections.moderate"
    template = "judgments/decide.html"
    said = "Decision recorded."

    @property
    def title(self) -> str:
        """Return what the page is called."""
        return f"Record a decision: {self.subject.title}"

    @cached_property
    def panel(self) -> Panel:
        """Return the panel."""
        return get_object_or_404(Panel.objects.visible_to(self.request.user), pk=self.kwargs["pk"])

    def form(self, *data: Any) -> DecisionForm:
        """Begin empty; whoever may not decide is refused before they write."""
        judgment = self.judgment
        if judgment is None:
            raise Http404("Nothing is proposed.")
        if not data and (refusal := self.refusal(judgment)):
            raise PermissionDenied(refusal)
        scale: Any = self.inspection.framework.scale_id if self.inspection.framework else None
        return DecisionForm(
            *data,
            initial={"version": judgment.version},
            grading=self.subject.grading,
            grades=list(Grade.objects.filter(scale=scale)),
            cancel=self.panel.get_absolute_url(),
        )

    def refusal(self, judgment: Judgment) -> str:
        """Return why the person may not decide, or why nothing is to be decided now."""
        return moderations.why_not(self.request.user, judgment, self.inspection, self.panel) or moderations.why_not_now(
            judgment, self.inspection, self.panel
        )

    def context(self) -> dict[str, Any]:
        """Show the judgment and what stands beside it."""
        return {**self.shown(), "panel": self.panel, "today": clock.today()}

    def act(self, form: DecisionForm) -> Moderation:
        """Record it."""
        cleaned = form.cleaned_data
        return moderations.decide(
            by=self.request.user,
            judgment=self.judgment,
            panel=self.panel,
            version=cleaned["version"],
            decision=cleaned["decision"],
            **form.chosen,
            reason=cleaned["reason"],
            dissent=cleaned["dissent"],
            at=clock.now(),
        )

    def done(self, made: Any) -> str:
        """Go back to the agenda."""
        return reverse("inspections:panel", args=[self.panel.pk])
