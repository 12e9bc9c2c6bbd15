"""The follow-up grid of a force."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404

from core.exporters import csv_response
from core.forms import FilterForm
from core.views import Page
from findings.views.findings import STATUS_COLOURS, status_label
from forces.models import Force
from reports.follow_up import Grid, grid


class FollowUpGrid(Page):
    """Findings down, cycles across: what became of each, year by year."""

    permission_required = "findings.read_findings"
    template = "forces/follow_up.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show the grid, or give it as a file."""
        force = get_object_or_404(Force.objects.visible_to(request.user), slug=self.kwargs["slug"])
        filters = FilterForm(request.GET)
        if not filters.is_valid():
            return self.render(400, force=force, filters=filters, has_errors=True, head=[], rows=[])
        shown = grid(force, request.user)
        if request.GET.get("format") == "csv":
            return as_csv(force, shown)
        return self.render(force=force, filters=filters, has_errors=False, head=heads(shown), rows=cells(shown))


def heads(shown: Grid) -> list[dict[str, Any]]:
    """Return the headings of the grid."""
    return [{"text": "Finding"}, {"text": "Status"}, *({"text": cycle.title} for cycle in shown.cycles)]


def cells(shown: Grid) -> list[list[dict[str, Any]]]:
    """Return the grid as the table macro takes it."""
    return [
        [
            {"text": str(finding), "href": finding.get_absolute_url()},
            {"text": status_label(finding), "tag": STATUS_COLOURS[finding.shown_status]},
            *(
                {
                    "text": cell.words or "–",
                    "href": f"{finding.get_absolute_url()}#event-{cell.event.pk}" if cell.event else "",
                }
                for cell in row
            ),
        ]
        for finding, row in shown.rows
    ]


def as_csv(force: Force, shown: Grid) -> HttpResponseBase:
    """Return the grid as CSV: a column for each cycle."""
    headings = ["reference", "title", "kind", "status", *(cycle.slug for cycle in shown.cycles)]
    return csv_response(
        f"follow-up-{force.slug}",
        headings,
        shown.rows,
        lambda row: [
            row[0].reference,
            row[0].title,
            row[0].get_kind_display().lower(),
            status_label(row[0]).lower(),
            *(cell.words.lower() for cell in row[1]),
        ],
    )
