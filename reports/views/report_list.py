"""The list of reports: what is out, and what is on its way out for those who make it."""

from __future__ import annotations

from typing import Any, ClassVar

from core.dates import in_words
from core.lists import Column, ListPage
from core.words import moment
from inspections.models import Stage
from inspections.views.inspections import COLOURS
from reports.forms.reports import ReportFilter
from reports.models import EditionState
from reports.models.editions import with_editions
from reports.models.reports import ReportQuerySet

EDITION_COLOURS = {EditionState.PREPARED: "yellow", EditionState.APPROVED: "turquoise"}


def under_way(report: Any) -> str:
    """Return where the next edition is, or how far the inspection of a first one; nothing of a settled report."""
    if report.next_state == EditionState.APPROVED and report.embargo_until:
        return f"To be published at {moment(report.embargo_until)}"
    if report.next_state:
        return str(EditionState(report.next_state).label)
    return "" if report.out_on else str(report.inspection.get_stage_display())


def colour(report: Any) -> str:
    """Return the colour of that."""
    if report.next_state:
        return EDITION_COLOURS[report.next_state]
    return "" if report.out_on else COLOURS[Stage(report.inspection.stage)]


class ReportList(ListPage):
    """Every report a person may read: published ones, and drafts of those they write or watch over."""

    permission_required = "reports.read_reports"
    title = "Reports"
    caption = "Reports, by force and cycle"
    default_sort = "reference"
    filter_class = ReportFilter
    empty = "No report matches. Remove a filter to see more."
    columns: ClassVar[list[Column]] = [
        Column("reference", "Reference", lambda r: r.inspection.reference, sort="inspection__reference",
               link=lambda r: r.get_absolute_url()),
        Column("title", "Title", lambda r: r.title, sort="title"),
        Column("force", "Force", lambda r: r.inspection.force.name, sort="inspection__force__name",
               link=lambda r: r.inspection.force.get_absolute_url()),
        Column("cycle", "Cycle", lambda r: r.inspection.cycle.slug, sort="inspection__cycle__first_year",
               text=lambda r: r.inspection.cycle.title),
        Column("edition", "Edition", lambda r: r.out_number, sort="out_number", numeric=True),
        Column("published_on", "Published", lambda r: r.out_on, sort="out_on", text=lambda r: in_words(r.out_on)),
        Column("under_way", "Under way", under_way, tag=colour),
        Column("illustrative", "Illustrative", lambda r: r.inspection.is_illustrative,
               text=lambda r: "Illustrative" if r.inspection.is_illustrative else " "),
    ]  # fmt: skip

    def rows(self, filters: dict[str, Any]) -> ReportQuerySet:
        """Return what the filter asks for of what the person may read."""
        rows = with_editions(self.request.user).select_related("inspection__force", "inspection__cycle")
        held = {name: filters[name] for name in ("force", "cycle") if filters[name]}
        rows = rows.filter(**{f"inspection__{name}": value for name, value in held.items()})
        if filters["state"]:
            rows = rows.filter(out_number__isnull=filters["state"] == ReportFilter.TO_COME)
        return rows
