"""Changing a criteria template: its title, and its themes, questions and ratings, each by a form or a button."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from core.actions import Stale
from core.views import ButtonPage, FormPage, seen_version
from inspections import criteria
from inspections.actions import criteria as templates
from inspections.actions import criteria_parts as actions
from inspections.forms.criteria import QuestionForm, RatingForm, ThemeForm, TitleForm
from inspections.models import AnswerSet, CriteriaTemplate
from inspections.views.criteria import TemplatePages


@dataclass(frozen=True)
class Kind:
    """A kind of part: its word, its rows in the template of a page, its form and the action that writes it."""

    word: str
    rows: Callable[[TemplatePages], list[Any]]
    form: Any
    put: Callable[..., Any]


KINDS = {
    "themes": Kind("theme", lambda page: list(page.criteria.themes.all()), ThemeForm, actions.put_theme),
    "questions": Kind("question", lambda page: page.questions, QuestionForm, actions.put_question),
    "ratings": Kind("rating", lambda page: list(page.criteria.ratings.all()), RatingForm, actions.put_rating),
}


class ChangePage(TemplatePages, FormPage, abstract=True):
    """A form that changes a template; one that can no longer change leads back to its page, which says why."""

    permission_required = templates.EDIT
    template = "criteria/form.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form while the template may change."""
        if closed := criteria.why_closed(self.criteria, request.user):
            messages.error(request, closed)
            return redirect(self.criteria)
        return super().get(request, *args, **kwargs)

    def stale(self, stale: Stale) -> HttpResponse:
        """Show what changed in any part of the template meanwhile."""
        stale.changes = [
            change
            for change in criteria.changes_after(self.criteria, seen_version(self.request))
            if change.record or change.field != "record"
        ]
        return super().stale(stale)

    def context(self) -> dict[str, Any]:
        """Return the template and what the page is called."""
        return {"criteria": self.criteria, "title": self.title, "part": None}

    @property
    def title(self) -> str:
        """Return what the page is called."""
        raise NotImplementedError


class Rename(ChangePage):
    """Changes the title of a template."""

    permission_required = templates.EDIT
    title = "Change the title"

    def form(self, *data: Any) -> TitleForm:
        """Return the form with the title as it is."""
        return TitleForm(*data, initial={"version": self.criteria.version, "title": self.criteria.title})

    def act(self, form: TitleForm) -> CriteriaTemplate:
        """Save it."""
        return templates.rename(by=self.request.user, template=self.criteria, **form.cleaned_data)


class OfKind(TemplatePages, abstract=True):
    """A page of a kind of part, and perhaps of one part."""

    @cached_property
    def kind(self) -> Kind:
        """Return the kind the address names."""
        if self.kwargs["kind"] not in KINDS:
            raise Http404
        return KINDS[self.kwargs["kind"]]

    @cached_property
    def rows(self) -> list[Any]:
        """Return the template's parts of this kind, in order."""
        return self.kind.rows(self)

    @cached_property
    def part(self) -> Any:
        """Return the part the address names, or none where one is added."""
        if "pk" not in self.kwargs:
            return None
        found = next((one for one in self.rows if one.pk == self.kwargs["pk"]), None)
        if found is None:
            raise Http404
        return found

    def place(self) -> str:
        """Return where the part stands on the template's page."""
        return f"{self.criteria.get_absolute_url()}#{self.kind.word}-{self.kwargs['pk']}"


class PutPart(OfKind, ChangePage):
    """Adds a theme, a question or a rating, or changes one."""

    permission_required = templates.EDIT

    @property
    def title(self) -> str:
        """Return what the page is called."""
        if self.part is None:
            return f"Add a {self.kind.word}"
        return f"Change {self.kind.word} {self.rows.index(self.part) + 1}"

    def form(self, *data: Any) -> Any:
        """Return the form with the part as it is, or empty."""
        held = self.kind.form.of(self.part) if self.part else self.at_first()
        options = self.options() if self.kind.form is QuestionForm else {}
        return self.kind.form(*data, initial={"version": self.criteria.version, **held}, **options)

    def at_first(self) -> dict[str, Any]:
        """Return what a new question's form holds."""
        chosen = {
            "answer_set": AnswerSet.STANDARD,
            "asked": QuestionForm.ALWAYS,
            "theme": self.request.GET.get("theme"),
        }
        return chosen if self.kind.form is QuestionForm else {}

    def options(self) -> dict[str, Any]:
        """Return the themes, and the questions that this one may depend on: those before it."""
        numbered = list(enumerate(self.questions, start=1))
        place = next((place for place, (_, one) in enumerate(numbered) if one == self.part), len(numbered))
        return {"themes": list(self.criteria.themes.all()), "earlier": numbered[:place]}

    def act(self, form: Any) -> Any:
        """Save it."""
        self.said = f"The {self.kind.word} is {'changed' if self.part else 'added'}."
        return self.kind.put(by=self.request.user, template=self.criteria, part=self.part, **form.cleaned_data)

    def done(self, made: Any) -> str:
        """Go to the template's page."""
        return self.criteria.get_absolute_url()

    def context(self) -> dict[str, Any]:
        """Offer to remove what is there."""
        return {**super().context(), "part": self.part, "kind": self.kwargs["kind"], "word": self.kind.word}


class PartButton(OfKind, ButtonPage, abstract=True):
    """A button by a part of a template."""

    def record(self) -> CriteriaTemplate:
        """Return the template."""
        return self.criteria


class MovePart(PartButton):
    """Moves a part up or down."""

    permission_required = templates.EDIT

    def act(self, version: int) -> str:
        """Move it."""
        up = self.request.POST.get("to") != "down"
        actions.move(by=self.request.user, template=self.criteria, version=version, part=self.part, up=up)
        return ""

    def done(self) -> str:
        """Stay by it."""
        return self.place()


class RemovePart(PartButton):
    """Removes a part that nothing depends on."""

    permission_required = templates.EDIT

    def act(self, version: int) -> str:
        """Remove it."""
        part = self.part
        actions.remove(by=self.request.user, template=self.criteria, version=version, part=part)
        return f"Removed: “{part}”."
