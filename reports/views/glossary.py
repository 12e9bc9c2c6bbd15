"""The glossary: the words that reports explain."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from core.views import FormPage, Page
from reports.actions import glossary as actions
from reports.forms.writing import REMOVE, TermForm
from reports.models import GlossaryTerm

EDIT = "reports.edit_glossary"


class GlossaryPage(Page):
    """Every word with what it means."""

    permission_required = "reports.read_reports"
    template = "reports/glossary.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show them."""
        return self.render(terms=list(GlossaryTerm.objects.in_order()), may_edit=request.user.has_perm(EDIT))


class AddTerm(FormPage):
    """Explains a word."""

    permission_required = EDIT
    template = "reports/term.html"
    title = "Add a word"
    said = "The word is in the glossary."

    def form(self, *data: Any) -> TermForm:
        """Return an empty form."""
        return TermForm(*data, is_new=True, cancel=reverse("reports:glossary"))

    def act(self, form: TermForm) -> GlossaryTerm:
        """Add it."""
        sent = form.cleaned_data
        return actions.add(by=self.request.user, term=sent["term"], definition=sent["definition"])


class ChangeTerm(FormPage):
    """Explains a word otherwise, or takes it out."""

    permission_required = EDIT
    template = "reports/term.html"
    title = "Change a word"

    @cached_property
    def entry(self) -> GlossaryTerm:
        """Return the word."""
        return get_object_or_404(GlossaryTerm, pk=self.kwargs["pk"])

    def form(self, *data: Any) -> TermForm:
        """Return the form with what stands."""
        entry = self.entry
        initial = {"version": entry.version, "term": entry.term, "definition": entry.definition}
        return TermForm(*data, initial=initial, is_new=False, cancel=reverse("reports:glossary"))

    def act(self, form: TermForm) -> GlossaryTerm:
        """Save it, or take it out."""
        sent, by = form.cleaned_data, self.request.user
        if sent["then"] == REMOVE:
            self.said = "The word is taken out of the glossary."
            return actions.remove(by=by, entry=self.entry, version=sent["version"])
        return actions.change(
            by=by, entry=self.entry, version=sent["version"], term=sent["term"], definition=sent["definition"]
        )
