"""Changing a framework's questions: each by a form or a button, and where each comes from."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.shortcuts import get_object_or_404

from core.views import ButtonPage
from inspections import frameworks
from inspections.actions import framework_questions as actions
from inspections.actions.frameworks import EDIT, map_question, unmap_question
from inspections.forms.frameworks import MappingForm, QuestionForm
from inspections.models import Framework, Grading, Question, QuestionMapping
from inspections.views.frameworks import FrameworkForm, FrameworkPages


class OfQuestion(FrameworkPages, abstract=True):
    """A page of one question, or of one to come."""

    @cached_property
    def question(self) -> Question | None:
        """Return the question the address names, or none where one is added."""
        if "pk" not in self.kwargs:
            return None
        return get_object_or_404(self.framework.questions, pk=self.kwargs["pk"])


class PutQuestion(OfQuestion, FrameworkForm):
    """Adds a question, or changes one."""

    permission_required = EDIT

    @property
    def title(self) -> str:  # type: ignore[override]
        """Return what the page is called."""
        return f"Change question {self.question.number}" if self.question else "Add a question"

    def form(self, *data: Any) -> QuestionForm:
        """Return the form with the question as it is, or empty."""
        held = QuestionForm.of(self.question) if self.question else {"grading": Grading.GRADED}
        return QuestionForm(*data, initial={"version": self.framework.version, **held})

    def context(self) -> dict[str, Any]:
        """Show where the question comes from, and offer to remove it."""
        mappings = self.question.came_from.select_related("earlier__framework") if self.question else []
        return {**super().context(), "question": self.question, "mappings": list(mappings)}

    def act(self, form: QuestionForm) -> Question:
        """Save it."""
        self.said = f"The question is {'changed' if self.question else 'added'}."
        return actions.put(by=self.request.user, framework=self.framework, question=self.question, **form.cleaned_data)


class MapQuestion(OfQuestion, FrameworkForm):
    """Says which earlier question a question comes from."""

    permission_required = EDIT
    said = "It is said where the question comes from."

    @property
    def title(self) -> str:  # type: ignore[override]
        """Return what the page is called."""
        return f"Where “{self.question}” comes from"

    def form(self, *data: Any) -> MappingForm:
        """Offer the questions of earlier frameworks."""
        earlier = frameworks.earlier_questions(self.framework)
        return MappingForm(*data, earlier=earlier, initial={"version": self.framework.version})

    def act(self, form: MappingForm) -> QuestionMapping:
        """Save it."""
        return map_question(by=self.request.user, framework=self.framework, question=self.question, **form.cleaned_data)


class QuestionButton(OfQuestion, ButtonPage, abstract=True):
    """A button by a question."""

    def record(self) -> Framework:
        """Return the framework."""
        return self.framework


class MoveQuestion(QuestionButton):
    """Moves a question up or down."""

    permission_required = EDIT

    def act(self, version: int) -> str:
        """Move it."""
        up = self.request.POST.get("to") != "down"
        actions.move(by=self.request.user, framework=self.framework, version=version, question=self.question, up=up)
        return ""


class RemoveQuestion(QuestionButton):
    """Removes a question."""

    permission_required = EDIT

    def act(self, version: int) -> str:
        """Remove it."""
        title = str(self.question)
        actions.remove(by=self.request.user, framework=self.framework, version=version, question=self.question)
        return f"Removed: “{title}”."


class UnmapQuestion(QuestionButton):
    """Takes back where a question comes from."""

    permission_required = EDIT

    def act(self, version: int) -> str:
        """Take it back."""
        rows = QuestionMapping.objects.filter(later=self.question)
        mapping = get_object_or_404(rows, pk=self.kwargs["mapping"])
        unmap_question(by=self.request.user, framework=self.framework, version=version, mapping=mapping)
        return "Taken back."
