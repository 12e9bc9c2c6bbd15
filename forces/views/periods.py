"""Periods: the list, made, changed, who changed what."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404
from django.urls import reverse

from core import dates
from core.lists import Column, ListPage
from core.views import HistoryPage, Page
from forces.actions import periods
from forces.actions.periods import EDIT
from forces.forms.reference import PeriodForm
from forces.models import Period, Value
from forces.views.editing import EditPage, sections


class PeriodList(ListPage):
    """The stretches of time and days that figures are about."""

    permission_required = "forces.read_measures"
    template = "forces/periods.html"
    title = "Periods"
    caption = "Periods of force data"
    default_sort = "-ends_on"
    columns: ClassVar[list[Column]] = [
        Column("slug", "Period", lambda p: p.slug, sort="slug"),
        Column("label", "Name", lambda p: p.label, sort="label"),
        Column("kind", "Kind", lambda p: p.kind, sort=("kind", "ends_on"), text=lambda p: p.get_kind_display()),
        Column(
            "starts_on", "From", lambda p: p.starts_on, sort="starts_on", text=lambda p: dates.in_words(p.starts_on)
        ),
        Column("ends_on", "To", lambda p: p.ends_on, sort="ends_on", text=lambda p: dates.in_words(p.ends_on)),
        Column(
            "population_year",
            "Mid-year of the population",
            lambda p: p.population_year,
            sort="population_year",
            text=lambda p: str(p.population_year or ""),
        ),
        Column("source", "Source", lambda p: p.source, in_table=False),
        Column("values", "Values held", lambda p: p.held, sort="held", numeric=True),
    ]

    def sections(self) -> list[dict[str, Any]]:
        """Return the lists beside this one."""
        return sections(self.request)

    def rows(self, filters: dict[str, Any]) -> Any:
        """Return every period with how many values a person sees held for it."""
        values = Value.objects.visible_to(self.request.user).filter(period=OuterRef("pk")).order_by().values("period")
        return Period.objects.annotate(held=Coalesce(Subquery(values.annotate(n=Count("pk")).values("n")), 0))

    def cells(self, row: Any) -> list[dict[str, Any]]:
        """Lead those who may change a period to its form, the others of the inspectorate to its history."""
        cells = super().cells(row)
        for permission, name in ((EDIT, "period-edit"), ("accounts.read_history", "period-history")):
            if self.request.user.has_perm(permission):
                cells[0]["href"] = reverse(f"forces:{name}", args=[row.slug])
                break
        return cells

    def context(self) -> dict[str, Any]:
        """Say whether this person may make one."""
        return {"may_edit": self.request.user.has_perm(EDIT)}


class NewPeriod(EditPage):
    """Makes a period."""

    permission_required = EDIT
    title = "New period"
    said = "The period is made."

    def crumbs(self) -> list[tuple[str, str]]:
        """Return the list."""
        return [("Periods", reverse("forces:periods"))]

    def form(self, *data: Any) -> PeriodForm:
        """Return the form."""
        return PeriodForm(*data)

    def act(self, form: PeriodForm) -> Period:
        """Make it."""
        return periods.create(by=self.request.user, fields=form.fields_to_save())


class OfPeriod(Page, abstract=True):
    """A page under a period's address."""

    permission_required = "forces.read_measures"

    @cached_property
    def period(self) -> Period:
        """Return the period, fetched once."""
        return get_object_or_404(Period, slug=self.kwargs["slug"])

    def tabs(self, record: Any = None) -> list[dict[str, Any]]:
        """Return the pages of the period."""
        user: Any = self.request.user
        pages = [("Edit", reverse("forces:period-edit", args=[self.period.slug]), EDIT)]
        pages.append(("History", reverse("forces:period-history", args=[self.period.slug]), "accounts.read_history"))
        return [
            {"text": text, "href": href, "active": href == self.request.path}
            for text, href, permission in pages
            if user.has_perm(permission)
        ]


class ChangePeriod(OfPeriod, NewPeriod):
    """Changes a period."""

    permission_required = EDIT
    title = "Edit"
    said = "The period is changed."

    def form(self, *data: Any) -> PeriodForm:
        """Return the form with the period as it is."""
        return PeriodForm(*data, instance=self.period)

    def act(self, form: PeriodForm) -> Period:
        """Save it."""
        cleaned = form.cleaned_data
        return periods.change(
            by=self.request.user,
            period=self.period,
            version=cleaned["version"],
            fields=form.fields_to_save(),
            reason=cleaned["reason"],
        )

    def context(self) -> dict[str, Any]:
        """Name the period."""
        return {**super().context(), "caption": str(self.period), "tabs": self.tabs()}


class PeriodHistory(OfPeriod, HistoryPage):
    """Who changed a period."""

    permission_required = "accounts.read_history"

    def record(self) -> Period:
        """Return the period."""
        return self.period
