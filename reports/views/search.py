"""The search box: references, forces, and words in findings, within what a person may see."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.http import HttpRequest, HttpResponse

from core.forms import FilterForm
from core.views import Page
from findings.models import Finding
from findings.views.findings import STATUS_COLOURS, status_label
from forces.models import Force
from inspections.models import Inspection

SHOWN = 20


class SearchForm(FilterForm):
    """What is looked for."""

    q = forms.CharField(max_length=100)


class Search(Page):
    """Forces, inspections and findings that hold every word."""

    permission_required = "accounts.use_product"
    template = "reports/search.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show what was found, at most twenty of each."""
        form = SearchForm(request.GET)
        if not form.is_valid():
            return self.render(400, filters=form, has_errors=True, words="", found=None)
        words = form.cleaned_data["q"].split()
        found = self.find(words) if words else None
        return self.render(filters=form, has_errors=False, words=" ".join(words), found=found)

    def find(self, words: list[str]) -> dict[str, list[Any]]:
        """Return what holds every word, by kind."""
        user = self.request.user
        forces = Force.objects.visible_to(user)
        inspections = Inspection.objects.visible_to(user).select_related("force", "cycle")
        findings = Finding.objects.visible_to(user).with_words(" ".join(words)).select_related("force")
        for word in words:
            forces = forces.filter(Q(official_name__icontains=word) | Q(name__icontains=word) | Q(code__iexact=word))
            inspections = inspections.filter(Q(reference__icontains=word) | Q(force__name__icontains=word))
        return {
            "forces": list(forces[:SHOWN]),
            "inspections": list(inspections[:SHOWN]),
            "findings": [
                (finding, status_label(finding), STATUS_COLOURS[finding.shown_status])
                for finding in findings.order_by("reference")[:SHOWN]
            ],
        }
