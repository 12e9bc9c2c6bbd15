"""Proposing a judgment."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from core import clock
from core.views import FormPage
from inspections import policies
from inspections.actions import judgments
from inspections.forms.judgments import ProposalForm
from inspections.judging import Subject, subject
from inspections.models import EvidenceItem, Grade, Inspection, Judgment, JudgmentStatus, Marking


class Propose(FormPage):
    """What the inspection concludes on one question, or overall."""

    permission_required = "inspections.propose_judgments"
    template = "judgments/form.html"
    said = "Judgment proposed."

    @cached_property
    def inspection(self) -> Inspection:
        """Return the inspection, to those who may read its contents."""
        held = Inspection.objects.with_workings_visible_to(self.request.user)
        return get_object_or_404(held.select_related("force", "framework"), reference=self.kwargs["reference"])

    @cached_property
    def subject(self) -> Subject:
        """Return what is judged."""
        found = subject(self.inspection, self.kwargs["judgment"])
        if found is None:
            raise Http404("The framework asks nothing of that name.")
        return found

    @property
    def title(self) -> str:
        """Return what the page is called."""
        return f"Propose a judgment: {self.subject.title}"

    @property
    def address_of_judgment(self) -> str:
        """Return the judgment's page."""
        return reverse("inspections:judgment", args=[self.inspection.reference, self.subject.slug])

    def held(self) -> Judgment | None:
        """Return what was proposed already, with what it rests on."""
        found = Judgment.objects.filter(inspection=self.inspection, question=self.subject.question)
        judgment = found.filter(pillar=self.subject.pillar).select_related("grade").first()
        if judgment and judgment.status == JudgmentStatus.MODERATED:
            raise PermissionDenied(judgments.MODERATED)
        return judgment

    def form(self, *data: Any) -> ProposalForm:
        """Begin with what was proposed already; whoever may not propose is refused before they write."""
        options: dict[str, Any] = {}
        if not data:
            if not policies.may_run(self.request.user, self.inspection):
                raise PermissionDenied(judgments.NOT_PROPOSER)
            options["initial"] = self.initial(self.held())
        grades: Any = Grade.objects.filter(scale=self.inspection.framework.scale_id)  # type: ignore[union-attr]
        return ProposalForm(
            *data,
            **options,
            grading=self.subject.grading,
            grades=list(grades),
            items=self.items,
            cancel=self.address_of_judgment,
        )

    def initial(self, judgment: Judgment | None) -> dict[str, Any]:
        """Return what the form shows at first."""
        if judgment is None:
            return {"version": 0}
        return {
            "version": judgment.version,
            "conclusion": judgment.grade.slug if judgment.grade else judgment.state,
            "not_graded_because": judgment.reason,
            "rationale": judgment.rationale,
            "evidence": list(judgment.rests_on.values_list("item", flat=True)),
        }

    @cached_property
    def items(self) -> QuerySet[EvidenceItem]:
        """Return the evidence on the question, or all of the inspection for what is judged overall."""
        found = EvidenceItem.objects.held().filter(inspection=self.inspection).order_by("number")
        found = found.select_related("inspection")  # an item is called by its inspection's reference
        question = self.subject.question
        return found.filter(links__question=question).distinct() if question else found

    def context(self) -> dict[str, Any]:
        """Show what is judged, under the marking of the evidence to choose from."""
        return {"inspection": self.inspection, "marking": Marking.highest(item.marking for item in self.items)}

    def act(self, form: ProposalForm) -> Judgment:
        """Propose it."""
        cleaned = form.cleaned_data
        return judgments.propose(
            by=self.request.user,
            inspection=self.inspection,
            subject=self.subject,
            version=cleaned["version"],
            **form.chosen,
            rationale=cleaned["rationale"],
            evidence=[int(key) for key in cleaned["evidence"]],
            at=clock.now(),
        )

    def done(self, made: Any) -> str:
        """Go to the judgment."""
        return self.address_of_judgment
