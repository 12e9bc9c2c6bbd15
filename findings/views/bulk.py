"""Changing many findings of the register at once, and what became of it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from core import clock
from core.forms import FilterForm
from core.views import FormPage, Page
from findings.actions import bulk
from findings.forms.bulk import BulkForm
from findings.forms.register import FindingFilter
from findings.models import BulkUpdate, Finding
from findings.views.register import FindingList

SHOWN = 25


class BulkUpdatePage(FormPage):
    """A change of what the address names: chosen references (`chosen=`), or its whole filter (`all=yes`)."""

    permission_required = "findings.bulk_update"
    template = "findings/bulk.html"
    form_class = BulkForm
    said = "Done. This page says what was changed and what was not."

    @cached_property
    def filters(self) -> FilterForm:
        """Return the filter of the register that the address holds."""
        query = self.request.GET.copy()
        for name in ("chosen", "all", "page", "format"):
            query.pop(name, None)
        return FindingFilter(query, today=clock.today())

    @cached_property
    def findings(self) -> list[Finding]:
        """Return the findings asked for, as far as the person sees them; one more than may be changed at once."""
        if not self.filters.is_valid():
            return []
        register = FindingList()
        register.setup(self.request)
        rows = register.rows(self.filters.cleaned_data).order_by("reference")
        if self.request.GET.get("all") != "yes":
            rows = rows.filter(reference__in=self.request.GET.getlist("chosen"))
        return list(rows[: bulk.LIMIT + 1])

    def context(self) -> dict[str, Any]:
        """Say how many there are, and which."""
        query = self.filters.data.urlencode()
        return {
            "filters": None if self.filters.is_valid() else self.filters,
            "selected": self.filters.selected(),
            "query": query,
            "count": len(self.findings),
            "limit": bulk.LIMIT,
            "shown": self.findings[:SHOWN],
        }

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form; an address that makes no sense is said to."""
        return self.page(self.form(), status=200 if self.filters.is_valid() else 400)

    def act(self, form: BulkForm) -> BulkUpdate:
        """Change them."""
        return bulk.update(
            by=self.request.user,
            findings=self.findings,
            change=form.asked,
            comment=form.cleaned_data["comment"],
            query=self.filters.data.urlencode(),
            at=clock.now(),
        )


class BulkResult(Page):
    """What a bulk update changed, and what it refused and why; for whoever made it."""

    permission_required = "findings.bulk_update"
    template = "findings/bulk_result.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it."""
        made = get_object_or_404(BulkUpdate.objects.visible_to(request.user), pk=self.kwargs["pk"])
        return self.render(made=made)
