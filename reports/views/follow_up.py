"""The follow-up grid of a force."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404

from core.exporters import csv_response
from core.forms import FilterForm
from core.views import Page
from findings.views.findings import STATUS_COLOURS, status_label
from forces.models import Force
from reports.follow_up import Cell, Grid


class FollowUpGrid(Page):
    """Findings down, cycles across: what became of each, year by year; a file holds every finding."""

    permission_required = "findings.read_findings"
    template = "forces/follow_up.html"
    page_size: ClassVar[int] = 25

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show a page of the grid, or give it as a file."""
        force = get_object_or_404(Force.objects.visible_to(request.user), slug=self.kwargs["slug"])
        filters = FilterForm(request.GET)
        if wrong := self.misread_page():
            filters.add_error(None, wrong)
        if not filters.is_valid():
            return self.render(400, force=force, filters=filters, has_errors=True)
        grid = Grid(force, request.user)
        if request.GET.get("format") == "csv":
            return as_csv(force, grid)
        page = Paginator(grid.findings, self.page_size).get_page(request.GET.get("page"))
        return self.render(
            force=force, filters=filters, has_errors=False, head=heads(grid), rows=drawn(grid.rows(page)), page=page
        )


def heads(grid: Grid) -> list[dict[str, Any]]:
    """Return the headings of the grid."""
    return [{"text": "Finding"}, {"text": "Status"}, *({"text": cycle.title} for cycle in grid.cycles)]


def drawn(rows: list[tuple[Any, list[Cell]]]) -> list[list[dict[str, Any]]]:
    """Return rows of the grid as the table macro takes them."""
    found = []
    for finding, cells in rows:
        href = finding.get_absolute_url()
        found.append(
            [
                {"text": str(finding), "href": href},
                {"text": status_label(finding), "tag": STATUS_COLOURS[finding.shown_status]},
                *(
                    {"text": cell.words or "–", "href": f"{href}#event-{cell.event}" if cell.event else ""}
                    for cell in cells
                ),
            ]
        )
    return found


def as_csv(force: Force, grid: Grid) -> HttpResponseBase:
    """Return the grid as CSV: a column for each cycle."""
    headings = ["reference", "title", "kind", "status", *(cycle.slug for cycle in grid.cycles)]
    return csv_response(
        f"follow-up-{force.slug}",
        headings,
        grid.rows(grid.findings),
        lambda row: [
            row[0].reference,
            row[0].title,
            row[0].get_kind_display().lower(),
            status_label(row[0]).lower(),
            *(cell.words.lower() for cell in row[1]),
        ],
    )
