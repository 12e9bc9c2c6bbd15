"""The list of inspections, and the history of one."""

from __future__ import annotations

from typing import Any, ClassVar

from django.shortcuts import get_object_or_404

from core.dates import in_words
from core.lists import Column, ListPage
from core.views import HistoryPage
from inspections.forms.inspections import InspectionFilter
from inspections.models import Inspection, Stage
from inspections.models.inspections import InspectionQuerySet

COLOURS = {Stage.PLANNED: "grey", Stage.FIELDWORK: "light-blue", Stage.PUBLISHED: "green"}


class InspectionList(ListPage):
    """Every inspection a person may know of."""

    permission_required = "inspections.read_inspections"
    title = "Inspections"
    caption = "Inspections, by force and cycle"
    default_sort = "reference"
    filter_class = InspectionFilter
    columns: ClassVar[list[Column]] = [
        Column("reference", "Reference", lambda i: i.reference, sort="reference", link=lambda i: i.get_absolute_url()),
        Column("force", "Force", lambda i: i.force.name, sort="force__name", link=lambda i: i.force.get_absolute_url()),
        Column("cycle", "Cycle", lambda i: i.cycle.slug, sort="cycle__first_year", text=lambda i: i.cycle.title),
        Column("kind", "Kind", lambda i: i.kind, sort="kind", text=lambda i: i.get_kind_display()),
        Column("stage", "Stage", lambda i: i.stage, sort="stage", text=lambda i: i.get_stage_display(),
               tag=lambda i: COLOURS[i.stage]),
        Column("published_on", "Published", lambda i: i.published_on, sort="published_on",
               text=lambda i: in_words(i.published_on)),
        Column("illustrative", "Illustrative", lambda i: i.is_illustrative,
               text=lambda i: "Illustrative" if i.is_illustrative else " "),
    ]  # fmt: skip

    def rows(self, filters: dict[str, Any]) -> InspectionQuerySet:
        """Return what the filter asks for of what the person may know of."""
        rows = Inspection.objects.visible_to(self.request.user).select_related("force", "cycle")
        return rows.filter(**{name: filters[name] for name in ("force", "cycle", "kind", "stage") if filters[name]})


class InspectionHistory(HistoryPage):
    """Who changed an inspection, and how."""

    def record(self) -> Inspection:
        """Return the inspection, to those who may read its contents."""
        readable = Inspection.objects.with_contents_visible_to(self.request.user)
        return get_object_or_404(readable, reference=self.kwargs["reference"])
