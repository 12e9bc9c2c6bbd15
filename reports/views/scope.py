"""The scope of an inspection: each question in or out, chosen by a person beside what is known about it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from core import clock
from core.views import FormPage
from inspections import policies
from inspections.actions import planning as actions
from inspections.forms.planning import ScopeForm
from inspections.models import Inspection, Question, ScopeEntry
from reports import scoping


class ScopePage(FormPage):
    """Says of every question whether an inspection looks at it, and why."""

    inspection_part = "Scope and judgments"
    permission_required = "inspections.scope"
    template = "inspections/scope.html"
    said = "The scope is saved."

    @cached_property
    def inspection(self) -> Inspection:
        """Return an unpublished inspection this person leads, or manages and is not barred from."""
        rows = Inspection.objects.with_contents_visible_to(self.request.user)
        rows = rows.select_related("force", "cycle", "framework__cycle").prefetch_related("assignments", "scope")
        found = get_object_or_404(rows, reference=self.kwargs["reference"])
        if not policies.plans(self.request.user, found):
            raise PermissionDenied("Only the lead, or a manager, decides the scope, and only before publication.")
        return found

    @cached_property
    def questions(self) -> list[Question]:
        """Return the questions of its framework."""
        return list(Question.objects.filter(framework=self.inspection.framework_id).order_by("number"))

    @cached_property
    def known(self) -> scoping.Worksheet:
        """Return what is known about the force and each question."""
        return scoping.worksheet(self.inspection, self.questions, self.request.user, clock.today())

    def words(self) -> dict[int, Any]:
        """Return the same as the form shows it; asked for only when the form is drawn."""
        return {key: known.words for key, known in self.known.questions.items()}

    def signed(self) -> str:
        """Return the same as it is sent along."""
        held = {key: known.as_held for key, known in self.known.questions.items()}
        return ScopeForm.signed(held, self.known.as_held)

    def form(self, *data: Any) -> ScopeForm:
        """Begin with what is decided, and with what is known sent along."""
        if data:
            return ScopeForm(*data, questions=self.questions, words=self.words)
        initial: dict[str, Any] = {"version": self.inspection.version, "worksheet": self.signed()}
        for entry in self.inspection.scope.all():
            initial |= {f"decision-{entry.question_id}": entry.decision, f"reason-{entry.question_id}": entry.reason}
        return ScopeForm(questions=self.questions, words=self.words, initial=initial)

    def context(self) -> dict[str, Any]:
        """Show what is known of the force; once the scope is closed, what was decided."""
        return {
            "inspection": self.inspection,
            "known": self.known,
            "decided": self.decided(),
            "closed": "" if self.inspection.stage in actions.SCOPED_IN else actions.SCOPE_IS_CLOSED,
        }

    def decided(self) -> list[tuple[Question, ScopeEntry | None]]:
        """Return each question with what was decided about it."""
        held = {entry.question_id: entry for entry in self.inspection.scope.all()}
        return [(question, held.get(question.pk)) for question in self.questions]

    def page(self, form: Any, status: int = 200, **context: Any) -> HttpResponse:
        """Draw it; what is sent along is what is shown, also when the form is shown again."""
        if form.is_bound:
            form.data = form.data.copy()
            form.data["worksheet"] = self.signed()
        return super().page(form, status, **context)

    def act(self, form: ScopeForm) -> Inspection:
        """Save it, with what the worksheet showed."""
        return actions.decide_scope(
            by=self.request.user,
            inspection=self.inspection,
            version=form.cleaned_data["version"],
            choices=form.chosen(),
            on=clock.today(),
        )
