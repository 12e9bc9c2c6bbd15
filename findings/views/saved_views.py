"""A person's own views of the register: saved under a name, opened by a link, removed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from core import clock
from core.forms import Form, Helper
from core.views import FormPage, Page
from findings.actions import saved_views
from findings.forms.register import FindingFilter
from findings.models import SavedView


class SavedViewForm(Form):
    """The name of a view; the filter comes along unseen."""

    query = forms.CharField(widget=forms.HiddenInput, max_length=600, required=False)
    name = forms.CharField(label="Name of the view", max_length=60, help_text="For example, Bedfordshire, overdue")

    helper = Helper("query", "name", submit="Save the view")

    def clean_query(self) -> str:
        """Return the filter as an address, without a page or a format; one the register does not know is refused."""
        query = QueryDict(self.cleaned_data["query"], mutable=True)
        for name in ("page", "format"):
            query.pop(name, None)
        if not FindingFilter(query, today=clock.today()).is_valid():
            raise forms.ValidationError("This filter is not one the register knows. Go back to it and filter again.")
        return query.urlencode()


class SavedViews(FormPage):
    """One's own views, and the form that saves the register's present filter (`?query=`) as one more."""

    permission_required = "findings.read_findings"
    template = "findings/saved_views.html"
    said = "View saved."

    def form(self, *data: Any) -> SavedViewForm:
        """Begin with the filter the address names."""
        return SavedViewForm(*data, initial={"query": self.request.GET.get("query", "")})

    def context(self) -> dict[str, Any]:
        """Show the views, and the filter that would be saved in words."""
        query = self.request.POST.get("query") or self.request.GET.get("query", "")
        filters = FindingFilter(QueryDict(query), today=clock.today())
        return {
            "saved": SavedView.of(self.request.user),
            "query": query,
            "selected": filters.selected() if filters.is_valid() else [],
        }

    def act(self, form: SavedViewForm) -> SavedView:
        """Save it."""
        return saved_views.save(by=self.request.user, name=form.cleaned_data["name"], query=form.cleaned_data["query"])

    def done(self, made: SavedView) -> str:
        """Open the register as saved."""
        return made.get_absolute_url()


class RemoveView(Page):
    """One view less."""

    permission_required = "findings.read_findings"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Remove it."""
        view = get_object_or_404(SavedView.of(request.user), pk=self.kwargs["pk"])
        saved_views.remove(by=request.user, view=view)
        messages.success(request, f"“{view.name}” is removed.")
        return redirect(reverse("findings:views"))
