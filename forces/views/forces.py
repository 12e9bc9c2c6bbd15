"""The list of forces."""

from __future__ import annotations

from typing import Any, ClassVar

from django.shortcuts import get_object_or_404

from core.lists import Column, ListPage
from core.views import HistoryPage
from forces.forms.forces import ForceFilter
from forces.models import Force
from forces.models.forces import ForceQuerySet


class ForceList(ListPage):
    """Every force, by name or region."""

    permission_required = "forces.read_forces"
    title = "Forces"
    caption = "Police forces"
    default_sort = "force"
    page_size = 50  # all of them on one page
    filter_class = ForceFilter
    columns: ClassVar[list[Column]] = [
        Column("force", "Force", lambda f: f.name, sort="name", link=lambda f: f.get_absolute_url()),
        Column("code", "Code", lambda f: f.code, sort="code"),
        Column("official_name", "Official name", lambda f: f.official_name, sort="official_name"),
        Column("region", "Region", lambda f: f.region, sort=("region", "name")),
        Column("inspected", "Inspected", lambda f: f.is_in_scope, text=lambda f: "yes" if f.is_in_scope else "no"),
    ]

    def rows(self, filters: dict[str, Any]) -> ForceQuerySet:
        """Return the forces of a region whose name holds the words."""
        forces = Force.objects.visible_to(self.request.user)
        if filters["region"]:
            forces = forces.filter(region=filters["region"])
        if filters["q"]:
            forces = forces.filter(official_name__icontains=filters["q"])
        return forces


class ForceHistory(HistoryPage):
    """Who changed a force, and how."""

    def record(self) -> Force:
        """Return the force."""
        return get_object_or_404(Force.objects.visible_to(self.request.user), slug=self.kwargs["slug"])
