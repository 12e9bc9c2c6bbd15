"""Other names of forces: the list, adding one, removing one, who did."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from core import history
from core.lists import Column, ListPage
from core.views import FormPage, HistoryPage
from forces.actions import reference
from forces.forms.tables import AliasFilter, AliasForm, RemoveAliasForm
from forces.models import ForceAlias
from forces.views.sections import InData

MAY = "forces.manage_reference"


class AliasList(InData, ListPage):
    """What published tables call forces."""

    permission_required = MAY
    template = "tables/aliases.html"
    title = "Force names"
    caption = "Other names of forces"
    default_sort = "name"
    page_size = 50
    filter_class = AliasFilter
    empty = "No other name is held, or none matches. Add one when a table is refused for a name."
    columns: ClassVar[list[Column]] = [
        Column("name", "Name in tables", lambda a: a.name, sort="name"),
        Column(
            "force",
            "Force",
            lambda a: a.force.name,
            sort=("force__name", "name"),
            link=lambda a: a.force.get_absolute_url(),
        ),
        Column(
            "remove",
            "Remove",
            lambda a: f"Remove {a.name}",
            link=lambda a: reverse("forces:alias-remove", args=[a.pk]),
        ),
    ]

    def rows(self, filters: dict[str, Any]) -> QuerySet[ForceAlias]:
        """Return the names that hold the words."""
        found = ForceAlias.objects.select_related("force")
        if filters["q"]:
            found = found.filter(Q(name__icontains=filters["q"]) | Q(force__name__icontains=filters["q"]))
        return found


class AddAlias(FormPage):
    """Adds another name."""

    permission_required = MAY
    template = "tables/form.html"
    form_class = AliasForm
    title = "Add a force name"
    said = "The name is added. Files sent from now on are read with it."

    def act(self, form: AliasForm) -> ForceAlias:
        """Add it."""
        return reference.add_alias(by=self.request.user, **form.cleaned_data)

    def done(self, made: ForceAlias) -> str:
        """Go back to the list."""
        return reverse("forces:aliases")

    def context(self) -> dict[str, Any]:
        """Return the way back."""
        return {"back": {"text": "Force names", "href": reverse("forces:aliases")}}


class RemoveAlias(FormPage):
    """Removes another name."""

    permission_required = MAY
    template = "tables/form.html"
    form_class = RemoveAliasForm
    title = "Remove a force name"
    said = "The name is removed. What was loaded under it stays."

    def alias(self) -> ForceAlias:
        """Return the name."""
        return get_object_or_404(ForceAlias.objects.select_related("force"), pk=self.kwargs["pk"])

    def act(self, form: RemoveAliasForm) -> None:
        """Remove it."""
        reference.remove_alias(by=self.request.user, alias=self.alias())

    def done(self, made: None) -> str:
        """Go back to the list."""
        return reverse("forces:aliases")

    def context(self) -> dict[str, Any]:
        """Return which name it is, and the way back."""
        alias = self.alias()
        return {
            "back": {"text": "Force names", "href": reverse("forces:aliases")},
            "lead": f"Tables that call {alias.force} “{alias.name}” will be refused for it.",
        }


class AliasHistory(InData, HistoryPage):
    """Who added and removed names."""

    permission_required = MAY
    template = "tables/alias_history.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the changes of every name, newest first."""
        rows = ForceAlias.history.all()
        return self.render(changes=history.changes_of_many(rows, lambda row: str(row.name)))
